"""Files for MintPy: the same numbers as the map's, in its layout; and what MintPy itself says of them."""

import os
import subprocess
from pathlib import Path

import h5py
import numpy as np
import pytest
from steps import read_json

from scarpwatch.grids.grid import read_grid, read_raster

NAMES = ("timeseries", "velocity", "geometryGeo")


@pytest.fixture(scope="module")
def exported(rising, tmp_path_factory):
    made = rising.run("export_mintpy", into=tmp_path_factory.mktemp("export"))
    return {name: Path(made.velocity).parent / f"{name}.h5" for name in NAMES}


def test_velocity_is_the_map_in_metres_per_year(rising, exported):
    rate, _ = read_raster(rising.path("rate.tif"))
    sigma, _ = read_raster(rising.path("rate_sigma.tif"))
    with h5py.File(exported["velocity"]) as file:
        np.testing.assert_allclose(100 * file["velocity"][:], rate, atol=1e-5)
        np.testing.assert_allclose(100 * file["velocityStd"][:], sigma, atol=1e-5)
        assert file["velocity"][30, 35] == pytest.approx(0.06, abs=0.008)  # what rises is positive
        assert file.attrs["UNIT"] == "m/year"


def test_the_series_starts_at_zero_and_rises_with_the_dome(rising, exported):
    with h5py.File(exported["timeseries"]) as file:
        series = file["timeseries"][:]
        assert [day.decode() for day in file["date"][:]] == rising.dates
        measured = np.isfinite(series[-1])
        baselines = file["bperp"][:]
        reference = int(file.attrs["REF_Y"]), int(file.attrs["REF_X"])
    np.testing.assert_allclose(series[0][measured], 0, atol=1e-7)
    assert (np.isfinite(series) == measured).all()
    np.testing.assert_allclose(series[:, 30, 35], 0.06 * rising.years, atol=0.006)
    orbits = np.array([orbit.perpendicular_baseline_m for orbit in rising.orbits])
    np.testing.assert_allclose(baselines, orbits - orbits[0], atol=0.01)
    assert np.abs(series[:, *reference]).max() < 0.003
    np.testing.assert_array_equal(measured, np.isfinite(read_raster(rising.path("rate.tif"))[0]))


def test_geometry_and_attributes(rising, exported):
    grid = read_grid(rising.path("dem.tif"))
    with h5py.File(exported["geometryGeo"]) as file:
        np.testing.assert_allclose(file["height"][:], 300)
        known = np.isfinite(file["incidenceAngle"][:])
        assert known.mean() > 0.8
        assert 30 < np.nanmedian(file["incidenceAngle"][:]) < 50
        assert 8e5 < np.nanmedian(file["slantRangeDistance"][:]) < 1e6
        assert file.attrs["FILE_TYPE"] == "geometry"
    x, y = grid.transform @ (0, 0)
    place = read_json(rising.path("quality.json"))["reference"]
    for path in exported.values():
        with h5py.File(path) as file:
            found = dict(file.attrs)
        assert (float(found["X_FIRST"]), float(found["Y_FIRST"])) == (x, y)
        assert (int(found["LENGTH"]), int(found["WIDTH"])) == grid.shape
        assert found["UTM_ZONE"] == "16N"
        assert float(found["HEADING"]) == pytest.approx(-12.3)
        assert found["ORBIT_DIRECTION"] == "ASCENDING"
        row, column = int(found["REF_Y"]), int(found["REF_X"])
    # The reference was asked for at cell (7, 62), and lies at the radar cell next to it.
    assert abs(row - 7) <= 2 and abs(column - 62) <= 2
    assert place["chosen"] == "given in the config"


@pytest.mark.slow
def test_mintpy_reads_and_draws_the_files(exported, tmp_path):
    python = os.environ.get("MINTPY_PYTHON")
    if not python:
        pytest.skip("MINTPY_PYTHON does not name the Python of an environment with MintPy")

    def mintpy(*arguments):
        done = subprocess.run(
            [python, "-m", *map(str, arguments)], cwd=tmp_path, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    told = {name: mintpy("mintpy.cli.info", path) for name, path in exported.items()}
    for name, kind in (("timeseries", "timeseries"), ("velocity", "velocity"), ("geometryGeo", "geometry")):
        assert f"file type: {kind}" in told[name]
        assert "coordinates : GEO" in told[name]
    assert "Number of dates  : 4" in told["timeseries"]
    for name, layers in (
        ("timeseries", []),
        ("velocity", ["velocity"]),
        ("geometryGeo", ["height", "incidenceAngle"]),
    ):
        picture = tmp_path / f"{name}.png"
        mintpy("mintpy.cli.view", exported[name], *layers, "--nodisplay", "-o", picture)
        assert picture.stat().st_size > 10_000
