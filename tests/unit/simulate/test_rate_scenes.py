import numpy as np
import pytest

from scarpwatch.simulate.rate_scenes import MOTIONS, simulate_rate_scene


@pytest.mark.parametrize("motion", MOTIONS)
def test_the_asked_share_of_a_scene_moves(motion):
    for size_km, relief_m in ((1, 66), (30, 300)):
        scene = simulate_rate_scene(3, size_km, 5, 0.4, motion=motion)
        assert np.mean(scene.rate != 0) == pytest.approx(0.4, abs=0.01)
        assert 0.005 < np.abs(scene.rate).max() <= 0.05
        assert scene.height.std() == pytest.approx(relief_m, rel=0.6)
        assert (scene.series[0] == 0).all()


def test_its_error_counts_from_stable_ground():
    scene = simulate_rate_scene(0, 4, 5, 0.2)
    offset = np.where(scene.rate == 0, 0.002, 0.007)
    error = scene.error(scene.rate + offset)
    np.testing.assert_allclose(error[scene.rate == 0], 0, atol=1e-12)
    np.testing.assert_allclose(error[scene.rate != 0], 0.005)
