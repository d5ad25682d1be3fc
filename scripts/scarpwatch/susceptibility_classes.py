"""The classes of susceptibility: their number, names, colours and borders, which all else takes from here.

Colours are after ColorBrewer RdYlBu, blue for the lowest, with a stronger light blue: in CIELAB any two of them and the
grey of no data are at least 25 apart, also as seen with deuteranopia and protanopia.
"""

from __future__ import annotations

CLASSES: tuple[tuple[str, str], ...] = (
    ("very low", "#2c7bb6"),
    ("low", "#7fc0e6"),
    ("moderate", "#ffffbf"),
    ("high", "#fdae61"),
    ("very high", "#d7191c"),
)
"""Name and colour of class 1, 2, ...; on maps 0 is no class."""

NUMBER = len(CLASSES)
CLASS_NAMES = tuple(name for name, _ in CLASSES)
CLASS_COLOURS = tuple(colour for _, colour in CLASSES)
DEFAULT_BREAKS = tuple(step / NUMBER for step in range(1, NUMBER))
"""Borders of classes of equal width on the index from 0 to 1."""


def rgba(colour: str) -> tuple[int, int, int, int]:
    """A colour such as ``#2c7bb6`` as red, green, blue and alpha, 0 to 255."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue, 255


def colour_table() -> dict[int, tuple[int, int, int, int]]:
    """Red, green, blue and alpha by the value of a class raster; 0 is transparent."""
    return {0: (0, 0, 0, 0)} | {code: rgba(colour) for code, colour in enumerate(CLASS_COLOURS, start=1)}
