"""Comparisons: a score in groups of persons, by methods fixed before anybody looks."""
