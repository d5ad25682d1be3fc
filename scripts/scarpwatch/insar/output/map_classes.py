"""Codes, names and colours of what the maps of the deformation tell beside numbers."""

from __future__ import annotations

from scarpwatch.grids.products import Classes, Colour

REMARKED = Classes(
    {0: "neither", 1: "dates in disconnected subsets", 2: "cannot be judged", 3: "both"},
    {0: (228, 228, 228, 255), 1: (86, 180, 233, 255), 2: (213, 94, 0, 255), 3: (78, 38, 94, 255)},
)
NO_RATE = 255
"""Code of a cell without a rate, or of one of a mask that has no remarks."""

MEASURED, OUTSIDE = 0, 255  # codes of cells with a rate, and of cells outside the DEM
MEASURED_COLOUR: Colour = (234, 234, 234, 255)
UNSEEN_COLOUR: Colour = (120, 120, 120, 255)
REASON_COLOURS: tuple[Colour, ...] = (
    (30, 30, 30, 255),
    (140, 81, 10, 255),
    (204, 121, 167, 255),
    (240, 228, 66, 255),
    (0, 158, 115, 255),
    (0, 114, 178, 255),
    (86, 180, 233, 255),
    (230, 159, 0, 255),
    (213, 94, 0, 255),
)
"""Of the criteria, in the order of `judge`; after Okabe and Ito (2008)."""
