"""Section `factors.more`: factors of the user's own."""

import pytest
from own_factor_files import MORE
from pydantic import ValidationError

from scarpwatch.config.susceptibility.own_factors import OwnFactorSettings, require_names


@pytest.mark.parametrize("name", MORE)
def test_each_source_is_told_by_its_key(name: str) -> None:
    settings = OwnFactorSettings(**MORE[name])
    assert OwnFactorSettings(**settings.model_dump(mode="json")) == settings
    assert settings.source in MORE[name]


def test_none_is_for_a_column_of_a_ready_table() -> None:
    assert OwnFactorSettings(title="Soil depth", unit="m").source == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"raster": "a.tif", "series": "b"}, "a factor has one source"),
        ({"raster": "a.tif", "cap_m": 500}, "cap_m means nothing where raster"),
        ({"title": "a", "cap_m": 500}, "cap_m means nothing where it has no source"),
        ({"polygons": "a.gpkg"}, "give column"),
        ({"polygons": "a.gpkg", "column": "c", "kind": "circular"}, "polygons hold classes"),
        ({"raster": "a.tif", "names": {1: "clay"}}, "set kind to classes"),
        (
            {"raster": "a.tif", "kind": "classes", "statistics": ["max"]},
            "statistics means nothing for directions",
        ),
        (
            {"raster": "a.tif", "kind": "circular", "monotone": "increasing"},
            "monotone means nothing for directions",
        ),
        ({"raster": "a.tif", "statistics": ["mode"]}, "mode is no statistic"),
        ({"raster": "a.tif", "statistics": ["mean", "count"]}, "follows the area of the unit"),
        ({"raster": "a.tif", "statistics": ["max", "max"]}, "more than once"),
        ({"raster": "a.tif", "breaks": [2, 1]}, "must increase"),
        ({"raster": "a.tif", "plausible": [5, 5]}, "from a lower to a higher"),
        ({"series": "rain"}, "either dynamic"),
        ({"series": "rain", "dynamic": True, "until": "2024-01-01"}, "either dynamic"),
        ({"raster": "a.tif", "dynamic": True}, "dynamic means nothing"),
    ],
)
def test_keys_that_do_not_go_together_are_refused(values: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        OwnFactorSettings(**values)


def test_names_must_be_those_of_files_and_columns() -> None:
    made = OwnFactorSettings(raster="a.tif")
    require_names({"rain_30d": made}, {"slope"})
    for name in ("Rain", "30d", "a b", "", "a" * 41, "nieve\u00e9"):
        with pytest.raises(ValueError, match="cannot be the name"):
            require_names({name: made}, set())
    with pytest.raises(ValueError, match="slope is the name of something"):
        require_names({"slope": made}, {"slope"})
    require_names({"slope": OwnFactorSettings(unit="%")}, {"slope"})  # a column of a ready table
