"""Rasters: whether they are whole and on a usable grid, and what is odd about their values."""
