"""Layers of a stack's geometry: their names, which those of their files follow, and their units.

With the standard library alone, as they are needed while the workflow is planned.
"""

from __future__ import annotations

MEASURES = ("height", "slant_range", "incidence")
LOOK = ("los_east", "los_north", "los_up")  # unit vector from the ground to the satellite
POSITION = ("latitude", "longitude")
SCENE_LAYERS = (*MEASURES, *LOOK, *POSITION)  # of images in radar geometry

_UNITS = {
    "height": "m",
    "slant_range": "m",
    "incidence": "rad",
    "look_angle": "rad",
    **dict.fromkeys(POSITION, "deg"),
}


def unit_of(layer: str) -> str:
    """The unit of a layer as the tag ``UNITS`` of its file has it; ``1`` of a number, such as a part of a vector."""
    return _UNITS.get(layer, "1")
