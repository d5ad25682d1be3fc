"""Section `units.table`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.settings import Config
from scarpwatch.config.susceptibility.table import TableSettings

GOOD = {"file": "t.csv", "label": "slid", "factors": ["slope", "rock"]}


def test_the_shortest_table_takes_defaults() -> None:
    settings = TableSettings(**GOOD)
    assert settings.min_landslides == 30
    assert settings.x is None and settings.until is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"factors": []}, "at least 1"),
        ({"factors": ["slope", "slid"]}, "learn the answer"),
        ({"unit_id": "slope"}, "where or which the unit is"),
        ({"x": "slope", "y": "rock"}, "where or which the unit is"),
        ({"dynamic_factors": ["rock"], "until": "2025-01-01"}, "more than once"),
        ({"categorical": ["soil"]}, "soil, which is no factor"),
        ({"categorical": ["rock"], "circular": ["rock"]}, "both categorical and circular"),
        ({"x": "e"}, "belong together"),
        ({"crs": "EPSG:4326"}, "without units.table.x"),
        ({"dynamic_factors": ["rate"]}, "belong together"),
        ({"until": "2025-01-01"}, "belong together"),
        ({"min_landslides": 9}, "greater than or equal to 10"),
        ({"x": "e", "y": "e"}, "name one column twice"),
        ({"unit_id": GOOD["label"]}, "name one column twice"),
        ({"area": "slid"}, "name one column twice"),
        ({"area_unit": "km2"}, "without units.table.area"),
        ({"slope": "steepness"}, "no factor that is a number"),
        ({"slope": "rock", "categorical": ["rock"]}, "no factor that is a number"),
    ],
)
def test_refused(change: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        TableSettings(**{**GOOD, **change})


@pytest.mark.parametrize(
    ("factors", "named", "slope"),
    [
        (["rock", "Slope"], None, "Slope"),
        (["slope_mean", "slope_std", "relief"], None, "slope_mean"),
        (["SLO_AVG", "ELE_AVG"], None, "SLO_AVG"),
        (["mean slope", "slope_max"], None, "mean slope"),
        (["slope", "slope_mean"], None, "slope"),
        (["slope_deg", "slope_mean"], None, None),
        (["slope_length", "curvature"], None, None),
        (["slope", "incline"], "incline", "incline"),
    ],
)
def test_the_slope_is_known_by_name_or_by_config(
    factors: list[str], named: str | None, slope: str | None
) -> None:
    assert TableSettings(**{**GOOD, "factors": factors, "slope": named}).slope_column == slope


def test_classes_are_no_slope() -> None:
    assert TableSettings(**GOOD, categorical=["slope"]).slope_column is None


def config(**change: object) -> Config:
    return Config.model_validate({"name": "a", "units": {"source": "table", "table": GOOD}, **change})


def test_a_table_needs_no_dem_and_no_inventory() -> None:
    assert config().factors.dem is None
    assert config(models={"predictors_exclude": ["rock"]}).models.predictors_exclude == ["rock"]


def test_landslides_may_be_a_file_of_their_own() -> None:
    units = {"source": "table", "table": {**GOOD, "label": None}}
    given = config(units=units, inventory={"file": "i.gpkg", "date_column": "day"})
    assert given.inventory is not None and given.has_models
    split = {"split": "prospective", "prospective_date": "2020-01-01"}
    assert config(units=units, inventory={"file": "i", "date_column": "d"}, samples=split).samples.split
    for inventory in ({"file": "i.gpkg"}, None):
        with pytest.raises(ValidationError, match="a table has no days of landslides"):
            config(units=units, inventory=inventory, samples=split)
    with pytest.raises(ValidationError, match="give inventory in its place"):
        config(units=units)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"inventory": {"file": "i.gpkg"}}, "leave one of them out"),
        ({"factors": {"dem": "d.tif"}}, "factors is given too"),
        ({"units": {"source": "table"}}, "not given"),
        ({"units": {"source": "grid", "table": GOOD}}, "is grid and units.table is given"),
        ({"samples": {"negatives": "terrain"}}, "samples.negatives: terrain"),
        ({"models": {"monotone": {"ndvi": "increasing"}}}, "models.monotone names ndvi"),
        ({"models": {"predictors_exclude": ["ndvi"]}}, "ndvi, which is no factor"),
    ],
)
def test_what_a_table_takes_the_place_of_is_refused(change: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        config(**change)
