"""Longitudes that count from 0 to 360, as in files of climate models and some inventories."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray


def turn_back(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], list[str]]:
    """Shapes east of 180 degrees, 360 degrees to the west.

    Parameters
    ----------
    shapes : array of geometries in degrees, or None

    Returns
    -------
    shapes : array, of the same length
    notes : a sentence on how many were turned, if any
    """
    east = shapely.bounds(shapes)[:, 0] > 180  # False for what has no place
    if not east.any():
        return shapes, []
    turned = shapes.copy()
    turned[east] = shapely.transform(shapes[east], lambda places: places - (360.0, 0.0))
    which = "longitude beyond 180 is" if east.sum() == 1 else "longitudes beyond 180 are"
    return turned, [f"{int(east.sum()):,} {which} taken to count from 0 to 360"]
