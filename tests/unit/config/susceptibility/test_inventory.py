"""Section `inventory`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.susceptibility.inventory import InventorySettings


def test_defaults() -> None:
    settings = InventorySettings(file="i.gpkg")
    assert settings.min_landslides == 30
    assert settings.label_column is None


def test_an_unquoted_true_is_the_text_it_stands_for() -> None:
    settings = InventorySettings(file="i.gpkg", label_column="slide", label_value=True)
    assert settings.label_value == "TRUE"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"file": "i", "label_column": "slide"},
        {"file": "i", "label_value": "1"},
        {"file": "i", "min_landslides": 3},
        {"file": "i", "position_error_m": -1},
        {"file": "i", "at_border": "drop"},
        {"file": "i", "min_share": 0},
        {"file": "i", "below_min_share": "neither"},
    ],
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        InventorySettings(**values)
