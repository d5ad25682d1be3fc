"""Sentinel-1's own geometry: orbits and what they see of the ground."""
