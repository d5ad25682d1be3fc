"""Predictors: encoding, collinearity and target leakage."""
