"""The look vector on the map, from map and from radar geometry."""

import numpy as np
import pytest
from affine import Affine
from miniatures.mintpy import radar_grid
from product_truth import Truth, degree_grid, degrees, write_dem
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.grids.grid import Grid, open_raster, write_raster

LOOK = ("los_east", "los_north", "los_up")


@pytest.mark.parametrize("mapped", [True, False])
def test_the_vector_is_the_truth_and_of_unit_length(tmp_path, mapped):
    truth = Truth()
    target = write_dem(tmp_path / "dem.tif", truth)
    lon, lat, (west, north, spacing) = degree_grid()
    grid = Grid(CRS.from_epsg(4326), Affine(spacing, 0, west, 0, -spacing, north), lon.shape)
    if not mapped:
        lon, lat = radar_grid()
        grid = Grid(None, Affine.identity(), lon.shape)
    for name, values in zip(LOOK, truth.los(lon, lat), strict=True):
        write_raster(tmp_path / f"{name}.tif", (0.999 * values).astype(np.float32), grid)
    layover = np.hypot(lon - 113.63, lat - 23.62) < 0.005
    write_raster(tmp_path / "layover.tif", layover.astype(np.uint8), grid)
    position = []
    if not mapped:
        position = [str(tmp_path / f"{name}.tif") for name in ("latitude", "longitude")]
        for path, values in zip(position, (lat, lon), strict=True):
            write_raster(path, values, grid)
    made = run_main(
        "geocode_look",
        inputs={
            "look": [str(tmp_path / f"{name}.tif") for name in LOOK],
            "position": position,
            "mask": [str(tmp_path / "layover.tif")],
            "dem": str(tmp_path / "dem.tif"),
        },
        output={"look": str(tmp_path / "look_vector.tif")},
    )
    with open_raster(made.look) as source:
        assert source.descriptions == ("east", "north", "up", "layover_shadow")
        assert (source.height, source.width) == target.shape
        bands = source.read()
    known = np.isfinite(bands[0])
    assert known.mean() > 0.75
    place = degrees(target)
    for values, expected in zip(bands, truth.los(*place), strict=False):
        np.testing.assert_allclose(values[known], expected[known], atol=2e-4)
    np.testing.assert_allclose(np.sum(bands[:3] ** 2, axis=0)[known], 1, atol=1e-6)
    # Known also in layover, and told there.
    distance = np.hypot(place[0] - 113.63, place[1] - 23.62)
    assert (bands[3][known & (distance < 0.0045)] == 1).all()
    assert (bands[3][known & (distance > 0.0075)] == 0).all()
