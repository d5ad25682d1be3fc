"""Two tracks' results become vertical and east rates."""

import json
import os
import subprocess

import numpy as np
import pytest
from affine import Affine
from product_truth import Truth, degrees, write_dem
from rasterio.crs import CRS
from steps import read_json, run_main
from track_results import east, vertical, write_track

from scarpwatch.errors import DataError, InputError
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster
from scarpwatch.insar.output.decomposition import BLIND, OUTSIDE
from scarpwatch.stacks.other_track import find_other_track

NAMES = ("vertical", "vertical_sigma", "east", "east_sigma")
LAKE = Truth().missing


def layover(lon, lat):
    return np.hypot(lon - 113.635, lat - 23.618) < 0.003


def other_grid(spacing=0.0011, west=113.585):
    """In degrees, not aligned with anything."""
    return Grid(CRS.from_epsg(4326), Affine(spacing, 0, west, 0, -spacing, 23.668), (80, 90))


def run(folder, own, *, max_amplification=3.0):
    return run_main(
        "decompose_motion",
        inputs={**own, **find_other_track(folder / "other").files, "dem": str(folder / "dem.tif")},
        output={
            **{name: str(folder / "out" / f"{name}.tif") for name in NAMES},
            "blind": str(folder / "out" / "blind.tif"),
            "summary": str(folder / "out" / "summary.json"),
        },
        params={"max_amplification": max_amplification, "provenance": {"AREA": "the test's"}},
        wildcards={"until": "2024-07-05"},
    )


@pytest.fixture
def grid(tmp_path):
    return write_dem(tmp_path / "dem.tif", Truth(), 100.0)


def test_known_motion_is_recovered_on_one_grid(tmp_path, grid):
    own = write_track(tmp_path / "own", grid, -12.5, missing=LAKE)
    write_track(tmp_path / "other", grid, 192.5, layover=layover)
    made = run(tmp_path, own)
    lon, lat = degrees(grid)
    blind, _ = read_raster(made.blind)
    known = blind == 0
    for name, truth in (("vertical", vertical(lon, lat)), ("east", east(lon, lat))):
        found, _ = read_raster(made[name])
        assert (np.isfinite(found) == known).all()
        np.testing.assert_allclose(found[known], truth[known], atol=1e-4)
        sigma, _ = read_raster(made[f"{name}_sigma"])
        assert 0.08 < np.nanmedian(sigma) < 0.15
    assert (blind[LAKE(lon, lat)] == BLIND.index("not measured on this track")).all()
    assert (blind[layover(lon, lat)] == BLIND.index("layover or shadow on the other track")).all()
    assert known.sum() == blind.size - LAKE(lon, lat).sum() - layover(lon, lat).sum()
    assert json.loads(read_tags(made.blind)["CLASSES"])["0"] == "both components known"


def test_another_grid_is_warped_without_spreading(tmp_path, grid):
    own = write_track(tmp_path / "own", grid, -12.5)
    other = other_grid()
    write_track(tmp_path / "other", other, 192.5, missing=LAKE)
    made = run(tmp_path, own)
    lon, lat = degrees(grid)
    blind, _ = read_raster(made.blind)
    for name, truth in (("vertical", vertical(lon, lat)), ("east", east(lon, lat))):
        found, _ = read_raster(made[name])
        off = np.abs(found - truth)[blind == 0]
        assert off.max() < 0.5  # kept as they are, up to half a cell from their place
        assert np.quantile(off, 0.95) < 0.15
    # What lies in a cell of the other grid that has no value gets none.
    column, row = ~other.transform @ (lon, lat)
    nothing = LAKE(*degrees(other))[np.floor(row).astype(int), np.floor(column).astype(int)]
    assert ((blind == BLIND.index("not measured on the other track")) == nothing).all()


