"""Slope units: delineation, tiles, and the choice of parameters."""
