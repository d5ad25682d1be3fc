"""Slope, aspect, elevation and curvature of a plane, through files."""

from types import SimpleNamespace

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from derive_terrain import main
from scarpwatch.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (20, 30))
FACTORS = ("slope", "aspect", "elevation", "profile_curvature")


def test_a_plane_through_files(tmp_path):
    x, _ = np.meshgrid(*GRID.centres())
    height = (x - 500000).astype(np.float32)  # rises to the east at 45 degrees
    write_raster(tmp_path / "dem.tif", height, GRID)
    main(
        SimpleNamespace(
            input=SimpleNamespace(dem=tmp_path / "dem.tif"),
            output=SimpleNamespace(**{name: tmp_path / f"{name}.tif" for name in FACTORS}),
            params=SimpleNamespace(slope_method="horn"),
        )
    )
    expected = {"slope": 45.0, "aspect": 270.0, "elevation": height, "profile_curvature": 0.0}
    for name in FACTORS:
        values, grid = read_raster(tmp_path / f"{name}.tif")
        assert grid == GRID
        np.testing.assert_allclose(values, np.broadcast_to(expected[name], GRID.shape), atol=1e-4)
    assert read_tags(tmp_path / "profile_curvature.tif")["UNITS"] == "1/100 m"
