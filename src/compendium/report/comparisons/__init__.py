"""Comparisons: one notebook under two sets of parameters, side by side."""
