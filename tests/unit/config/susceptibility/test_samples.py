"""Section `samples`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.susceptibility.samples import SamplesSettings


def test_defaults_are_the_studys_split() -> None:
    settings = SamplesSettings()
    assert (settings.train_share, settings.negatives_per_positive, settings.negatives) == (0.7, 1.0, "random")


@pytest.mark.parametrize("strategy", ["low_deformation", "stable", "low_rate"])
def test_negatives_by_low_deformation_are_refused_with_the_reason(strategy: str) -> None:
    with pytest.raises(ValidationError, match="circular"):
        SamplesSettings(negatives=strategy)


@pytest.mark.parametrize(
    "values",
    [
        {"train_share": 1.0},
        {"negatives": "x"},
        {"buffer_m": 0},
        {"blocks": 1},
        {"split": "prospective"},
        {"prospective_date": "2020-01-01"},
        {"split": "time"},
    ],
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SamplesSettings(**values)


def test_a_prospective_split_has_its_date() -> None:
    settings = SamplesSettings(split="prospective", prospective_date=20200101)
    assert settings.model_dump(mode="json")["prospective_date"] == "2020-01-01"
