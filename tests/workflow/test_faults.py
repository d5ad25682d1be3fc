"""Bad input ends the run before anything is computed, with one message: file, fault, cure."""

import os
import re
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from shapely.geometry import Point

from scarpwatch.grids.grid import Grid, write_raster

FAULT = re.compile(r"(Input|Config|Data)Error:")
GRID = Grid(rasterio.CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (80, 80))
RADAR = Grid(None, Affine.identity(), (60, 60))


def config(folder: Path) -> dict:
    """A sound config of an SLC stack with models."""
    return {
        "name": "Test",
        "sar": {"source": "slc_stack", "scenes": "in/scenes.tsv", "geometry": "in/geometry"},
        "factors": {"dem": "in/dem.tif"},
        "inventory": {"file": "in/landslides.gpkg", "min_landslides": 30},
    }


def write_scene(path: Path, shape: tuple[int, int] = (60, 60)) -> None:
    rng = np.random.default_rng(list(path.name.encode()))  # each date its own
    values = (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(np.complex64)
    write_raster(path, values, Grid(None, Affine.identity(), shape), nodata=0, compress="none")


def write_inputs(folder: Path) -> None:
    inputs = folder / "in"
    y, x = np.mgrid[:80, :80]
    write_raster(inputs / "dem.tif", (300 + x + 20 * np.sin(y / 5)).astype(np.float32), GRID)
    rng = np.random.default_rng(1)
    points = [Point(*xy) for xy in rng.uniform((740_100, 4_056_100), (743_900, 4_059_900), (60, 2))]
    gpd.GeoDataFrame({"id": range(60)}, geometry=points, crs=32616).to_file(inputs / "landslides.gpkg")
    for day in ("20240107", "20240119", "20240131"):
        write_scene(inputs / f"{day}.tif")
    rows = [f"{day}\t{day}.tif\t{10 * n}" for n, day in enumerate(("20240107", "20240119", "20240131"))]
    (inputs / "scenes.tsv").write_text("\n".join(["date\tfile\tperpendicular_baseline_m", *rows]) + "\n")
    longitude, latitude = np.meshgrid(np.linspace(-84.31, -84.26, 60), np.linspace(36.66, 36.62, 60))
    layers = {
        "height": np.full((60, 60), 300.0),
        "incidence": np.full((60, 60), 0.68),
        "slant_range": np.full((60, 60), 890_000.0),
        "longitude": longitude,
        "latitude": latitude,
    }
    for name, values in layers.items():
        kind = np.float64 if name in ("longitude", "latitude") else np.float32
        write_raster(inputs / "geometry" / f"{name}.tif", values.astype(kind), RADAR)


def degrees(folder, config):
    y, x = np.mgrid[:80, :80]
    grid = Grid(rasterio.CRS.from_epsg(4326), Affine(0.0005, 0, -84.31, 0, -0.0005, 36.66), (80, 80))
    write_raster(folder / "in" / "dem.tif", (300 + x + y).astype(np.float32), grid)


def no_overlap(folder, config):
    far = Grid(GRID.crs, Affine(50, 0, 940_000, 0, -50, 3_060_000), (80, 80))
    write_raster(folder / "in" / "ndvi.tif", np.full((80, 80), 0.5, np.float32), far)
    config["factors"]["ndvi"] = "in/ndvi.tif"


def far_orbit(folder):
    table = folder / "in" / "scenes.tsv"
    table.write_text(table.read_text().replace("\t20\n", "\t300\n"))


def undeclared_nodata(folder, config):
    with rasterio.open(folder / "in" / "dem.tif") as source:
        values, profile = source.read(), source.profile
    values[0, :5, :5] = -9999
    profile["nodata"] = None
    with rasterio.open(folder / "in" / "dem.tif", "w", **profile) as target:
        target.write(values)


def no_geometry(folder, config):
    table = gpd.read_file(folder / "in" / "landslides.gpkg")
    table.geometry = [None] * len(table)
    table.to_file(folder / "in" / "landslides.gpkg")


def outside(folder, config):
    table = gpd.read_file(folder / "in" / "landslides.gpkg")
    table.geometry = table.translate(xoff=100_000)
    table.to_file(folder / "in" / "landslides.gpkg")


def too_few(folder, config):
    gpd.read_file(folder / "in" / "landslides.gpkg").iloc[:12].to_file(folder / "in" / "landslides.gpkg")


def single_scene(folder, config):
    table = folder / "in" / "scenes.tsv"
    table.write_text("\n".join(table.read_text().splitlines()[:2]) + "\n")


def two_scenes(folder, config):
    table = folder / "in" / "scenes.tsv"
    table.write_text("\n".join(table.read_text().splitlines()[:3]) + "\n")


def truncated(folder, config):
    path = folder / "in" / "20240119.tif"
    path.write_bytes(path.read_bytes()[:-4000])


FAULTS = {
    "missing file": (
        lambda f, c: (f / "in" / "dem.tif").unlink(),
        ["in/dem.tif", "does not exist", "factors.dem"],
    ),
    "degrees": (degrees, ["in/dem.tif", "degrees", "grid.crs"]),
    "no overlap": (no_overlap, ["in/ndvi.tif", "overlap"]),
    "undeclared nodata": (undeclared_nodata, ["in/dem.tif", "-9999", "nodata"]),
    "no geometry": (no_geometry, ["in/landslides.gpkg", "geometry"]),
    "inventory outside": (outside, ["in/landslides.gpkg", "overlap", "DEM"]),
    "too few landslides": (too_few, ["in/landslides.gpkg", "12", "min_landslides"]),
    "single scene": (single_scene, ["in/scenes.tsv", "two"]),
    "two scenes": (two_scenes, ["run.yaml", "the stack has 2 dates", "takes at least 3"]),
    "two sizes": (lambda f, c: write_scene(f / "in" / "20240119.tif", (60, 50)), ["20240119.tif", "60 x 50"]),
    "truncated": (truncated, ["20240119.tif", "truncated"]),
    "unknown key": (lambda f, c: c.update(inventroy={}), ["run.yaml", "inventroy", "inventory"]),
    "out of bounds": (
        lambda f, c: c.update(unwrapping={"min_coherence": 1.5}),
        ["run.yaml", "unwrapping.min_coherence", "1.5"],
    ),
    "a pipe as the DEM": (
        lambda f, c: ((f / "in" / "dem.tif").unlink(), os.mkfifo(f / "in" / "dem.tif")),
        ["in/dem.tif", "it is a named pipe, not a file; factors.dem names it"],
    ),
    "a date without pairs": (
        lambda f, c: c.update(network={"neighbours": 1, "max_baseline_m": 15}) or far_orbit(f),
        ["run.yaml", "2024-01-31 is cut off from the other 2", "network.if_disconnected"],
    ),
    "no pair at all": (
        lambda f, c: c.update(network={"max_days": 6, "if_disconnected": "minimum_norm"}),
        ["run.yaml", "2024-01-19; 2024-01-31 are cut off", "max_days"],
    ),
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "network: {neighbours: 2}\n",
            ["run.yaml, line ", "'network' stands there a second time, after line 1"],
        ),
        ("seed: 1\nsamples: {blocks: 4, blocks: 5}\n", ["'blocks' stands there a second time"]),
    ],
)
def test_a_key_that_stands_twice_ends_the_run(area, text, words):
    run(area, lambda folder, config: None)
    path = area.folder / "run.yaml"
    path.write_text("network: {neighbours: 1}\n" + path.read_text() + text)
    printed = area.snakemake("-n", check=False)
    assert all(word in printed for word in words) and "Traceback" not in printed, printed


