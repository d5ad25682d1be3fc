"""Terrain derivatives, flow routing, slope units and distances."""
