"""Naive Bayes: each factor by itself, normally distributed in both classes."""

from sklearn.naive_bayes import GaussianNB

from scarpwatch.learning.algorithms.parts.classifier import *

ALGORITHM = {"title": "naive Bayes", "short": "NB", "colour": "#56b4e9", "line": "--"}
GRID = {"var_smoothing": (1e-9, 0.01, 0.1, 1.0)}


def make(settings):
    return classifier_model(GaussianNB(var_smoothing=0.01), settings)
