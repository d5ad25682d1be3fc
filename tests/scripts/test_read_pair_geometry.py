"""The step that lays the grid of a stack of ready interferograms over the DEM, on the files of GAMMA."""

from pathlib import Path

import numpy as np
import pytest
from miniatures import gamma as miniature
from product_truth import EAST, NORTH, SOUTH, WEST, Truth
from pyproj import Transformer
from rasterio.crs import CRS
from rasterio.transform import from_origin
from steps import run_main

from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster
from scarpwatch.stacks.gamma.reader import list_folder

TRUTH = Truth()
LAYERS = ("height", "incidence", "slant_range", "los_east", "los_north", "los_up")


def run(folder: Path, dem: Path, band: int = 1):
    listing = list_folder(folder / "stack")
    return run_main(
        "read_pair_geometry",
        inputs={"files": [], "geometry": [], "dem": str(dem)},
        output={name: str(folder / "geometry" / f"{name}.tif") for name in LAYERS},
        params={
            "family": "gamma",
            "folder": str(folder / "stack"),
            "files": dict(listing.geometry),
            "first": listing.pairs[0].name,
            "pair": dict(listing.pairs[0].files),
            "known": dict(listing.pairs[0].known),
            "dem_band": band,
        },
    )


def test_layers_lie_on_the_part_of_the_products_grid_over_the_dem(tmp_path: Path) -> None:
    miniature.write(tmp_path / "stack", TRUTH)
    project = Transformer.from_crs(4326, 32649, always_xy=True)
    x, y = project.transform((WEST + EAST) / 2, (SOUTH + NORTH) / 2)
    dem = Grid(CRS.from_epsg(32649), from_origin(x - 1500, y + 1200, 30, 30), (80, 100))
    mesh = np.meshgrid(*dem.centres())
    height = TRUTH.height(*Transformer.from_crs(32649, 4326, always_xy=True).transform(*mesh))
    write_raster(tmp_path / "dem.tif", np.stack([0 * height, height]).astype(np.float32), dem)
    out = run(tmp_path, tmp_path / "dem.tif", band=2)
    grids = {name: read_raster(out[name])[1] for name in LAYERS}
    grid = grids["height"]
    assert set(grids.values()) == {grid}
    assert grid.crs == CRS.from_epsg(4326)
    column, row = (grid.transform.c - WEST) / 0.001, (NORTH - grid.transform.f) / 0.001
    assert (column, row) == pytest.approx((round(column), round(row)), abs=1e-6)  # the products' own cells
    assert 22 < grid.shape[0] < 28
    assert 28 < grid.shape[1] < 34
    lon, lat = np.meshgrid(*grid.centres())
    layers = {name: read_raster(out[name])[0] for name in LAYERS}
    known = np.isfinite(layers["height"])
    assert known.mean() > 0.85  # the DEM is turned against the grid in degrees
    # At the DEM's own edge a cell has the mean of that part of it which the DEM covers.
    assert np.quantile(np.abs(layers["height"] - TRUTH.height(lon, lat))[known], 0.98) < 3
    assert layers["slant_range"] == pytest.approx(TRUTH.slant_range(lon, lat), abs=1)
    assert layers["los_east"] == pytest.approx(TRUTH.los(lon, lat)[0], abs=0.01)
    assert read_tags(out.incidence)["UNITS"] == "rad"
    assert "lookup table" in read_tags(out.incidence)["ANGLES_FROM"]


def test_without_a_lookup_table_the_middle_of_the_image_stands_for_all(tmp_path: Path) -> None:
    miniature.write(tmp_path / "stack", TRUTH)
    next((tmp_path / "stack").rglob("*.lt")).unlink()
    grid = Grid(CRS.from_epsg(4326), from_origin(WEST, NORTH, 0.001, 0.001), (50, 60))
    write_raster(tmp_path / "dem.tif", np.full(grid.shape, 100, np.float32), grid)
    out = run(tmp_path, tmp_path / "dem.tif")
    assert (read_raster(out.slant_range)[0] == np.float32(TRUTH.centre_range)).all()
    assert "middle of the image" in read_tags(out.incidence)["ANGLES_FROM"]
