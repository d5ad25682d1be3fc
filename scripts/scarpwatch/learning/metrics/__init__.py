"""Measures of skill: ROC, calibration, prevalence, rate curves, with intervals."""
