"""The factors of a run, for plans of small configs."""

from pathlib import Path

import pytest

from scarpwatch.errors import ConfigError, InputError
from scarpwatch.workflow.planning.factors import (
    class_map_of,
    class_maps,
    class_source,
    columns_of,
    densities_without_unit,
    derivation_of,
    derived_names,
    distance_cap,
    excluded,
    factor_of,
    factors_of,
    features_of,
    layer_of,
    names_from,
    printed_importance,
    raster_of,
    rasters_of,
    series_files,
    series_settings,
    study_lines,
)
from scarpwatch.workflow.planning.plan import Plan, make_plan

from .test_stack import scene_table, touch

DATE = "2024-02-12"
SCRIPTS = Path(__file__).parents[4] / "scripts"


def plan_of(folder: Path, *, factors: dict | None = None, **sections) -> Plan:
    touch(folder, "dem.tif", "slides.gpkg", "roads.gpkg", "soil.tif", "quarries.gpkg")
    raw = {
        "name": "a",
        "factors": {"dem": str(folder / "dem.tif"), **(factors or {})},
        "inventory": {"file": str(folder / "slides.gpkg")},
        "units": {"source": "grid"},  # the DEM is an empty file
        **sections,
    }
    return make_plan(raw, "a.yaml", check=False)


@pytest.fixture
def plan(tmp_path):
    """Models with roads, rivers, and factors of the user's own."""
    more = {
        "soil": {"raster": str(tmp_path / "soil.tif"), "kind": "classes", "names": {1: "clay"}},
        "quarries": {"distance_to": str(tmp_path / "quarries.gpkg"), "cap_m": 500, "layer": "q"},
    }
    factors = {
        "roads": str(tmp_path / "roads.gpkg"),
        "rivers": {"from_dem_km2": 1},
        "layers": {"roads": "r"},
        "terrain": ["slope", "elevation", "aspect", "max_elevation_difference", "plan_curvature"],
        "more": more,
    }
    models = {"predictors_exclude": ["aspect", "ndvi"], "monotone": {"slope": "increasing"}}
    return plan_of(tmp_path, factors=factors, sar=scene_table(tmp_path), models=models)


def test_the_order_is_the_studys_and_new_factors_come_last(plan):
    assert [factor.name for factor in factors_of(plan)] == [
        "slope",
        "aspect",
        "elevation",
        "max_elevation_difference",
        "distance_to_rivers",
        "distance_to_roads",
        "deformation_rate",
        "cumulative_deformation",
        "plan_curvature",
        "soil",
        "quarries",
    ]
    assert [each["name"] for each in columns_of(plan, dynamic=True)] == [
        "deformation_rate",
        "cumulative_deformation",
    ]
    assert excluded(plan) == ["aspect"]  # there is no NDVI in this run


def test_each_factor_has_its_raster_and_its_classes(plan):
    static = rasters_of(plan)
    assert "max_elevation_difference" not in static and static["soil"] == "results/factors/soil.tif"
    assert rasters_of(plan, until=DATE)["deformation_rate"] == f"results/{DATE}/deformation/rate.tif"
    assert raster_of(factor_of(plan, "max_elevation_difference")) is None
    assert class_source(plan, "slope") == {"raster": static["slope"]}
    assert class_source(plan, "aspect") == {"raster": static["aspect"], "slope": static["slope"]}
    assert set(class_source(plan, "max_elevation_difference")) == {"raster", "table"}
    assert class_source(plan, "cumulative_deformation", DATE) == {
        "raster": f"results/{DATE}/deformation/cumulative.tif"
    }
    shown = {factor.name: path for factor, path in class_maps(plan, DATE)}
    assert list(shown)[-2:] == ["cumulative_deformation", "deformation_rate"]
    assert shown["deformation_rate"] == f"results/{DATE}/deformation/classes/deformation_rate.tif"
    assert [factor.name for factor, _ in class_maps(plan, "static")] == list(shown)[:-2]


