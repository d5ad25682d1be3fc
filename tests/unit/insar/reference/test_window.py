import numpy as np
import pytest

from scarpwatch.insar.reference.window import Reference, moving_limit, reference_values


def test_the_limit_grows_with_the_scatter_of_the_scene():
    noise = np.random.default_rng(1).normal(0, 2.0, (200, 200))
    assert moving_limit(noise) == pytest.approx(4, rel=0.03)
    assert moving_limit(noise / 100) == 1


def test_one_noisy_pixel_does_not_move_the_reference():
    stack = np.zeros((3, 20, 20))
    stack[:, 10, 10] = 50.0
    assert (reference_values(stack, Reference(10, 10, 2, "by the test")) == 0).all()
