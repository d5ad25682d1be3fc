import sys

import numpy as np
import pytest

from scarpwatch.errors import ConfigError
from scarpwatch.insar.interferograms.unwrapping import unwrap_phase, wrap


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


@pytest.mark.parametrize("method", ["whirlwind", "snaphu"])
@pytest.mark.parametrize("shape", [(1, 9), (3, 3), (3, 40), (9, 9), (24, 24), (31, 33), (64, 64)])
@pytest.mark.parametrize("slope", [0.3, 0.9])
def test_images_smaller_than_the_windows_and_steep_fringes(shape, slope, method):
    """All of an image comes out in one component, with every cycle right up to its edges."""
    rng = np.random.default_rng(1)
    y, x = np.mgrid[: shape[0], : shape[1]]
    truth = slope * x + 0.5 * slope * y
    interferogram = np.exp(1j * (truth + rng.normal(0, 0.2, shape))).astype(np.complex64)
    phase, components = unwrap_phase(
        interferogram,
        np.full(shape, 0.9, np.float32),
        looks=10,
        min_coherence=0.15,
        goldstein_alpha=0.6,
        method=method,
    )
    error = phase - truth
    assert np.abs(error - np.median(error)).max() < 1.5
    assert (components == 1).all()


@pytest.mark.parametrize("method", ["whirlwind", "snaphu"])
def test_mirrors_of_a_small_image_join_no_components(method):
    shape = (20, 18)
    coherence = np.full(shape, 0.9, np.float32)
    coherence[:, 7:11] = np.nan
    interferogram = np.exp(1j * 0.3 * np.indices(shape).sum(axis=0)).astype(np.complex64)
    _, components = unwrap_phase(
        interferogram, coherence, looks=10, min_coherence=0.15, goldstein_alpha=0.5, method=method
    )
    assert (components[:, 7:11] == 0).all()
    assert len(np.unique(components[:, :7])) == len(np.unique(components[:, 11:])) == 1
    assert components[0, 0] != components[0, -1]


def test_a_missing_unwrapper_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "snaphu", None)  # as where it is not installed
    ones = np.ones((40, 40))
    with pytest.raises(ConfigError, match=r"not installed.*take whirlwind"):
        unwrap_phase(
            ones.astype(np.complex64), ones.astype(np.float32), looks=4, min_coherence=0.1, method="snaphu"
        )
