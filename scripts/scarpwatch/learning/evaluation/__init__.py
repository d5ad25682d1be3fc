"""Evaluation: cross-validation, comparison, negative controls, importance, area of applicability, model uncertainty."""