def test_words_reach_the_config_as_they_are_written_and_the_command_line_counts(area):
    run(area, lambda folder, config: None)
    path = area.folder / "run.yaml"
    path.write_text(path.read_text() + "unwrapping: {method: NO}\n")
    printed = area.snakemake("-n", "--config", "seed=-5", check=False)
    assert "seed: -5 is not possible" in printed and "Also at fault: unwrapping.method" in printed, printed


@pytest.fixture
def area(project):
    write_inputs(project.folder)
    yield project
    shutil.rmtree(project.folder / "in")


def run(area, change):
    import yaml

    settings = config(area.folder)
    change(area.folder, settings)
    (area.folder / "run.yaml").write_text(yaml.safe_dump(settings))


def test_sound_input_is_accepted(area):
    run(area, lambda folder, config: None)
    assert area.jobs()["invert_network"] == 1


@pytest.mark.parametrize("name", FAULTS)
def test_bad_input_ends_the_run_with_one_message(area, name):
    change, words = FAULTS[name]
    run(area, change)
    printed = area.snakemake(check=False)
    messages = [line for line in printed.splitlines() if FAULT.search(line)]
    assert len(messages) == 1, printed
    for word in words:
        assert word in messages[0]
    assert "Traceback" not in printed
    assert not (area.folder / "results").exists()
