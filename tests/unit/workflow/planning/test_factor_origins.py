"""What the report is told of the factors, for plans of small configs."""

import pytest

from scarpwatch.factors.factor import read_factors
from scarpwatch.workflow.planning.factor_origins import origin, report_config, report_factors
from scarpwatch.workflow.planning.factors import factor_of

from .test_factors import DATE, plan_of
from .test_stack import scene_table, touch

PLUGIN = "FACTOR = {'unit': 'm'}\n\n\ndef derive(dem):\n    yield\n"


@pytest.fixture
def plan(tmp_path):
    touch(tmp_path, "rain/2024-01-01.tif", "cover.gpkg", "a.tif", "b.tif", "c.tif", "d.tif")
    (tmp_path / "gully.py").write_text(PLUGIN)
    own = {name: str(tmp_path / name) for name in ("soil.tif", "quarries.gpkg", "roads.gpkg", "rain")}
    more = {
        "soil": {"raster": own["soil.tif"], "kind": "classes"},
        "cover": {"polygons": str(tmp_path / "cover.gpkg"), "column": "class"},
        "wet": {"raster": [str(tmp_path / f"{name}.tif") for name in "abcd"], "unit": "mm"},
        "quarries": {"distance_to": own["quarries.gpkg"], "cap_m": 500},
        "road_density": {"density_of": own["roads.gpkg"], "radius_m": 250},
        "rain": {"series": own["rain"], "days": 30, "dynamic": True},
        "storm": {"series": own["rain"], "statistic": "max", "days": 1, "until": "2023-05-06"},
    }
    factors = {
        "rivers": {"from_dem_km2": 1},
        "roads": own["roads.gpkg"],
        "terrain": ["slope", "elevation", {"local_relief": {"radius_m": 300}}],
        "more": more,
        "plugins": [str(tmp_path / "gully.py")],
    }
    return plan_of(tmp_path, factors=factors, sar=scene_table(tmp_path))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("slope", "elevation model"),
        ("local_relief", "elevation model, radius_m: 300"),
        ("gully", "elevation model, by gully.py"),
        ("distance_to_rivers", "rivers of the elevation model, up to 2000 m"),
        ("quarries", "features of quarries.gpkg, up to 500 m"),
        ("road_density", "features of roads.gpkg within 250 m"),
        ("soil", "soil.tif"),
        ("cover", "cover.gpkg, column class"),
        ("wet", "a.tif, b.tif and 2 more"),
        ("rain", f"rasters in rain: sum of the 30 days up to {DATE}"),
        ("storm", "rasters in rain: max of the day up to 2023-05-06"),
        ("deformation_rate", "radar data"),
    ],
)
def test_every_source_is_told(plan, name, words):
    assert origin(plan, factor_of(plan, name), DATE) == words


def test_an_assessment_has_its_own_factors(plan):
    static, dated = (report_factors(plan, assessment) for assessment in ("static", DATE))
    names = [factor.name for factor in read_factors(dated["run"])]
    assert names[-1] == "rain" and names[:2] == ["slope", "elevation"] and set(dated["origins"]) == set(names)
    assert {"rain", "deformation_rate", "cumulative_deformation"} == set(names) - set(static["origins"])
    assert [record["name"] for record in static["left_out"]] == [
        "aspect", "profile_curvature", "distance_to_faults", "ndvi", "lithology",
    ]  # fmt: skip


def test_the_report_prints_what_was_given_of_own_factors(plan):
    shown, whole = report_config(plan), plan.config.model_dump(mode="json")
    assert shown["factors"]["more"]["soil"] == {
        "raster": str(plan.config.factors.more["soil"].raster),
        "kind": "classes",
    }
    assert set(shown["factors"]) == set(whole["factors"]) and shown["models"] == whole["models"]


def test_nothing_is_listed_where_the_studys_factors_are_all_there_are(tmp_path):
    study = ["slope", "aspect", "elevation", "profile_curvature", "max_elevation_difference"]
    given = {"roads": str(tmp_path / "roads.gpkg"), "terrain": study}
    found = report_factors(plan_of(tmp_path, factors=given), "static")
    assert found["origins"] == {} and len(found["run"]) == 6 and len(found["left_out"]) == 4
