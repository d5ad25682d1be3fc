"""The correction of a series file, without what the fit of its parts is tested for already."""

import json
from contextlib import contextmanager

import numpy as np
import pytest
from affine import Affine
from rasterio.windows import Window

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.corrections.chain_fit import fit_chain
from scarpwatch.insar.corrections.series_correction import (
    corrected_attributes,
    correction_record,
    plan_correction,
    window_corrector,
)
from scarpwatch.insar.motion.model import MOTION_MODEL
from scarpwatch.insar.series.file import open_series, write_series

SHAPE = (20, 24)
DATES = [f"2024{month:02}05" for month in range(1, 11)]
GRID = Grid(None, Affine.identity(), SHAPE)
MOTION = {"annual": False, "semiannual": False}
BASELINES = np.array([0, 60, -80, 30, 100, -40, 70, -20, 50, -90.0])
CORRECTIONS = {"ramp_and_height": False, "dem_error": "always"}
HEIGHT, GROUND = np.full(SHAPE, 500.0), np.full(SHAPE, 560_000.0)


def network():
    return [
        {
            "reference": DATES[a],
            "secondary": DATES[b],
            "perpendicular_baseline_m": BASELINES[b] - BASELINES[a],
            "used": True,
        }
        for a in range(10)
        for b in range(a + 1, min(a + 3, 10))
    ]


@contextmanager
def raw_series(folder, *, coherence=0.9):
    """A DEM error of every pixel and nothing else, as an open file."""
    error = np.random.default_rng(0).normal(0, 10, SHAPE)
    error[8:11, 8:11] = 0
    series = (BASELINES[:, None, None] * error / GROUND).astype(np.float32)
    reference = {"row": 9, "column": 9, "half": 1, "chosen": "by the test"}
    layers = {"temporal_coherence": (np.full(SHAPE, coherence, np.float32), "1")}
    write_series(
        folder / "raw.nc",
        GRID,
        layers,
        displacement=series,
        dates=DATES,
        attributes={"reference": json.dumps(reference), "origin": "the test"},
    )
    with open_series(folder / "raw.nc") as raw:
        yield raw


def planned(raw):
    return plan_correction(
        raw, network(), MOTION, HEIGHT, GROUND,
        min_temporal_coherence=0.7, aspect=1.2, cell=(90.0, 90.0), where="raw.nc",
    )  # fmt: skip


def test_the_plan_holds_what_network_and_series_tell(tmp_path):
    with raw_series(tmp_path) as raw:
        plan = planned(raw)
    np.testing.assert_allclose(plan.setting.baselines, BASELINES, atol=1e-9)
    assert plan.trusted.all() and plan.common == 0
    assert plan.setting.reference.window == (slice(8, 11), slice(8, 11))
    assert plan.setting.design.shape == (10, 2)
    assert list(plan.doubted) == []


def test_a_series_without_a_trusted_pixel_is_refused(tmp_path):
    with raw_series(tmp_path, coherence=0.2) as raw, pytest.raises(DataError, match="temporal coherence"):
        planned(raw)


def test_windows_are_corrected_and_what_was_done_is_kept(tmp_path):
    with raw_series(tmp_path) as raw:
        plan = planned(raw)
        chain = fit_chain(raw.displacement, plan.setting, trusted=plan.trusted, corrections=CORRECTIONS)
        corrected = window_corrector(raw, plan, chain, None, corrections=CORRECTIONS)
        part = corrected(Window(3, 2, 10, 8))
        attributes, record = corrected_attributes(raw, plan, chain), correction_record(raw, plan, chain)
    assert part.series.shape == (10, 8, 10)
    np.testing.assert_allclose(part.series, 0, atol=1e-6)
    assert 5 < np.std(part.dem_error) < 15
    assert attributes["origin"] == "the test"
    assert json.loads(attributes["corrections"]) == ["dem_error"]
    np.testing.assert_allclose(json.loads(attributes["baselines_m"]), BASELINES, atol=1e-9)
    assert json.loads(attributes[MOTION_MODEL])["annual"] is False
    assert record["dates"] == DATES and record["applied"] == ["dem_error"]
    assert "dem_error" in {decision["kind"] for decision in record["decisions"]}


def test_known_delays_are_taken_off_before_the_rest(tmp_path):
    with raw_series(tmp_path) as raw:
        plan = planned(raw)
        off = {"ramp_and_height": False, "dem_error": False}

        def delays(window):
            return np.full((10, window.height, window.width), 0.02)

        chain = fit_chain(raw.displacement, plan.setting, trusted=plan.trusted, corrections=off)
        window = Window(0, 0, 24, 20)
        plain = window_corrector(raw, plan, chain, None, corrections=off)(window)
        less = window_corrector(raw, plan, chain, delays, corrections=off)(window)
    np.testing.assert_allclose(plain.series - less.series, 0.02, atol=1e-6)
