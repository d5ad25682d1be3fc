import numpy as np
import pytest

from scarpwatch.simulate.self_affine import DELAY, self_affine_field


def drawn_rms(spectrum, size_m, draws=60, size=24):
    rng = np.random.default_rng(2)
    fields = [self_affine_field(rng, (size, size), size_m / size, spectrum) for _ in range(draws)]
    return np.sqrt(np.mean(np.square(fields)))


def test_one_structure_function_gives_small_scenes_little_delay():
    assert drawn_rms(DELAY, 30_000) == pytest.approx(0.005, rel=0.1)
    # Slope 2/3 of the structure function over kilometres (1/3 of the rms), 5/3 below the layer's thickness.
    over, below = (
        np.log(drawn_rms(DELAY, 4 * size) / drawn_rms(DELAY, size)) / np.log(4) for size in (7_500, 25)
    )
    assert over == pytest.approx(1 / 3, abs=0.06)
    assert below == pytest.approx(5 / 6, abs=0.12)
    assert drawn_rms(DELAY, 1_000) < 0.3 * drawn_rms(DELAY, 30_000)


def test_waves_longer_than_the_scene_are_seen_as_ramps():
    rng = np.random.default_rng(1)
    size = 24
    y, x = np.meshgrid(*[np.linspace(-0.5, 0.5, size)] * 2, indexing="ij")
    design = np.stack([np.ones(size**2), y.ravel(), x.ravel()], axis=1)
    fields = np.stack(
        [self_affine_field(rng, (size, size), 1000 / size, DELAY).ravel() for _ in range(40)], axis=1
    )
    left = fields - design @ np.linalg.lstsq(design, fields, rcond=None)[0]
    assert np.var(left) < 0.5 * np.var(fields)
