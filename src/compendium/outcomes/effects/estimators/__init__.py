"""Estimators: how each design sets participants against others, and its errors."""