def test_features_layers_and_caps(plan, tmp_path):
    config = plan.config
    assert study_lines(config) == {
        "faults": None,
        "roads": str(tmp_path / "roads.gpkg"),
        "rivers": "results/factors/rivers.gpkg",
    }
    assert features_of(config, "distance_to_roads") == str(tmp_path / "roads.gpkg")
    assert features_of(config, "quarries") == str(tmp_path / "quarries.gpkg")
    assert (layer_of(config, "distance_to_roads"), layer_of(config, "quarries")) == ("r", "q")
    assert layer_of(config, "rivers") is None and layer_of(config, "lithology") is None
    assert (distance_cap(config, "distance_to_roads"), distance_cap(config, "quarries")) == (2000.0, 500.0)
    assert names_from(plan, "lines") == ["distance_to_rivers", "distance_to_roads", "quarries"]


def test_maps_of_classes(plan, tmp_path):
    file, said = class_map_of(plan.config, "soil")
    assert file == str(tmp_path / "soil.tif")
    assert said == {
        "column": None,
        "classes": {"1": "clay"},
        "band": 1,
        "key": "factors.more.soil",
        "field": "names",
    }
    assert class_map_of(plan.config, "lithology")[0] == []


def test_a_derivation_has_the_digest_of_its_own_module(plan, tmp_path):
    assert derived_names(plan) == ["plan_curvature"]
    found = derivation_of(plan, "plan_curvature", SCRIPTS)
    assert found["module"] == "scarpwatch.terrain.factors.plan_curvature" and len(found["code"]) == 16


def test_what_the_study_printed_is_for_its_own_factors_and_where_it_is_asked_for(plan, tmp_path):
    assert printed_importance(plan, "static") is None
    plan = plan_of(tmp_path, report={"compare_with_study": True})
    assert printed_importance(plan, "static")["slope"] == 0.45
    assert printed_importance(plan, DATE)["deformation_rate"] == 0.12
    assert "deformation_rate" not in printed_importance(plan, "static")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"slope": {"raster": "a.tif"}}, "is the name of something that the workflow makes"),
        ({"Rain": {"raster": "a.tif"}}, "cannot be the name of a factor"),
        ({"slope_std": {"raster": "a.tif"}}, "would have the column slope_std"),
        ({"rain": {}}, "has no source"),
    ],
)
def test_names_that_would_meet_are_refused(tmp_path, more, words):
    with pytest.raises(ConfigError, match=words):
        plan_of(tmp_path, factors={"more": more})


def test_a_dynamic_factor_needs_dates(tmp_path):
    more = {"rain": {"series": str(tmp_path), "dynamic": True}}
    with pytest.raises(ConfigError, match="without sar there is no date of assessment"):
        plan_of(tmp_path, factors={"more": more})


def test_missing_rasters_of_a_series_are_left_out_and_too_many_are_refused(tmp_path):
    days = [f"202402{day:02}" for day in range(3, 13)]
    (tmp_path / "rain").mkdir()
    touch(tmp_path / "rain", *(f"rain_{day}.tif" for day in days if day != "20240208"))
    more = {"rain": {"series": str(tmp_path / "rain"), "days": 10, "dynamic": True}}
    plan = plan_of(tmp_path, factors={"more": more}, sar=scene_table(tmp_path))
    assert plan.until == DATE
    chosen = series_files(plan.config, "rain", f"{DATE}/factors")
    assert len(chosen) == 9 and chosen[-1].endswith("rain_20240212.tif")
    assert series_settings(plan, "rain", f"{DATE}/factors")["missing"] == ["2024-02-08"]
    more["rain"]["days"] = 30
    plan = plan_of(tmp_path, factors={"more": more}, sar=scene_table(tmp_path))
    with pytest.raises(InputError, match="its first raster is of 2024-02-03"):
        series_files(plan.config, "rain", f"{DATE}/factors")


def test_directions_and_classes_cannot_be_monotone(tmp_path):
    for name in ("aspect", "lithology"):
        with pytest.raises(ConfigError, match=f"names {name}, which cannot be monotone"):
            plan_of(tmp_path, models={"monotone": {name: "increasing"}})


def test_the_unit_of_a_density_is_read_from_its_raster_unless_the_config_gives_it(tmp_path):
    touch(tmp_path, "springs.gpkg")
    more = {name: {"density_of": str(tmp_path / "springs.gpkg")} for name in ("springs", "wells")}
    more["wells"]["unit"] = "wells/km2"
    plan = plan_of(tmp_path, factors={"more": more})
    assert densities_without_unit(plan) == ["results/factors/springs.tif"]
    plan = plan_of(tmp_path, factors={"more": more}, inventory=None, sar=scene_table(tmp_path))
    assert densities_without_unit(plan) == []  # without models the report shows no factors
