"""Factors of the user's own by config alone, from their files to models, maps and report."""

import json

import geopandas as gpd
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from own_factor_files import GRID, LAST, MORE, rain, write_own_factors, write_rate
from projects import copy_project

from scarpwatch.grids.grid import read_raster, write_raster
from scarpwatch.units.grid_cells import grid_cell_units
from scarpwatch.units.polygons import units_to_polygons

UNTIL = LAST.isoformat()
CHANGE = {
    "name": "Own factors",
    "sar": {
        "source": "rate_raster",
        "folder": "rate",
        "file": None,
        "rate": None,
    },
    "factors": {"dem": "dem.tif", "dem_band": 1, "rivers": None, "more": MORE},
    "inventory": {"file": "slides.gpkg", "label_column": None, "label_value": None},
    "models": {"algorithms": ["lightgbm"], "trees": 30, "baseline": False, "control_seeds": 2, "repeats": 1},
}
STATIC = ["rainfall", "land_cover", "soil", "wind", "quarries", "road_density"]


def prepare(folder, *changes):
    write_own_factors(folder)
    write_rate(folder)
    project = copy_project(folder)
    project.write_config(CHANGE, *changes, base="config/examples/ecuador.yaml")
    return project


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    """A run with the seven examples, to its report."""
    project = prepare(tmp_path_factory.mktemp("own"))
    project.snakemake()
    return project.folder / "results"


@pytest.mark.slow
def test_each_factor_has_its_raster_and_its_columns(area):
    rainfall, grid = read_raster(area / "factors/rainfall.tif")
    assert grid == GRID
    np.testing.assert_allclose(rainfall, rain(), rtol=1e-6)
    total, _ = read_raster(area / UNTIL / "factors/rain_30d.tif")
    np.testing.assert_allclose(
        total, rain() * 60 / 100, rtol=1e-5
    )  # thirty days of 1, 2, 3 times a hundredth
    table = pd.read_parquet(area / "units/factors.parquet")
    assert (table["rainfall_max"] >= table["rainfall"]).all()
    np.testing.assert_allclose(table["land_cover_share_forest"] + table["land_cover_share_pasture"], 1.0)
    assert set(table["soil"]) == {"sandy loam", "clay"}
    assert (np.hypot(table["wind_sin"], table["wind_cos"]) > 0.99).all()
    assert ((table["wind"] >= 338) | (table["wind"] <= 22)).all()
    assert table["quarries"].max() <= 500 and (table["quarries"] < 60).any()
    moving = pd.read_parquet(area / UNTIL / "factors.parquet")
    assert {"deformation_rate", "rain_30d", "coverage_rain_30d"} <= set(moving) and "rain_30d" not in table


@pytest.mark.slow
def test_the_models_see_them_behind_the_studys_and_find_what_drives_the_landslides(area):
    for assessment, last in (("static", STATIC), (UNTIL, [*STATIC, "rain_30d"])):
        metrics = json.loads((area / assessment / "models/lightgbm/metrics.json").read_text())
        assert metrics["predictors"][-len(last) :] == last
        ranking = pd.read_csv(area / assessment / "tables/importance.csv")
        assert set(last) <= set(ranking["factor"])
    static = pd.read_csv(area / "static/tables/importance.csv").set_index("factor")
    assert static["gain"].idxmax() == "rainfall"


@pytest.mark.slow
def test_each_has_a_map_in_classes_and_a_place_in_the_report(area):
    for name in STATIC:
        numbers, _ = read_raster(area / f"factors/classes/{name}.tif")
        assert numbers.any(), name
    assert read_raster(area / UNTIL / "factors/classes/rain_30d.tif")[0].any()
    page = (area / UNTIL / "report.html").read_text()
    assert "Maximum daily rainfall" in page and "Rain 30d" in page
    assert "<td>km/km²</td>" in page  # of the density, which the config does not give


@pytest.mark.slow
def test_own_polygons_as_units_have_the_same_columns(area, tmp_path):
    project = prepare(tmp_path, {"units": {"source": "polygons", "polygons": "units.gpkg"}})
    labels = grid_cell_units(np.ones(GRID.shape, bool), 3)
    units_to_polygons(labels, GRID).to_file(tmp_path / "units.gpkg")
    project.snakemake("results/units/factors.parquet", f"results/{UNTIL}/factors.parquet")
    for path in ("units/factors.parquet", f"{UNTIL}/factors.parquet"):
        cells, polygons = (pd.read_parquet(folder / path) for folder in (area, tmp_path / "results"))
        assert list(cells.columns) == list(polygons.columns)
        for name in ("rainfall", "rainfall_max", "quarries", "road_density", "rain_30d"):
            if name in cells:
                np.testing.assert_allclose(polygons[name], cells[name], rtol=1e-4)


