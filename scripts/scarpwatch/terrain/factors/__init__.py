"""Terrain factors, one module each: ``derive(dem, **settings)`` gives its blocks."""
