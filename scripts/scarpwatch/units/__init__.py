"""Zonal statistics, the table of mapping units and its landslide labels."""
