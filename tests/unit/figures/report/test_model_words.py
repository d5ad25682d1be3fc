"""Alternatives of the figures of models; what each says of a whole run is in ``test_picture_words.py``."""

import pytest

from scarpwatch.figures.entries import declared_figures
from scarpwatch.figures.report.model_words import MODEL_ALTERNATIVES
from scarpwatch.figures.report.results import Results

BARE = Results(
    config={"factors": {"classes": {"deformation_rate": [-1.0, 1.0]}}},
    assessment="static", area_km2=None, grid=None, figures=(), entries=(),
)  # fmt: skip


@pytest.mark.parametrize("name", MODEL_ALTERNATIVES)
def test_without_models_nothing_is_said(name):
    assert MODEL_ALTERNATIVES[name](BARE) == ""


def test_all_are_of_figures_that_there_are():
    assert set(MODEL_ALTERNATIVES) <= {entry.name for entry in declared_figures()}
