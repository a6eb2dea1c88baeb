"""Change: what became of the scores of the same persons from wave to wave."""
