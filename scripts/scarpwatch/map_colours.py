"""Colours that figures, rasters and GIS styles share beside those of the classes: ground without data, and rates."""

from __future__ import annotations

NO_DATA_COLOUR = "#c4c4c4"
"""Cells, bars and slots without data: darker than rest and the lowest class, lighter than all that is higher."""

RATE_COLOURS: tuple[str, ...] = (
    "#5f0a24",
    "#a61f2c",
    "#db5e3a",
    "#f6a872",
    "#fdddb0",
    "#fffde0",
    "#d5edf2",
    "#a3d3f0",
    "#6db4ea",
    "#3f93dc",
    "#2173c2",
)
"""From the lowest rate (away from the satellite: red) over none (pale yellow) to the highest (towards it: blue), at
equal steps.

Lightness falls from the middle to both ends, and twice as fast to the red one: of two rates of the same size the one away
from the satellite is the darker in grey, and what is darker than the blue end is away from it.
"""


def rate_items(limit: float) -> list[tuple[float, str]]:
    """Rates from ``-limit`` to ``limit``, in the unit of the map, with their colours, for the ramp of a GIS."""
    steps = len(RATE_COLOURS) - 1
    return [
        (round(limit * (2 * number / steps - 1), 10), colour) for number, colour in enumerate(RATE_COLOURS)
    ]
