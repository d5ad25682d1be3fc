"""The look vector, from the ground to the satellite."""

import numpy as np
import pytest

from scarpwatch.stacks.readers import look_vector


def test_an_ascending_satellite_stands_in_the_west_and_a_descending_one_in_the_east() -> None:
    incidence = np.full((2, 3), np.deg2rad(40), np.float32)
    ascending, descending = look_vector(incidence, -12.5), look_vector(incidence, 192.5)
    assert (ascending["los_east"] < -0.6).all()
    assert (descending["los_east"] > 0.6).all()
    for layers in (ascending, descending):
        length = sum(part.astype(float) ** 2 for part in layers.values())
        assert length == pytest.approx(1)
        assert layers["los_up"] == pytest.approx(np.cos(incidence))
        assert (layers["los_north"] < 0).all()  # both stand somewhat south
    assert look_vector(incidence, 0)["los_north"] == pytest.approx(0, abs=1e-7)
    assert look_vector(incidence, 90)["los_north"] == pytest.approx(np.sin(incidence))  # flying east
