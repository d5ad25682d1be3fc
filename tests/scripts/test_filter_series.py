"""The series for display: less weather, the same motion."""

import json

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.series.file import read_series, write_series
from scarpwatch.simulate.fields import power_law_field

GRID = Grid(CRS.from_epsg(32616), Affine(100, 0, 740_000, 0, -100, 4_060_000), (60, 50))
DATES = [f"{year}{month:02d}12" for year in (2023, 2024) for month in range(1, 13)]
YEARS = np.arange(24) * 30.44 / DAYS_PER_YEAR
REFERENCE = {"row": 5, "column": 6, "half": 2, "chosen": "by the test"}
FILTER = {"length_m": 800.0, "days": 60.0}


def run(folder, displacement, *, dates=DATES, **settings):
    layers = {
        "temporal_coherence": (np.full(GRID.shape, 0.9, np.float32), "1"),
        "rank": (np.full(GRID.shape, len(dates) - 1, np.int16), "1"),
    }
    write_series(
        folder / "series.nc",
        GRID,
        layers,
        displacement=displacement,
        dates=dates,
        attributes={"reference": json.dumps(REFERENCE)},
    )
    motion = {"annual": True, "semiannual": False, "steps": ["2024-03-01"], **settings}
    write_series(folder / "velocity.nc", GRID, {}, attributes={"motion_model": json.dumps(motion)})
    made = run_main(
        "filter_series",
        inputs={
            "series": str(folder / "series.nc"),
            "velocity": str(folder / "velocity.nc"),
            "position": [],
        },
        output={"series": str(folder / "filtered.nc")},
        params={
            "min_temporal_coherence": 0.7,
            "filter": FILTER,
        },
    )
    return read_series(made.series)


def test_weather_leaves_the_series_and_motion_stays(tmp_path):
    rng = np.random.default_rng(3)
    row, column = np.mgrid[:60, :50]
    rate = -0.04 * np.exp(-((row - 30) ** 2 + (column - 25) ** 2) / 20)
    step = 0.02 * (np.array(DATES) >= "20240301")[:, None, None] * (column > 35)
    motion = rate * YEARS[:, None, None] + step
    weather = np.stack([0.005 * power_law_field(rng, GRID.shape, 100.0) for _ in DATES])
    series = motion + weather - weather[0]
    window = np.median(series[:, 3:8, 4:9].reshape(24, -1), axis=1)[:, None, None]
    filtered, grid = run(tmp_path, (series - window).astype(np.float32))
    assert grid == GRID
    found = filtered["displacement"].values

    def rms(values):
        return np.sqrt(np.mean((values - np.median(values, axis=(1, 2), keepdims=True)) ** 2))

    # What shorter waves, and what model and first date share with the weather, remain.
    assert rms(found - motion) < 0.85 * rms(series - motion)
    np.testing.assert_allclose(np.median(found[:, 3:8, 4:9].reshape(24, -1), axis=1), 0, atol=1e-6)
    assert (found[0] == 0).all()
    assert filtered.attrs["filter"] == "800.0 m, 60.0 days"


def test_motion_alone_is_left_as_it_is(tmp_path):
    rate = np.linspace(0, 0.05, 50)[None, :] * np.ones((60, 1))
    motion = YEARS[:, None, None] * rate
    motion = (motion - motion[:, 5:6, 6:7]).astype(np.float32)
    # The dates of months are not evenly spaced as the years here are, so a trace remains.
    np.testing.assert_allclose(run(tmp_path, motion)[0]["displacement"].values, motion, atol=5e-4)


def test_too_few_dates_are_refused(tmp_path):
    with pytest.raises(DataError, match="do not determine"):
        run(tmp_path, np.zeros((2, *GRID.shape), np.float32), dates=DATES[:2])


def test_a_stack_in_radar_geometry_is_filtered_too(stack, tmp_path):
    made = stack.run("filter_series", into=tmp_path)
    before, _ = read_series(stack.path("timeseries.nc"))
    after, _ = read_series(made.series)
    np.testing.assert_array_equal(
        np.isfinite(after["displacement"].values), np.isfinite(before["displacement"].values)
    )
    known = np.isfinite(stack.motion()).all(axis=0) & (before["temporal_coherence"].values > 0.7)
    spread = [np.std(layer["displacement"].values[1:, known]) for layer in (before, after)]
    assert spread[1] < spread[0]
