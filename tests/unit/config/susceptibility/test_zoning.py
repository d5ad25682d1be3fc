"""Section `zoning`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.susceptibility.zoning import ZoningSettings
from scarpwatch.susceptibility_classes import DEFAULT_BREAKS

BREAKS = list(DEFAULT_BREAKS)


def test_default_is_classes_of_equal_width() -> None:
    assert ZoningSettings().breaks == BREAKS


@pytest.mark.parametrize(
    ("breaks", "fault"),
    [
        ([*BREAKS[:-1], BREAKS[-2]], "increase"),
        ([*BREAKS[:-1], 1.0], "between 0 and 1"),
        (BREAKS[1:], f"at least {len(BREAKS)}"),
        ([BREAKS[0] / 2, *BREAKS], f"at most {len(BREAKS)}"),
    ],
)
def test_refused(breaks: list[float], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        ZoningSettings(breaks=breaks)


def test_the_method_is_one_of_those_there_are() -> None:
    assert ZoningSettings().method == "fixed"
    with pytest.raises(ValidationError, match="natural_breaks"):
        ZoningSettings(method="jenks")


@pytest.mark.parametrize(
    ("shares", "fault"), [([0.9, 0.9, 0.5, 0.2], "decrease"), ([1.0, 0.9, 0.5, 0.2], "between 0 and 1")]
)
def test_shares_of_landslides_are_refused(shares: list[float], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        ZoningSettings(landslides_above=shares)


def test_breaks_by_landslides_need_held_out_ones() -> None:
    methods = ("fixed", "quantiles", "natural_breaks", "success_rate", "roc")
    assert [name for name in methods if ZoningSettings(method=name).by_landslides] == ["success_rate", "roc"]
