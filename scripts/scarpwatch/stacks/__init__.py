"""Radar products: families, listing, common grid, checks; a folder below for each maker."""
