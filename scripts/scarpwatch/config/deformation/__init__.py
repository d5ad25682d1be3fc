"""Sections of the config from the radar stack to the deformation rate."""
