"""Figures and the report: one module per family of figures; ``report`` puts them on one page."""
