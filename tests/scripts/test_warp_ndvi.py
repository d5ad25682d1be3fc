"""NDVI on the analysis grid."""

from types import SimpleNamespace

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, write_raster
from warp_ndvi import main

GRID = Grid(CRS.from_epsg(32617), Affine(20, 0, 500000, 0, -20, 4000000), (30, 40))
COARSE = Grid(GRID.crs, Affine(100, 0, 500000, 0, -100, 4000000), (6, 4))


def job(folder, values):
    write_raster(folder / "dem.tif", np.ones(GRID.shape, np.float32), GRID)
    write_raster(folder / "raw.tif", values.astype(np.float32), COARSE)
    return SimpleNamespace(
        input=SimpleNamespace(dem=folder / "dem.tif", ndvi=folder / "raw.tif"),
        output=SimpleNamespace(ndvi=folder / "ndvi.tif"),
        params=SimpleNamespace(reliability=1, band=None),
    )


def test_the_index_is_interpolated_inside_and_unknown_outside(tmp_path):
    main(job(tmp_path, np.repeat([[0.2, 0.4, 0.6, 0.8]], 6, axis=0)))
    index, grid = read_raster(tmp_path / "ndvi.tif")
    assert grid == GRID
    np.testing.assert_allclose(index[:, 2], 0.2, atol=1e-6)  # a centre of the coarse raster
    np.testing.assert_allclose(index[:, 3], 0.24, atol=1e-6)
    assert np.isfinite(index[:, :20]).all()
    assert np.isnan(index[:, 20:]).all()


@pytest.mark.parametrize(("value", "fault"), [(6500.0, "run from 6500"), (np.nan, "no cell on")])
def test_what_is_no_ndvi_is_refused(tmp_path, value, fault):
    with pytest.raises(InputError, match=fault):
        main(job(tmp_path, np.full((6, 4), value)))


def test_two_dates_are_averaged(tmp_path):
    first, second = np.full((6, 4), 0.2), np.full((6, 4), 0.6)
    second[:, 0] = np.nan
    dates = job(tmp_path, first)
    write_raster(tmp_path / "later.tif", second.astype(np.float32), COARSE)
    dates.input.ndvi = [tmp_path / "raw.tif", tmp_path / "later.tif"]
    main(dates)
    index, _ = read_raster(tmp_path / "ndvi.tif")
    np.testing.assert_allclose(index[:, 0], 0.2, atol=1e-6)  # only the first date knows it
    np.testing.assert_allclose(index[:, 10:20], 0.4, atol=1e-6)
