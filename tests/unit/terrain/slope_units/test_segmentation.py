"""Connected regions, homogeneity and agreement measures, against scikit-learn, scipy and hand counts."""

import numpy as np
import pytest
from scipy import ndimage

from scarpwatch.terrain.slope_units.segmentation import (
    boundary_f,
    circular_variance,
    connected_regions,
    internal_variance,
    shared_sides,
    spatial_autocorrelation,
)


def test_connected_regions_agree_with_scipy():
    labels = np.random.default_rng(0).integers(0, 4, (40, 50)).astype(np.int32)
    regions = connected_regions(labels)
    assert (regions[labels == 0] == 0).all()
    expected = 0
    for value in (1, 2, 3):
        pieces, count = ndimage.label(labels == value)
        expected += count
        pairs = np.unique(np.column_stack([pieces[pieces > 0], regions[pieces > 0]]), axis=0)
        assert len(pairs) == count  # one to one
    assert regions.max() == expected
    first = [np.flatnonzero(regions.ravel() == k)[0] for k in range(1, expected + 1)]
    assert (np.diff(first) > 0).all()


def test_circular_variance_of_known_directions():
    labels = np.array([[1, 1, 2, 2, 3, 0]])
    aspect = np.array([[350.0, 10.0, 90.0, 270.0, np.nan, 45.0]])
    variance, mean, count = circular_variance(labels, aspect)
    np.testing.assert_allclose(variance[1:3], [1 - np.cos(np.radians(10)), 1.0], atol=1e-12)
    assert mean[1] % 360 == pytest.approx(0, abs=1e-9)
    assert np.isnan(variance[3])
    np.testing.assert_array_equal(count, [1, 2, 2, 1])
    expected = (2 * (1 - np.cos(np.radians(10))) + 2 * 1.0) / 4
    assert internal_variance(labels, aspect) == pytest.approx(expected)


def test_shared_sides_are_counted():
    labels = np.array([[1, 1, 2], [1, 3, 2], [0, 3, 3]])
    first, second, sides = shared_sides(labels)
    counted = dict(zip(zip(first.tolist(), second.tolist(), strict=True), sides.tolist(), strict=True))
    assert counted == {(1, 2): 1, (1, 3): 2, (2, 3): 2}


def test_neighbours_that_face_each_other_are_less_alike_than_gradual_ones():
    labels = np.arange(1, 7)[None, :].repeat(3, axis=0)
    facing = np.array([90.0, 200.0, 90.0, 200.0, 90.0, 200.0])[None, :].repeat(3, axis=0)
    gradual = np.array([90.0, 110.0, 130.0, 150.0, 170.0, 190.0])[None, :].repeat(3, axis=0)
    assert spatial_autocorrelation(labels, facing) < 0 < spatial_autocorrelation(labels, gradual)


def test_boundaries_count_within_the_tolerance():
    one = np.ones((40, 40), int)
    one[:, 20:] = 2
    near, far = np.ones((40, 40), int), np.ones((40, 40), int)
    near[:, 23:] = 2
    far[:, 24:] = 2
    assert boundary_f(one, one) == 1
    assert boundary_f(one, near) == 1
    assert boundary_f(one, far) == 0
    assert boundary_f(one, far, tolerance=4) == 1
    assert boundary_f(one, np.ones((40, 40), int)) == 0
