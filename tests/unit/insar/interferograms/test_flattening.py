import numpy as np
import pytest

from scarpwatch.errors import InputError
from scarpwatch.insar.interferograms.flattening import (
    flatten,
    flattening_phasor,
    range_difference,
    require_baselines,
)

WAVELENGTH = 0.0555


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
    np.testing.assert_allclose(phasor, np.exp(4j * np.pi / WAVELENGTH * found), atol=4e-7)
    first, second = (np.exp(-4j * np.pi / WAVELENGTH * (distance + more)) for more in (0, found))
    np.testing.assert_allclose(first * np.conj(second * phasor), 1, atol=1e-6)


def scene_tags(perpendicular, parallel=0.0):
    return {
        "DATE": "20240107",
        "PERPENDICULAR_BASELINE_M": str(perpendicular),
        "PARALLEL_BASELINE_M": str(parallel),
        "REFERENCE_LOOK_RAD": "0.6",
        "WAVELENGTH_M": "0.0555",
    }


def seen(distance, look, baseline):
    """The image of a date over ground without motion; its orbit is the baseline away from the stack's."""
    perpendicular, parallel = baseline
    more = range_difference(
        distance, look, perpendicular=perpendicular, parallel=parallel, reference_look_rad=0.6
    )
    return np.exp(-4j * np.pi / WAVELENGTH * (distance + more)).astype(np.complex64)


@pytest.mark.parametrize("cells", [3, 2**16])
def test_images_of_one_ground_agree_once_they_are_flattened(monkeypatch, cells):
    monkeypatch.setattr("scarpwatch.insar.interferograms.flattening.ROWS_CELLS", cells)
    rng = np.random.default_rng(4)
    distance, look = rng.uniform(8.4e5, 8.9e5, (5, 7)), rng.uniform(0.55, 0.65, (5, 7))
    baselines = [(0, 0), (80, 5), (-140, 30)]
    images = [seen(distance, look, baseline) for baseline in baselines]
    assert np.abs(np.angle(images[0] * images[1].conj())).max() > 2
    for image, (perpendicular, parallel) in zip(images, baselines, strict=True):
        flatten(image, scene_tags(perpendicular, parallel), distance, look)
    for image in images[1:]:
        np.testing.assert_allclose(images[0] * image.conj(), 1, atol=2e-6)


def test_a_cell_without_geometry_has_no_data_once_flattened():
    distance, look = np.full((2, 3), 850_000.0), np.full((2, 3), 0.62)
    distance[0, 1] = look[1, 2] = np.nan
    image = np.ones((2, 3), np.complex64)
    flatten(image, scene_tags(80, 5), distance, look)
    assert np.argwhere(image == 0).tolist() == [[0, 1], [1, 2]]
    np.testing.assert_allclose(np.abs(image[image != 0]), 1, atol=1e-6)


@pytest.mark.parametrize("baseline", [("nan", 0.0), (0.0, "nan")])
def test_a_scene_without_its_baseline_cannot_be_flattened(baseline):
    with pytest.raises(InputError, match="the scene of 20240107: its baseline is not known"):
        require_baselines(scene_tags(*baseline), "20240107")
    require_baselines(scene_tags(0, 0), "20240107")
