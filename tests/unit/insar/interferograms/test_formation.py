import numpy as np
import pytest

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.errors import DataError, InputError
from scarpwatch.insar.interferograms.formation import (
    flattening_phasor,
    form_interferogram,
    goldstein_filter,
    multilook,
    pair_flattening,
    range_difference,
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
        first.astype(np.complex64), second.astype(np.complex64), None, (4, 4)
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
    _, coherence = form_interferogram(shared, second.astype(np.complex64), None, (4, 4))
    assert abs(coherence.mean() - truth) < 0.02


def test_missing_data_stay_missing():
    rng = np.random.default_rng(2)
    first, second = speckle(rng, (16, 16)), speckle(rng, (16, 16))
    second[:4, :4] = 0
    interferogram, coherence = form_interferogram(first, second, None, (4, 4))
    assert np.isnan(coherence[0, 0])
    assert interferogram[0, 0] == 0
    assert np.isfinite(coherence[2:, 2:]).all()


def test_range_difference_is_the_geometry_of_two_orbits():
    rng = np.random.default_rng(3)
    look = rng.uniform(0.5, 0.8, (5, 5))
    distance = rng.uniform(8.0e5, 9.5e5, (5, 5))
    perpendicular, parallel, reference = 120.0, -35.0, 0.68
    point = np.stack([distance * np.sin(look), -distance * np.cos(look)])
    along = np.array([np.sin(reference), -np.cos(reference)])
    across = np.array([np.cos(reference), np.sin(reference)])
    orbit = parallel * along + perpendicular * across
    expected = np.linalg.norm(point - orbit[:, None, None], axis=0) - distance
    found = range_difference(
        distance, look, perpendicular=perpendicular, parallel=parallel, reference_look_rad=reference
    )
    np.testing.assert_allclose(found, expected, atol=1e-8)
    phasor = flattening_phasor(found, WAVELENGTH)
    raw = np.exp(-4j * np.pi / WAVELENGTH * distance) * np.conj(
        np.exp(-4j * np.pi / WAVELENGTH * (distance + found))
    )
    np.testing.assert_allclose(raw * phasor, 1, atol=2e-3)


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


def scene_tags(perpendicular, parallel=0.0):
    return {
        "DATE": "20240107",
        "PERPENDICULAR_BASELINE_M": str(perpendicular),
        "PARALLEL_BASELINE_M": str(parallel),
        "REFERENCE_LOOK_RAD": "0.6",
        "WAVELENGTH_M": "0.0555",
    }


def test_a_pair_is_flattened_by_the_baselines_of_its_scenes():
    slant_range, look = np.full((4, 5), 850_000.0), np.full((4, 5), 0.6) + np.linspace(0, 0.05, 5)
    same = pair_flattening([scene_tags(80, 5), scene_tags(80, 5)], slant_range, look)
    np.testing.assert_allclose(same, 1, atol=1e-6)
    one = pair_flattening([scene_tags(0), scene_tags(80)], slant_range, look)
    back = pair_flattening([scene_tags(80), scene_tags(0)], slant_range, look)
    np.testing.assert_allclose(one * back, 1, atol=1e-5)
    # -B sin(look - reference look) in range, to first order.
    expected = np.exp(4j * np.pi / 0.0555 * 80 * np.sin(np.linspace(0, 0.05, 5)))
    np.testing.assert_allclose(np.abs(np.angle(one[0] * np.conj(expected))), 0, atol=1.0)


def test_a_scene_without_its_baseline_cannot_be_flattened():
    with pytest.raises(InputError, match="the scene of 20240107: its baseline is not known"):
        pair_flattening([scene_tags(0), scene_tags("nan")], np.ones((2, 2)), np.ones((2, 2)))
