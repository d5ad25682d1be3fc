"""Section `zoning`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.susceptibility.zoning import ZoningSettings


def test_default_is_five_equal_classes() -> None:
    assert ZoningSettings().breaks == [0.2, 0.4, 0.6, 0.8]


@pytest.mark.parametrize(
    ("breaks", "fault"),
    [
        ([0.2, 0.4, 0.4, 0.8], "increase"),
        ([0.2, 0.4, 0.6, 1.0], "between 0 and 1"),
        ([0.2, 0.4, 0.6], "at least 4"),
        ([0.1, 0.2, 0.4, 0.6, 0.8], "at most 4"),
    ],
)
def test_refused(breaks: list[float], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        ZoningSettings(breaks=breaks)


def test_the_method_is_one_of_three() -> None:
    assert ZoningSettings().method == "fixed"
    with pytest.raises(ValidationError, match="natural_breaks"):
        ZoningSettings(method="jenks")
