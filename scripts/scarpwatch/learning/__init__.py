"""Samples, models, evaluation, importance and zoning of landslide susceptibility.

Everything here works on tables (pandas) and arrays; ``map_files`` alone writes rasters.
"""
