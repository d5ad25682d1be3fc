"""Of what features a density is taken: points, lines or polygons, whose densities have different units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["points", "lines", "polygons"]
UNITS: dict[Kind, str] = {"points": "1/km2", "lines": "km/km2", "polygons": "1"}
"""Unit of the density of each kind of feature."""

SHARE = "share"
"""What people are told in the place of the unit of polygons, so that they see what the numbers are."""

_KINDS: tuple[Kind, ...] = ("points", "lines", "polygons")  # by the dimension of the geometries


def density_kind(geometries: Iterable[Any]) -> Kind | None:
    """What the geometries are; None if there are none but empty ones.

    Raises
    ------
    ValueError
        If they are of several kinds, whose densities have different units.
    """
    import shapely

    dimensions = np.unique(shapely.get_dimensions(present_parts(geometries)))
    if dimensions.size > 1:
        several = " and ".join(_KINDS[dimension] for dimension in dimensions)
        raise ValueError(f"the features are {several}, whose densities have no common unit")
    return _KINDS[dimensions[0]] if dimensions.size else None


def present_parts(geometries: Iterable[Any]) -> NDArray[Any]:
    """The single parts of the geometries that are not empty."""
    import shapely

    parts = shapely.get_parts(np.array([each for each in geometries if each is not None], dtype=object))
    return np.asarray(parts[~shapely.is_empty(parts)])


def shown_unit(declared: str) -> str:
    """The unit of a density for people, from the one that its raster declares; empty if it declares none."""
    return SHARE if declared == UNITS["polygons"] else declared
