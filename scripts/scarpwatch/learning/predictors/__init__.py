"""Predictors: encoding, collinearity, and whether a column gives the label away."""
