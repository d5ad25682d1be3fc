import numpy as np
import pytest

from scarpwatch.insar.interferograms.coding import encode_coherence
from scarpwatch.insar.interferograms.phase_statistics import pair_weights, phase_variance, weight_table


@pytest.mark.parametrize("coherence", [0.0, 0.3, 0.7])
def test_variance_equals_that_of_simulated_looks(coherence):
    rng = np.random.default_rng(0)
    looks, count = 8, 60_000

    def speckle():
        return rng.standard_normal((looks, count)) + 1j * rng.standard_normal((looks, count))

    first, own = speckle(), speckle()
    second = coherence * first + np.sqrt(1 - coherence**2) * own
    phase = np.angle(np.sum(first * np.conj(second), axis=0))
    assert phase_variance(np.array([coherence]), looks)[0] == pytest.approx(np.var(phase), rel=0.03)


def test_low_coherence_weighs_less_and_missing_nothing():
    weights = pair_weights(np.array([0.1, 0.3, 0.6, 0.9, np.nan]), 16)
    assert (np.diff(weights[:4]) > 0).all()
    assert weights[4] == 0
    assert pair_weights(np.array([1.0]), 16)[0] == pytest.approx(400)  # the floor of 0.0025 rad^2


@pytest.mark.parametrize("looks", [1, 4, 16, 60, 200])
def test_the_lower_the_coherence_the_less_the_weight(looks):
    table = weight_table(looks)
    assert table.shape == (256,)
    assert table[0] == 0  # no measurement
    assert (np.diff(table[1:]) >= 0).all()
    assert table[1] > 0 and table[255] > 20 * table[1]
    coherence = np.linspace(0, 1, 40)
    np.testing.assert_allclose(table[encode_coherence(coherence)], pair_weights(coherence, looks), rtol=0.1)


def test_uniform_weights_are_all_the_same():
    assert (weight_table(16, uniform=True) == 1).all()
