import numpy as np
import pytest

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.insar.reference_window import choose_reference, given_reference, reference_values


def scene():
    rate = np.zeros((60, 80), np.float32)
    coherence = np.full((60, 80), 0.5, np.float32)
    return rate, coherence


def test_prefers_coherent_ground_near_the_centre():
    rate, coherence = scene()
    coherence[20:30, 30:40] = 0.9
    coherence[0:10, 0:10] = 0.91
    reference = choose_reference(rate, coherence, window=5)
    assert 20 <= reference.row < 30
    assert 30 <= reference.column < 40


def test_avoids_moving_and_masked_ground():
    rate, coherence = scene()
    rng = np.random.default_rng(0)
    rate += rng.normal(0, 0.1, rate.shape).astype(np.float32)
    coherence[20:40, 20:60] = 0.9
    rate[20:40, 20:40] = 3.0  # coherent but fast
    rate[20:40, 40:45] = np.nan  # coherent but not covered by every pair
    reference = choose_reference(rate, coherence, window=5)
    rows, columns = reference.window
    assert np.isfinite(rate[rows, columns]).all()
    assert abs(rate[rows, columns].mean()) < 0.3
    assert reference.column >= 45


def test_is_the_same_in_every_run():
    rate, coherence = scene()
    assert choose_reference(rate, coherence, window=5) == choose_reference(rate, coherence, window=5)


def test_nothing_covered_is_an_error():
    rate, coherence = scene()
    rate[::3, ::3] = np.nan
    with pytest.raises(DataError, match="no window"):
        choose_reference(rate, coherence, window=5)


def test_a_given_place_must_lie_on_measured_ground():
    covered = np.ones((60, 80), bool)
    covered[:, 40:] = False
    assert given_reference(10, 10, covered, window=5).half == 2
    for row, column in ((10, 60), (0, 10), (70, 10)):
        with pytest.raises(ConfigError, match=r"inversion\.reference"):
            given_reference(row, column, covered, window=5)


def test_one_noisy_pixel_does_not_move_the_reference():
    stack = np.zeros((3, 20, 20))
    stack[:, 10, 10] = 50.0
    reference = given_reference(10, 10, np.ones((20, 20), bool), window=5)
    assert (reference_values(stack, reference) == 0).all()
