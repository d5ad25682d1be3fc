import json

import numpy as np
import pytest

from scarpwatch.insar.reference.window import (
    Reference,
    moving_limit,
    place_text,
    read_reference,
    reference_values,
)


def test_the_limit_grows_with_the_scatter_of_the_scene():
    noise = np.random.default_rng(1).normal(0, 2.0, (200, 200))
    assert moving_limit(noise) == pytest.approx(4, rel=0.03)
    assert moving_limit(noise / 100) == 1


def test_one_noisy_pixel_does_not_move_the_reference():
    stack = np.zeros((3, 20, 20))
    stack[:, 10, 10] = 50.0
    assert (reference_values(stack, Reference(10, 10, 2, "by the test")) == 0).all()


def test_a_record_may_hold_more_than_the_reference(tmp_path):
    place = Reference(3, 4, 1, "by the test", scenes=7)
    (tmp_path / "reference.json").write_text(json.dumps({**place._asdict(), "decisions": []}))
    assert read_reference(tmp_path / "reference.json") == place


def test_a_place_in_words_says_if_it_is_not_known():
    place = Reference(3, 4, 1, "by the test", 10.5, -3.25)._asdict()
    assert place_text(place) == "10.500000 E, -3.250000 N (by the test)"
    assert place_text({**place, "longitude": None}) == "place not known (by the test)"
