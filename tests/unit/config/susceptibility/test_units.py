"""Section `units`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.susceptibility.units import UnitsSettings


def test_defaults_are_slope_units() -> None:
    settings = UnitsSettings()
    assert settings.source == "slope_units"
    assert (settings.min_area_m2, settings.circular_variance) == (150000, 0.25)
    assert (settings.threshold_m2, settings.reduction_factor) == (1e6, 5)
    assert settings.sizes == "even"
    assert settings.max_area_m2 is None
    assert settings.clean_size_m2 == 25000


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"source": "polygons"}, "units.polygons is not given"),
        ({"source": "grid", "polygons": "u.gpkg"}, "set units.source to polygons"),
        ({"sizes": "published", "max_area_m2": 1000}, "must exceed units.min_area_m2"),
        ({"max_area_m2": 500_000}, "units.max_area_m2 is given but units.sizes is even"),
        ({"threshold_m2": 500_000}, "set units.sizes to published"),
        ({"clean_size_m2": 80_000}, "units.clean_size_m2 is given"),
        ({"circular_variance": 1.0}, "less than 1"),
        ({"reduction_factor": 1}, "greater than 1"),
        ({"grid_cells": 0}, "greater than or equal to 1"),
    ],
)
def test_refused(values: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        UnitsSettings(**values)


def test_sizes_are_given_where_they_are_used() -> None:
    given = {"threshold_m2": 5e5, "max_area_m2": 8e5, "clean_size_m2": 8e4}
    assert UnitsSettings(sizes="published", **given).max_area_m2 == 8e5
    assert UnitsSettings(method="catchments", **given).clean_size_m2 == 8e4
    assert UnitsSettings(flat_below_deg=2.0, clean_size_m2=8e4).clean_size_m2 == 8e4
