"""Ledgers: the numbers of a report, where each is from, and what changed since last time."""
