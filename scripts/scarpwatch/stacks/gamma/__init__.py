"""GAMMA and PyRate."""
