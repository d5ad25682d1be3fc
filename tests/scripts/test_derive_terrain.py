"""Slope, aspect, elevation and curvature of a plane, through files."""

from types import SimpleNamespace

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from derive_terrain import main
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (20, 30))
FACTORS = ("slope", "aspect", "elevation", "profile_curvature")


def derive(folder, height, grid=GRID, method="horn"):
    """Run the step on a DEM; give its rasters by name."""
    write_raster(folder / "dem.tif", height.astype(np.float32), grid)
    main(
        SimpleNamespace(
            input=SimpleNamespace(dem=folder / "dem.tif"),
            output=SimpleNamespace(**{name: folder / f"{name}.tif" for name in FACTORS}),
            params=SimpleNamespace(slope_method=method),
        )
    )
    found = {name: read_raster(folder / f"{name}.tif") for name in FACTORS}
    assert all(its == grid for _, its in found.values())
    return {name: values for name, (values, _) in found.items()}


def test_a_plane_through_files(tmp_path):
    x, _ = np.meshgrid(*GRID.centres())
    height = (x - 500000).astype(np.float32)  # rises to the east at 45 degrees
    expected = {"slope": 45.0, "aspect": 270.0, "elevation": height, "profile_curvature": 0.0}
    for name, values in derive(tmp_path, height).items():
        np.testing.assert_allclose(values, np.broadcast_to(expected[name], GRID.shape), atol=1e-4)
    assert read_tags(tmp_path / "profile_curvature.tif")["UNITS"] == "1/100 m"


def test_cells_that_are_not_square(tmp_path):
    oblong = Grid(GRID.crs, Affine(10, 0, 500000, 0, -25, 4000000), GRID.shape)
    x, y = np.meshgrid(*oblong.centres())
    found = derive(tmp_path, 0.3 * (x - 500000) - 0.4 * (y - 3999000), oblong)
    np.testing.assert_allclose(found["slope"], np.degrees(np.arctan(0.5)), atol=1e-3)
    np.testing.assert_allclose(found["aspect"], np.degrees(np.arctan2(-0.3, 0.4)) % 360, atol=1e-2)


def test_a_void_and_its_neighbours_are_unknown_and_a_sea_is_flat(tmp_path):
    x, _ = np.meshgrid(*GRID.centres())
    height = np.maximum(x - 500150, 0.0)  # a sea in the western half
    height[10, 20] = np.nan
    found = derive(tmp_path, height)
    hole = np.zeros(GRID.shape, bool)
    hole[9:12, 19:22] = True
    for name in ("slope", "profile_curvature"):
        np.testing.assert_array_equal(np.isnan(found[name]), hole)
    sea = np.s_[:, :13]
    assert (found["slope"][sea] == 0).all()
    assert (found["profile_curvature"][sea] == 0).all()
    assert np.isnan(found["aspect"][sea]).all()


def test_blocks_give_the_same_as_the_whole(tmp_path, monkeypatch):
    import derive_terrain

    grid = Grid(GRID.crs, GRID.transform, (600, 530))
    height = np.random.default_rng(0).normal(500, 3, grid.shape)
    whole = derive(tmp_path, height, grid, "zevenbergen_thorne")
    blocks = derive_terrain.derivative_blocks
    monkeypatch.setattr(
        derive_terrain, "derivative_blocks", lambda *args, **more: blocks(*args, **more, memory_mb=1.6)
    )
    for name, values in derive(tmp_path, height, grid, "zevenbergen_thorne").items():
        np.testing.assert_array_equal(values, whole[name])