def test_a_finer_grid_is_averaged(tmp_path, grid):
    own = write_track(tmp_path / "own", grid, -12.5)
    left, *_, top = grid.bounds
    fine = Grid(grid.crs, Affine(20, 0, left, 0, -20, top), (5 * grid.shape[0], 5 * grid.shape[1]))
    write_track(tmp_path / "other", fine, 192.5)
    path = tmp_path / "other" / "2024-03-05" / "deformation" / "rate.tif"
    rate, _ = read_raster(path)
    noise = np.random.default_rng(1).normal(0, 1, rate.shape)
    write_raster(path, (rate + noise).astype(np.float32), fine)
    made = run(tmp_path, own)
    error = read_raster(made.vertical)[0] - vertical(*degrees(grid))
    assert np.nanstd(error) < 0.2  # a fifth of the noise, halved between the tracks


def test_the_cost_of_the_assumptions_is_told(tmp_path, grid):
    own = write_track(tmp_path / "own", grid, -12.5)
    write_track(tmp_path / "other", grid, 192.5, offset=0.7, north=1.0)
    summary = read_json(run(tmp_path, own).summary)
    # The other track's constant and the north motion that it sees both show at this track's reference.
    assert summary["other_track_at_this_reference_cm_per_year"] == pytest.approx(0.7 - 0.135, abs=0.02)
    assert summary["this_track_at_the_other_reference_cm_per_year"] == pytest.approx(0, abs=0.01)
    assert summary["error_per_north_motion"]["vertical"] == pytest.approx(-0.17, abs=0.02)
    assert summary["shares"]["both components known"] == 1
    assert summary["offset_sigma_cm_per_year"]["vertical"] == pytest.approx(0.18, abs=0.02)


def test_the_same_track_is_refused(tmp_path, grid):
    own = write_track(tmp_path / "own", grid, -12.5)
    write_track(tmp_path / "other", grid, -12.5)
    with pytest.raises(DataError, match="nearly the same direction"):
        run(tmp_path, own)


def test_no_common_ground_is_refused(tmp_path, grid):
    own = write_track(tmp_path / "own", grid, -12.5)
    write_track(tmp_path / "other", other_grid(west=115.0), 192.5)
    with pytest.raises(InputError, match="no part of it lies on the analysis grid"):
        run(tmp_path, own)


def test_cells_outside_the_dem_are_outside(tmp_path, grid):
    height, _ = read_raster(tmp_path / "dem.tif")
    height[:4] = np.nan
    write_raster(tmp_path / "dem.tif", height, grid)
    own = write_track(tmp_path / "own", grid, -12.5)
    write_track(tmp_path / "other", grid, 192.5)
    made = run(tmp_path, own)
    assert (read_raster(made.blind)[0][:4] == OUTSIDE).all()
    assert np.isnan(read_raster(made.east)[0][:4]).all()
    assert read_json(made.summary)["shares"]["both components known"] == 1


@pytest.mark.slow
def test_mintpy_finds_the_same_components(tmp_path, grid):
    """Of one cell, from the same rates and angles."""
    python = os.environ.get("MINTPY_PYTHON")
    if not python:
        pytest.skip("MINTPY_PYTHON does not name the Python of an environment with MintPy")
    own = write_track(tmp_path / "own", grid, -12.5)
    write_track(tmp_path / "other", grid, 192.5)
    made = run(tmp_path, own)
    cell = 30, 28
    incidence = [np.degrees(np.arccos(read_raster(own["look"], 3)[0][cell]))] * 2
    azimuth = [90 + 12.5, 90 - 192.5]  # to the satellite, anticlockwise from north
    other = tmp_path / "other" / "2024-03-05" / "deformation" / "rate.tif"
    rates = [float(read_raster(path)[0][cell]) for path in (own["rate"], other)]
    code = (
        "import numpy as np; from mintpy.asc_desc2horz_vert import get_design_matrix4horz_vert as design;"
        f"G = design(np.array({[float(v) for v in incidence]}), np.array({azimuth}), horz_az_angle=-90);"
        f"print(list(map(float, np.linalg.pinv(G) @ np.array({rates}))))"
    )
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=600, check=True)
    horizontal, up = json.loads(done.stdout.splitlines()[-1])
    assert float(read_raster(made.east)[0][cell]) == pytest.approx(horizontal, abs=1e-3)
    assert float(read_raster(made.vertical)[0][cell]) == pytest.approx(up, abs=1e-3)
    assert abs(up) + abs(horizontal) > 0.5
