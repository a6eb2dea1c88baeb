"""Doubts: what else an estimate could have been, and what it would take to undo it."""
