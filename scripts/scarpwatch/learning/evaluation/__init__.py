"""Evaluation: cross-validation, comparison, controls, importance, applicability, uncertainty."""
