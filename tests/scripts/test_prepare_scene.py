"""One SLC in the project's layout."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, open_raster, read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.flattening import range_difference

GRID = Grid(CRS.from_epsg(32617), Affine(20, 0, 500_000, 0, -20, 4_000_000), (6, 8))


def run(folder, values, dtype=None, tags=None, look=None):
    radar = Grid(None, Affine.identity(), values.shape)
    write_raster(
        folder / "in.tif", values, radar, dtype=dtype, nodata=0, tags={"DATE": "?", "WAVELENGTH_M": 0.05}
    )
    distance = np.full(GRID.shape, 850_000, np.float32)
    geometry = [str(folder / "slant_range.tif"), *([] if look is None else [str(folder / "look_angle.tif")])]
    for path, layer in zip(geometry, (distance, look), strict=False):
        write_raster(path, layer, GRID)
    return run_main(
        "prepare_scene",
        inputs={"scene": str(folder / "in.tif"), "geometry": geometry},
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


ORBIT = {
    "FLATTENED": "no",
    "PERPENDICULAR_BASELINE_M": 120.0,
    "PARALLEL_BASELINE_M": -9.0,
    "REFERENCE_LOOK_RAD": 0.6,
    "WAVELENGTH_M": 0.0555,
}


def test_what_is_not_flattened_is_flattened(tmp_path):
    look = np.tile(np.linspace(0.58, 0.64, 8, dtype=np.float32), (6, 1))
    look[2, 5] = np.nan
    made = run(tmp_path, echoes(), tags=ORBIT, look=look)
    values, _ = read_raster(made)
    difference = range_difference(
        np.full(GRID.shape, 850_000.0), look, perpendicular=120.0, parallel=-9.0, reference_look_rad=0.6
    )
    expected = echoes() * np.exp(4j * np.pi / 0.0555 * difference)
    expected[2, 5] = 0  # nothing can be taken out where the geometry is not known
    np.testing.assert_allclose(values, expected, atol=2e-3)
    assert np.ptp(np.angle(expected / np.where(echoes() == 0, 1, echoes()))) > 3
    tags = read_tags(made)
    assert tags["FLATTENED"] == "yes"
    assert float(tags["PERPENDICULAR_BASELINE_M"]) == 120


@pytest.mark.parametrize("missing", ["PERPENDICULAR_BASELINE_M", "PARALLEL_BASELINE_M"])
def test_flattening_without_a_baseline_is_refused(tmp_path, missing):
    """A blank cell in the user's table must not leave the flat-earth phase in."""
    with pytest.raises(InputError, match="the scene of 20240119: its baseline is not known"):
        run(tmp_path, echoes(), tags={**ORBIT, missing: "nan"}, look=np.full(GRID.shape, 0.6, np.float32))
    assert not (tmp_path / "slc/20240119.tif").exists()


def test_blocks_leave_no_trace(tmp_path, monkeypatch):
    look = np.tile(np.linspace(0.58, 0.64, 8, dtype=np.float32), (6, 1))
    whole = read_raster(run(tmp_path, echoes(), tags=ORBIT, look=look))[0]
    monkeypatch.setattr("prepare_scene.BLOCK_MB", 0.0005)
    np.testing.assert_array_equal(read_raster(run(tmp_path, echoes(), tags=ORBIT, look=look))[0], whole)
