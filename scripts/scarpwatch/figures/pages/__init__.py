"""Figures that take a page of their own."""
