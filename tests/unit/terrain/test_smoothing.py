"""Smoothing of elevations, and what it does to slope units on ground in whole metres."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from sklearn.metrics import adjusted_rand_score

from scarpwatch.config.susceptibility.units import UnitsSettings
from scarpwatch.simulate.fields import power_law_field
from scarpwatch.terrain.slope_units.delineation import delineate_slope_units, parameters_from, prepare_terrain
from scarpwatch.terrain.smoothing import smooth_blocks


def smoothed(z: np.ndarray, sigma: float, memory_mb: float = 100.0) -> np.ndarray:
    result = np.full(z.shape, -1, np.float32)
    for window, block in smooth_blocks(lambda part: z[part.toslices()], z.shape, sigma, memory_mb=memory_mb):
        result[window.toslices()] = block
    return result


def test_it_is_a_gaussian_and_the_blocks_do_not_show():
    z = np.random.default_rng(0).normal(500, 10, (90, 70))
    whole = smoothed(z, 1.5)
    np.testing.assert_allclose(whole[8:-8, 8:-8], gaussian_filter(z, 1.5)[8:-8, 8:-8], rtol=1e-5)
    np.testing.assert_array_equal(smoothed(z, 1.5, memory_mb=0.05), whole)


def test_planes_stay_up_to_the_edges_and_gaps_stay_gaps():
    y, x = np.mgrid[:60, :50]
    z = 100 + 3.0 * x - 2.0 * y
    np.testing.assert_allclose(smoothed(z, 2.0), z, atol=1e-3)
    z[20:30, 20:30] = np.nan
    result = smoothed(z, 2.0)
    np.testing.assert_array_equal(np.isnan(result), np.isnan(z))
    assert np.nanmax(np.abs(result - z)) < 12  # beside the gap, where one side alone is known


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (2, 40)])
def test_an_area_smaller_than_the_gaussian(shape):
    assert np.isfinite(smoothed(np.random.default_rng(0).normal(0, 1, shape), 2.0)).all()


def test_slope_units_of_rounded_elevations_come_near_to_the_true_ones():
    """Smooth hills of 1.5 degrees: by the published method rounding to metres makes many more units, and smoothing
    takes most of that back."""
    parameters = parameters_from(UnitsSettings(sizes="published").model_dump())
    field = power_law_field(np.random.default_rng(1), (200, 200), 30.0, 6.0)
    z = 300 + field * np.tan(np.radians(1.5)) / np.hypot(*np.gradient(field, 30.0)).mean()

    def units(elevation: np.ndarray) -> np.ndarray:
        return delineate_slope_units(prepare_terrain(elevation.astype(np.float64), (30.0, 30.0)), parameters)

    true, stepped, helped = units(z), units(np.rint(z)), units(smoothed(np.rint(z), 2.0))
    assert stepped.max() > 1.3 * true.max()
    assert abs(helped.max() / true.max() - 1) < 0.2
    before, after = (adjusted_rand_score(true.ravel(), found.ravel()) for found in (stepped, helped))
    assert before + 0.2 < after
