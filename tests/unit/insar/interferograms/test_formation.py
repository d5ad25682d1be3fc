from functools import partial

import numpy as np
import pytest
from scipy.ndimage import uniform_filter

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.errors import DataError
from scarpwatch.insar.interferograms.formation import (
    form_interferogram,
    form_strips,
    goldstein_filter,
    multilook,
)

WAVELENGTH = 0.0555


def speckle(rng, shape):
    return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(np.complex64)


def test_ground_that_rises_gives_negative_phase():
    """The sign convention (``scarpwatch.conventions``)."""
    rng = np.random.default_rng(0)
    rise = 0.005  # m towards the satellite between the dates
    distance = 850_000 + rng.uniform(0, 10, (40, 40))
    echo = speckle(rng, (40, 40))
    first = echo * np.exp(-4j * np.pi / WAVELENGTH * distance)
    second = echo * np.exp(-4j * np.pi / WAVELENGTH * (distance - rise))
    interferogram, coherence = form_interferogram(
        first.astype(np.complex64), second.astype(np.complex64), (4, 4)
    )
    np.testing.assert_allclose(np.angle(interferogram), phase_per_displacement(WAVELENGTH) * rise, atol=1e-3)
    assert coherence.min() > 0.999


def test_multilook_cuts_incomplete_blocks():
    values = np.arange(5 * 7, dtype=np.float32).reshape(5, 7)
    np.testing.assert_allclose(multilook(values, (2, 3)), [[4.5, 7.5], [18.5, 21.5]])


@pytest.mark.parametrize("truth", [0.1, 0.4, 0.8])
def test_coherence_is_recovered(truth):
    rng = np.random.default_rng(1)
    shared, own = speckle(rng, (400, 400)), speckle(rng, (400, 400))
    second = truth * shared + np.sqrt(1 - truth**2) * own
    _, coherence = form_interferogram(shared, second.astype(np.complex64), (4, 4))
    assert abs(coherence.mean() - truth) < 0.02


def test_missing_data_stay_missing():
    rng = np.random.default_rng(2)
    first, second = speckle(rng, (16, 16)), speckle(rng, (16, 16))
    second[:4, :4] = 0
    interferogram, coherence = form_interferogram(first, second, (4, 4))
    assert np.isnan(coherence[0, 0])
    assert interferogram[0, 0] == 0
    assert np.isfinite(coherence[2:, 2:]).all()


def test_goldstein_lowers_noise_and_keeps_the_fringe():
    rng = np.random.default_rng(4)
    fringe = np.exp(1j * 0.2 * np.arange(128))[None, :] * np.ones((128, 1))
    noisy = (fringe + 0.7 * speckle(rng, (128, 128))).astype(np.complex64)

    def noise(image):
        return np.std(np.angle(image * np.conj(fringe)))

    assert noise(goldstein_filter(noisy, 0.8)) < 0.6 * noise(noisy)
    assert goldstein_filter(noisy, 0) is noisy


def test_more_looks_than_cells_are_refused():
    with pytest.raises(DataError, match=r"an image of 5 x 40 cells is smaller than 6 x 6 looks"):
        multilook(np.ones((5, 40)), (6, 6))
    assert multilook(np.ones((6, 7)), (6, 6)).shape == (1, 1)


def test_the_values_are_those_of_the_sums_over_looks_and_windows():
    rng = np.random.default_rng(5)
    first, second = speckle(rng, (41, 64)), speckle(rng, (41, 64))
    first[:8, 8:16] = 0
    interferogram, coherence = form_interferogram(first, second, (4, 8))
    wide, other = first[:40].astype(complex), second[:40].astype(complex)
    product = multilook(wide * other.conj(), (4, 8))
    assert interferogram.dtype == np.complex64
    np.testing.assert_allclose(interferogram, product, rtol=3e-6)
    np.testing.assert_array_equal(interferogram == 0, product == 0)
    cross, one, two = (
        uniform_filter(layer, 3, mode="constant")
        for layer in (product, multilook(np.abs(wide) ** 2, (4, 8)), multilook(np.abs(other) ** 2, (4, 8)))
    )
    biased = np.abs(cross) ** 2 / (one * two)
    expected = np.where(product == 0, np.nan, np.sqrt(np.maximum((288 * biased - 1) / 287, 0)))
    assert np.isnan(expected).sum() == 2
    np.testing.assert_allclose(coherence, expected, atol=2e-6)


@pytest.mark.parametrize("looks", [(2, 3), (40, 40)])
def test_strips_and_blocks_leave_no_trace(looks, monkeypatch):
    """Neither in the values nor in what is read: each window once, none larger than a block."""
    rng = np.random.default_rng(6)
    tile, block = 4, 600
    shape = (11 * looks[0] + 1, 9 * looks[1] + 2)
    images = [speckle(rng, shape) for _ in range(3)]
    whole = [form_interferogram(image, images[2], looks) for image in images[:2]]
    monkeypatch.setattr("scarpwatch.insar.interferograms.formation.TILE", tile)
    monkeypatch.setattr("scarpwatch.insar.interferograms.formation.BLOCK_CELLS", block)
    seen = np.zeros((3, *shape), int)

    def read(number, window):
        assert window.width * window.height <= max(block, tile * looks[0] * looks[1])
        seen[number][window.toslices()] += 1
        return np.ascontiguousarray(images[number][window.toslices()])

    made = list(form_strips([partial(read, 0), partial(read, 1)], partial(read, 2), shape, looks))
    assert [(window.row_off, window.height) for window, _ in made] == [(0, 4), (4, 4), (8, 3)]
    for number, pair in enumerate(whole):
        for layer in range(2):
            joined = np.concatenate([parts[number][layer] for _, parts in made])
            np.testing.assert_array_equal(joined, pair[layer])
    used = seen[:, : 11 * looks[0], : 9 * looks[1]]
    assert (used == 1).all() and seen.sum() == used.sum()
