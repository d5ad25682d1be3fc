"""One SLC in the project's layout."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, open_raster, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(20, 0, 500_000, 0, -20, 4_000_000), (6, 8))


def run(folder, values, dtype=None, tags=None, shape=None):
    radar = Grid(None, Affine.identity(), values.shape)
    write_raster(
        folder / "in.tif", values, radar, dtype=dtype, nodata=0, tags={"DATE": "?", "WAVELENGTH_M": 0.05}
    )
    write_raster(folder / "slant_range.tif", np.ones(GRID.shape, np.float32), GRID)
    return run_main(
        "prepare_scene",
        inputs={"scene": str(folder / "in.tif"), "grid": str(folder / "slant_range.tif")},
        output={"slc": str(folder / "slc/20240119.tif")},
        params={"tags": tags or {}},
        wildcards={"date": "20240119"},
    ).slc


def echoes(shape=(6, 8)):
    rng = np.random.default_rng(1)
    return np.round(1000 * (rng.normal(size=shape) + 1j * rng.normal(size=shape))).astype(np.complex64)


@pytest.mark.parametrize("dtype", [None, "complex_int16"])
def test_values_keep_and_lie_on_the_stacks_grid(tmp_path, dtype):
    made = run(tmp_path, echoes(), dtype)
    values, grid = read_raster(made)
    np.testing.assert_array_equal(values, echoes())
    assert values.dtype == np.complex64
    assert grid == GRID
    with open_raster(made) as source:
        assert source.nodata == 0


def test_what_is_not_a_number_becomes_no_data(tmp_path):
    values = echoes()
    values[2, 3] = complex(np.nan, 1)
    values[4] = np.inf
    prepared, _ = read_raster(run(tmp_path, values))
    assert prepared[2, 3] == 0
    assert (prepared[4] == 0).all()
    assert (prepared != 0).sum() == 48 - 9


def test_the_users_table_overrides_what_the_file_says(tmp_path):
    tags = read_tags(run(tmp_path, echoes(), tags={"WAVELENGTH_M": 0.24, "PERPENDICULAR_BASELINE_M": -31.5}))
    assert tags["DATE"] == "20240119"
    assert float(tags["WAVELENGTH_M"]) == 0.24
    assert float(tags["PERPENDICULAR_BASELINE_M"]) == -31.5


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (np.ones(GRID.shape, np.float32), "float32, not complex"),
        (echoes((6, 7)), r"\(6, 7\) cells, the stack's geometry \(6, 8\)"),
        (np.zeros(GRID.shape, np.complex64), "every pixel is zero"),
        (np.full(GRID.shape, np.nan, np.complex64), "every pixel is zero or no data"),
    ],
)
def test_a_scene_that_does_not_fit_is_refused(tmp_path, values, fault):
    with pytest.raises(InputError, match=fault):
        run(tmp_path, values)
    assert not (tmp_path / "slc/20240119.tif").exists()
