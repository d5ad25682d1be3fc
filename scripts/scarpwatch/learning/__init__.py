"""Samples, models, honest evaluation, importance and zoning of landslide susceptibility.

Everything here works on tables (pandas) and arrays; only ``grid`` and ``errors`` are imported from the
rest of the library.
"""
