"""Factors in the classes of their maps, through files."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.factors.factor import look_record
from scarpwatch.factors.registry import factor_named
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (6, 8))


def classify(folder, factor, inputs, limits=None, fit_area=False, **changes):
    run_main(
        "classify_factor",
        inputs={name: str(path) for name, path in inputs.items()},
        output={"classes": folder / "out.tif", "names": folder / "out.tif.aux.xml"},
        params={
            "look": look_record(replace(factor_named(factor), breaks=tuple(limits or ()), **changes)),
            "fit_area": fit_area,
        },
        wildcards={"factor": factor},
    )
    numbers, grid = read_raster(folder / "out.tif")
    assert grid == GRID
    tags = read_tags(folder / "out.tif")
    return numbers, ["no data", *json.loads(tags["CLASSES"]).values()], tags


def test_a_number(tmp_path):
    values = np.full(GRID.shape, 20.0, np.float32)
    values[0], values[1] = 15.0, np.nan
    values[2] = 14.99
    write_raster(tmp_path / "slope.tif", values, GRID)
    numbers, names, tags = classify(tmp_path, "slope", {"raster": tmp_path / "slope.tif"}, [15, 30])
    assert [names[code] for code in numbers[:4, 0]] == ["15–30", "no data", "< 15", "15–30"]
    assert tags["UNITS"] == "°"
    assert tags["OWN_CLASSES"] == "no"


def test_the_unit_of_a_density_is_that_of_its_raster(tmp_path):
    write_raster(tmp_path / "a.tif", np.ones(GRID.shape, np.float32), GRID, tags={"UNITS": "km/km2"})
    assert classify(tmp_path, "ndvi", {"raster": tmp_path / "a.tif"})[2]["UNITS"] == "km/km2"
    write_raster(tmp_path / "a.tif", np.ones(GRID.shape, np.float32), GRID, tags={"UNITS": "1"})
    assert "UNITS" not in classify(tmp_path, "ndvi", {"raster": tmp_path / "a.tif"})[2]
    shares = classify(tmp_path, "ndvi", {"raster": tmp_path / "a.tif"}, source="density")
    assert shares[2]["UNITS"] == "share"


def test_classes_of_the_areas_own_where_the_given_ones_do_not_fit(tmp_path):
    values = np.linspace(2000, 3000, 48).reshape(GRID.shape).astype(np.float32)
    write_raster(tmp_path / "elevation.tif", values, GRID)
    given = {"raster": tmp_path / "elevation.tif"}
    _, names, tags = classify(tmp_path, "elevation", given, [200, 400], fit_area=True)
    assert tags["OWN_CLASSES"] == "yes"
    assert len(names) > 4


def test_aspect(tmp_path):
    aspect = np.full(GRID.shape, 44.0, np.float32)
    aspect[:2] = np.nan
    slope = np.full(GRID.shape, 10.0, np.float32)
    slope[0] = np.nan
    write_raster(tmp_path / "aspect.tif", aspect, GRID)
    write_raster(tmp_path / "slope.tif", slope, GRID)
    given = {"raster": tmp_path / "aspect.tif", "slope": tmp_path / "slope.tif"}
    numbers, names, _ = classify(tmp_path, "aspect", given)
    assert [names[code] for code in numbers[:3, 0]] == ["no data", "flat", "NE"]


def test_lithology(tmp_path):
    codes = np.repeat([[0, 1, 2, 2]], 6, axis=0).repeat(2, axis=1).astype(np.uint8)
    tags = {"CLASSES": json.dumps({"1": "shale", "2": "others"})}
    write_raster(tmp_path / "lithology.tif", codes, GRID, nodata=0, tags=tags)
    numbers, names, _ = classify(tmp_path, "lithology", {"raster": tmp_path / "lithology.tif"})
    np.testing.assert_array_equal(numbers, codes)
    assert names == ["no data", "shale", "others"]


@pytest.mark.parametrize("gap", [False, True])
def test_what_a_unit_has_as_a_whole(tmp_path, gap):
    units = np.repeat([[0, 1, 2, 5]], 6, axis=0).repeat(2, axis=1).astype(np.int32)
    write_raster(tmp_path / "units.tif", units, GRID, nodata=0)
    table = pd.DataFrame({"unit_id": [1, 2, 5], "max_elevation_difference": [50.0, 150.0, 250.0]})
    table.loc[1, "max_elevation_difference"] = np.nan if gap else 150.0
    table.to_parquet(tmp_path / "table.parquet")
    given = {"raster": tmp_path / "units.tif", "table": tmp_path / "table.parquet"}
    numbers, _, _ = classify(tmp_path, "max_elevation_difference", given, [100, 200])
    np.testing.assert_array_equal(numbers[0], [0, 0, 1, 1, 0 if gap else 2, 0 if gap else 2, 3, 3])


def test_rates_sinking_stable_and_unmeasured(tmp_path):
    rate = np.resize([-3.0, -1.0, 0.0, 1.0, np.nan, 0.0, 0.0, 0.0], GRID.shape).astype(np.float32)
    write_raster(tmp_path / "rate.tif", rate, GRID)
    given = {"raster": tmp_path / "rate.tif"}
    numbers, names, _ = classify(tmp_path, "deformation_rate", given, [-2, -1, 1, 2], fit_area=True)
    assert [names[code] for code in numbers[0, :5]] == ["< −2", "−1 to 1", "−1 to 1", "1 to 2", "no data"]
    assert (tmp_path / "out.tif.aux.xml").exists()