@pytest.mark.slow
def test_as_columns_of_a_ready_table(area, tmp_path):
    """In table, models, importance, maps, classes, report and inspection."""
    static = pd.read_parquet(area / "units/factors.parquet")
    moving = pd.read_parquet(area / UNTIL / "factors.parquet")[["unit_id", "rain_30d"]]
    labels = pd.read_parquet(area / "units/labels.parquet")
    table = static.merge(moving, on="unit_id").merge(labels[["unit_id", "landslides"]], on="unit_id")
    names = ["slope", *STATIC]
    table["slid"] = (table["landslides"] > 0).astype(int)
    places = gpd.read_file(area / "units/slope_units.gpkg")[["unit_id", "geometry"]]
    columns = table[["unit_id", "slid", "rain_30d", *names]]
    places.merge(columns, on="unit_id").drop(columns="unit_id").to_file(tmp_path / "t.gpkg")
    project = copy_project(tmp_path)
    more = {
        "rainfall": {"title": "Maximum daily rainfall", "unit": "mm", "breaks": [40, 60, 80]},
        "land_cover": {"kind": "classes"},
        "soil": {"kind": "classes"},
        "wind": {"kind": "circular"},
    }
    given = {
        "file": "t.gpkg",
        "label": "slid",
        "factors": names,
        "dynamic_factors": ["rain_30d"],
        "until": UNTIL,
    }
    change = {
        "name": "T",
        "units": {"source": "table", "table": given},
        "factors": {"more": more},
        "models": CHANGE["models"],
    }
    (tmp_path / "run.yaml").write_text(json.dumps(change))
    printed = project.snakemake("inspect_inputs")
    project.snakemake()
    project.snakemake("results/static/report.html")
    results = tmp_path / "results"
    for assessment, seen in (("static", names), (UNTIL, [*names, "rain_30d"])):
        metrics = json.loads((results / assessment / "models/lightgbm/metrics.json").read_text())
        assert metrics["predictors"] == seen
        assert set(seen) == set(pd.read_csv(results / assessment / "tables/importance.csv")["factor"])
    known = set(pd.read_parquet(results / "units/factors.parquet"))
    known |= set(pd.read_parquet(results / UNTIL / "factors.parquet"))
    for name in (*names, "rain_30d"):
        assert any(column.endswith(f":{name}") for column in known), name
        assert name in printed, name  # of the look at the inputs
        assert (f"column {name} of the table") in (results / UNTIL / "report.html").read_text(), name
    assert len(gpd.read_file(results / UNTIL / "maps/lightgbm.gpkg")) == len(table)
    static, dated = (
        (results / "logs" / name).read_text()
        for name in ("plot_unit_factors/static.log", "plot_model_figures.log")
    )
    for classes in (
        "rainfall: < 40, 40",
        "land_cover: forest, pasture",
        "soil: clay, sandy loam",
        "wind: N, NE",
        "quarries: <",
        "road_density: <",
    ):
        assert classes in static and classes in dated, classes
    assert "rain_30d: <" in dated and "rain_30d" not in static
    for assessment in ("static", UNTIL):
        page = (results / assessment / "report.html").read_text()
        assert "The factors of the table in classes, unit by unit" in page
        picture = plt.imread(results / assessment / "figures/factors.png")
        assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 30  # colours


@pytest.mark.slow
def test_a_band_and_classes_of_their_own_on_the_real_area_of_ecuador(shared_real, tmp_path):
    """The data set's own logarithm of the drained area as a raster, and its elevations in three belts as classes."""
    folder = shared_real / "ecuador_landslides"
    elevation, grid = read_raster(folder / "ta.tif", band=4)
    belts = np.where(np.isfinite(elevation), 1 + np.digitize(elevation, [2000, 2400]), 0).astype(np.uint8)
    write_raster(tmp_path / "belts.tif", belts, grid, nodata=0)
    project = copy_project(tmp_path)
    more = {
        "log_area": {
            "raster": str(folder / "ta.tif"),
            "band": 5,
            "title": "Drained area (log10)",
            "unit": "log10 m2",
        },
        "belt": {"raster": "belts.tif", "kind": "classes", "names": {1: "low", 2: "middle", 3: "high"}},
    }
    change = {
        "factors": {"dem": str(folder / "ta.tif"), "more": more},
        "inventory": {"file": str(folder / "lsl_350pts.gpkg")},
        "models": CHANGE["models"],
    }
    project.write_config(change, base="config/examples/ecuador.yaml")
    targets = [f"results/factors/classes/{name}.tif" for name in more]
    project.snakemake("results/static/tables/importance.csv", "results/units/factors.parquet", *targets)
    results = tmp_path / "results"
    table = pd.read_parquet(results / "units/factors.parquet")
    assert set(table["belt"].dropna()) == {"low", "middle", "high"} and table["log_area"].notna().mean() > 0.9
    assert {"log_area", "belt"} <= set(pd.read_csv(results / "static/tables/importance.csv")["factor"])
