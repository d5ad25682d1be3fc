"""Section `units`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.susceptibility.units import UnitsSettings


def test_defaults_are_slope_units() -> None:
    settings = UnitsSettings()
    assert settings.source == "slope_units"
    assert (settings.min_area_m2, settings.circular_variance) == (150000, 0.25)
    assert (settings.threshold_m2, settings.reduction_factor) == (1e6, 5)
    assert settings.max_area_m2 is None
    assert settings.clean_size_m2 == 25000


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"source": "polygons"}, "units.polygons is not given"),
        ({"source": "grid", "polygons": "u.gpkg"}, "set units.source to polygons"),
        ({"max_area_m2": 1000}, "must exceed units.min_area_m2"),
        ({"circular_variance": 1.0}, "less than 1"),
        ({"reduction_factor": 1}, "greater than 1"),
        ({"grid_cells": 0}, "greater than or equal to 1"),
    ],
)
def test_refused(values: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        UnitsSettings(**values)
