"""Corrections that were fitted, applied to windows and to single pixels."""

import numpy as np
from rasterio.windows import Window

from scarpwatch.insar.corrections.chain import Chain, Setting, apply_chain, correct_pixels, pixels_of
from scarpwatch.insar.motion.model import temporal_design
from scarpwatch.insar.reference.window import Reference

SHAPE = (12, 15)
YEARS = np.arange(8) / 10
DESIGN = temporal_design(YEARS, annual=False, semiannual=False)
BASELINES = np.array([0, 50, -70, 30, 90, -20, 60, -40.0])
GROUND = np.full(SHAPE, 500_000.0)
SETTING = Setting(DESIGN, BASELINES, np.full(SHAPE, 300.0), GROUND, Reference(2, 2, 1, "by the test"))
NOTHING = Chain(None, False, {}, {}, DESIGN)


def made():
    """A steady motion, and a DEM error of every pixel."""
    error = np.random.default_rng(0).normal(0, 10, SHAPE)
    motion = 0.01 * YEARS[:, None, None] * np.linspace(-1, 1, SHAPE[1]) * np.ones(SHAPE)
    return motion, error, motion + BASELINES[:, None, None] * error / GROUND


def test_the_dem_error_and_the_offsets_of_the_dates_are_taken_out():
    motion, error, series = made()
    offset = np.linspace(0, 0.07, 8)
    chain = NOTHING._replace(dem_error=True, offsets={"dem_error": offset})
    found = apply_chain(chain, SETTING, series, Window(0, 0, 15, 12))
    np.testing.assert_allclose(found.series, motion - offset[:, None, None], atol=1e-6)
    np.testing.assert_allclose(found.dem_error, error, atol=0.01)
    assert found.series.dtype == found.dem_error_sigma.dtype == np.float32


def test_windows_and_single_pixels_get_the_same():
    _, _, series = made()
    chain = NOTHING._replace(dem_error=True, offsets={"delays": np.arange(8) / 100})
    window = Window(4, 3, 6, 5)
    part = apply_chain(chain, SETTING, series[:, *window.toslices()], window)
    rows, columns = (np.broadcast_to(places, (5, 6)).ravel() for places in pixels_of(window))
    single = correct_pixels(chain, SETTING, series[:, rows, columns], rows, columns)
    np.testing.assert_allclose(single.series, part.series.reshape(8, -1), atol=1e-7)
    np.testing.assert_allclose(single.dem_error, part.dem_error.ravel(), rtol=1e-5)


def test_without_corrections_the_series_stays_and_nothing_is_known_of_the_dem():
    _, _, series = made()
    found = apply_chain(NOTHING, SETTING, series, Window(0, 0, 15, 12))
    np.testing.assert_array_equal(found.series, series.astype(np.float32))
    assert np.isnan(found.dem_error).all() and np.isnan(found.dem_error_sigma).all()
