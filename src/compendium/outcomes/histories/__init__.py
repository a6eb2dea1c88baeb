"""Histories: what people are in, week by week, and which endpoints they have reached."""
