"""Section `decomposition`."""

from datetime import date

import pytest
from pydantic import ValidationError

from scarpwatch.config.deformation.decomposition import DecompositionSettings


def test_the_other_run_must_be_named():
    with pytest.raises(ValidationError, match="other"):
        DecompositionSettings()
    found = DecompositionSettings(other="../descending/results", date="2024-03-05")
    assert found.date == date(2024, 3, 5)
    assert found.max_amplification == 3


def test_an_amplification_below_one_is_impossible():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        DecompositionSettings(other="x", max_amplification=0.5)
