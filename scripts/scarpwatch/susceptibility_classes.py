"""The classes of susceptibility: their number, names, colours and borders, which all else takes from here.

Colours run from a light blue to a dark purple, each darker than the one before, so that a copy in grey keeps the order:
in CIELAB their lightness and that of no data differ by 10 at least, and any two of these colours are 16 apart or more,
also as seen with protanopia, deuteranopia and tritanopia.
"""

from __future__ import annotations

CLASSES: tuple[tuple[str, str], ...] = (
    ("very low", "#def4fa"),
    ("low", "#55abe0"),
    ("moderate", "#d4690f"),
    ("high", "#a81d34"),
    ("very high", "#3a0c48"),
)
"""Name and colour of class 1, 2, ...; on maps 0 is no class."""

NUMBER = len(CLASSES)
CLASS_NAMES = tuple(name for name, _ in CLASSES)
CLASS_COLOURS = tuple(colour for _, colour in CLASSES)
DEFAULT_BREAKS = tuple(step / NUMBER for step in range(1, NUMBER))
"""Borders of classes of equal width on the index from 0 to 1."""


def rgba(colour: str) -> tuple[int, int, int, int]:
    """A colour such as ``#55abe0`` as red, green, blue and alpha, 0 to 255."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue, 255


def colour_table() -> dict[int, tuple[int, int, int, int]]:
    """Red, green, blue and alpha by the value of a class raster; 0 is transparent."""
    return {0: (0, 0, 0, 0)} | {code: rgba(colour) for code, colour in enumerate(CLASS_COLOURS, start=1)}
