"""Measurement: how well an instrument measures, and whether alike in groups and over time."""
