import numpy as np
import pytest

from scarpwatch.insar.unwrapping import unwrap_phase, wrap


def test_wrap_keeps_whole_cycles_out():
    phase = np.linspace(-20, 20, 401)
    wrapped = wrap(phase)
    assert np.abs(wrapped).max() <= np.pi + 1e-12
    np.testing.assert_allclose(
        (phase - wrapped) / (2 * np.pi), np.round((phase - wrapped) / (2 * np.pi)), atol=1e-9
    )


@pytest.mark.parametrize("alpha", [0.0, 0.5])
def test_recovers_a_bowl_of_several_cycles(alpha):
    rng = np.random.default_rng(0)
    y, x = np.mgrid[-1:1:120j, -1:1:120j]
    truth = -14 * np.exp(-(x**2 + y**2) / 0.3)
    noise = rng.normal(0, 0.3, truth.shape)
    interferogram = np.exp(1j * (truth + noise)).astype(np.complex64)
    coherence = np.full(truth.shape, 0.8, np.float32)
    coherence[:10, :10] = 0.05
    coherence[-5:, -5:] = np.nan
    mask = np.ones(truth.shape, bool)
    mask[50:55, 50:55] = False
    phase, components = unwrap_phase(
        interferogram, coherence, looks=16, min_coherence=0.15, goldstein_alpha=alpha, mask=mask
    )
    left_out = ~np.isfinite(phase)
    assert left_out[:10, :10].all()
    assert left_out[-5:, -5:].all()
    assert left_out[50:55, 50:55].all()
    assert left_out.sum() == 150
    assert (components[left_out] == 0).all()
    error = (phase - truth - noise)[~left_out]
    error -= 2 * np.pi * np.round(np.median(error) / (2 * np.pi))
    # The unfiltered phase comes back, with every cycle right.
    assert np.abs(error).max() < 1e-3


def test_nothing_usable_gives_nothing():
    phase, components = unwrap_phase(
        np.ones((8, 8), np.complex64), np.zeros((8, 8), np.float32), looks=16, min_coherence=0.2
    )
    assert np.isnan(phase).all()
    assert (components == 0).all()
