"""Vector files as coordinates on the map: points of an inventory, lines of rivers, outlines of units."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from scarpwatch.grids.grid import Grid
from scarpwatch.inputs.vectors.landslide_places import list_landslides, select_landslides
from scarpwatch.inputs.vectors.on_grid import read_vector


def read_landslides(
    path: str | Path, grid: Grid, settings: Mapping[str, Any] | None = None
) -> NDArray[np.float64]:
    """Landslides of an inventory that lie on the grid; of polygons, a point inside each.

    Parameters
    ----------
    settings : mapping or None
        ``layer``, ``label_column`` and ``label_value`` of the config's section ``inventory``.

    Returns
    -------
    array (n, 2)
        x and y in the grid's CRS.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    wanted = settings or {}
    table = read_vector(path, grid, layer=wanted.get("layer"), margin_m=0.0)
    table = select_landslides(table, wanted.get("label_column"), wanted.get("label_value"))
    found = list_landslides(table)
    return np.asarray(shapely.get_coordinates(found.places[~found.copy]), dtype=np.float64).reshape(-1, 2)


def read_lines(
    path: str | Path, grid: Grid, *, layer: str | None = None, tolerance: float = 0.0
) -> list[NDArray[np.float64]]:
    """Lines of a file that touch the grid, and outlines of its polygons.

    Parameters
    ----------
    tolerance : float
        Simplify by this many CRS units (half a pixel of the picture is invisible and saves time).

    Returns
    -------
    list of arrays (n, 2)
        x and y in the grid's CRS.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    shapes = np.array(read_vector(path, grid, layer=layer, margin_m=0.0).geometry.to_numpy())
    areal = np.isin(shapely.get_type_id(shapes), (3, 6))
    shapes[areal] = shapely.boundary(shapes[areal])
    parts = shapely.get_parts(shapes)
    if tolerance > 0:
        parts = shapely.simplify(parts, tolerance)
    return [shapely.get_coordinates(part) for part in parts if shapely.get_num_coordinates(part) > 1]
