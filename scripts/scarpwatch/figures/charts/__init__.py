"""Figures with axes of numbers."""
