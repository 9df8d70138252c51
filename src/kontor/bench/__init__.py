"""Measurements: how fast the heart is, as ratios to a reference that runs beside every figure."""
