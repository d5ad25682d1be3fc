"""Rasters: grids, which cells have a value, tiles as one, lengths on the ground, warping."""
