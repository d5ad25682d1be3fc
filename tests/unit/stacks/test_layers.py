"""Names and units of the layers of a stack's geometry."""

import pytest

from scarpwatch.stacks.layers import LOOK, SCENE_LAYERS, unit_of


@pytest.mark.parametrize(
    ("layers", "unit"),
    [
        (("height", "slant_range"), "m"),
        (("incidence", "look_angle"), "rad"),
        (("latitude", "longitude"), "deg"),
        ((*LOOK, "layover_shadow"), "1"),
    ],
)
def test_lengths_angles_places_and_numbers_have_their_units(layers, unit):
    assert {unit_of(layer) for layer in layers} == {unit}


def test_images_in_radar_geometry_have_each_layer_once():
    assert len(set(SCENE_LAYERS)) == len(SCENE_LAYERS) == 8
