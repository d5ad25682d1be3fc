"""Inputs as users have them: looked at whatever is wrong with them, and planned with in tiles."""

import csv
import os
import shutil
import subprocess
import sys

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import yaml
from affine import Affine
from shapely.geometry import Point

from scarpwatch.grids.grid import Grid, write_raster


@pytest.fixture
def area(project):
    (project.folder / "in").mkdir()
    yield project
    for name in ("in", "results"):
        shutil.rmtree(project.folder / name, ignore_errors=True)


def test_all_faults_are_told_by_one_command(area):
    points = gpd.GeoDataFrame(geometry=[Point(740_000, 4_060_000)] * 40, crs=32616)
    points.to_file(area.folder / "in" / "landslides.gpkg")
    (area.folder / "in" / "ndvi.tif").write_text("nothing")
    (area.folder / "in" / "scenes.tsv").write_text("date\tfile\n2024-01-07\tnone.tif\n")
    config = {
        "name": "Test",
        "sar": {"source": "slc_stack", "scenes": "in/scenes.tsv", "geometry": "in/none"},
        "factors": {"dem": "in/dem.tif", "ndvi": "in/ndvi.tif", "roads": "in/roads.gpkg"},
        "inventory": {"file": "in/landslides.gpkg"},
    }
    (area.folder / "run.yaml").write_text(yaml.safe_dump(config))
    printed = area.snakemake("inspect_inputs")
    assert "5 faults end a run before it begins" in printed
    for file in ("in/dem.tif", "in/ndvi.tif", "in/roads.gpkg", "in/none"):
        assert file in printed
    assert "Traceback" not in printed
    assert "5 faults" in (area.folder / "results" / "inputs.html").read_text()
    with open(area.folder / "results" / "inputs.tsv", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert sorted(row["input"] for row in rows if row["status"] == "fault") == [
        "dem",
        "ndvi",
        "roads",
        "sar",
        "sar",
    ]
    assert_the_command_gives_the_same(area, printed)
    refused = area.snakemake("inspect_inputs", "results/validation.json", check=False)
    assert "Ask for inspect_inputs alone" in refused


def assert_the_command_gives_the_same(area, printed):
    """``python -m scarpwatch inspect`` leaves the same files as the target and prints the same, but its status tells of faults."""
    files = [area.folder / "results" / f"inputs.{suffix}" for suffix in ("html", "tsv")]
    before = [path.read_bytes() for path in files]
    for path in files:
        path.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "scarpwatch", "inspect", "run.yaml"],
        cwd=area.folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": "scripts"},
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert [path.read_bytes() for path in files] == before
    assert done.stdout.strip() in printed


def test_a_dem_in_tiles_is_planned_with(area):
    corner = Affine(50, 0, 740_000, 0, -50, 4_060_000)
    y, x = np.mgrid[:80, :40]
    for name, shift in (("west", 0), ("east", 40)):
        grid = Grid(rasterio.CRS.from_epsg(32616), corner @ Affine.translation(shift, 0), (80, 40))
        write_raster(area.folder / "in" / f"{name}.tif", (300 + x + shift + y).astype(np.float32), grid)
    places = np.random.default_rng(1).uniform((740_100, 4_056_100), (743_900, 4_059_900), (60, 2))
    points = gpd.GeoDataFrame(geometry=[Point(*place) for place in places], crs=32616)
    points.to_file(area.folder / "in" / "landslides.gpkg")
    config = {
        "name": "Test",
        "factors": {"dem": ["in/west.tif", "in/east.tif"]},
        "inventory": {"file": "in/landslides.gpkg"},
    }
    (area.folder / "run.yaml").write_text(yaml.safe_dump(config))
    assert area.jobs()["prepare_dem"] == 1
