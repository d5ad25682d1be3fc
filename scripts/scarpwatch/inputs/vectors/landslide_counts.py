"""How many landslides of an inventory lie on ground, beyond the grid, and on the grid without ground.

The check of the inventory and the labels of the units both count here, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import Grid, apply_transform
from scarpwatch.inputs.vectors.landslide_places import SAME_M, SAME_SHARE, Landslides, Shapes

EDGE_M = 1e-3
"""A point this near to a border lies on it, and what is narrower than this is not covered, m: coordinates are rounded."""


@dataclass(frozen=True)
class PlaceCounts:
    """Where the landslides of an inventory lie.

    Attributes
    ----------
    features, without_geometry, multipart : see `Landslides`
    copies : landslides at the place of an earlier one, which count nowhere below
    total : landslides: ``inside + outside + masked``
    inside : on ground: in a unit, or (before there are units) on a cell with an elevation
    outside : beyond the grid
    masked : on the grid but not on ground
    """

    features: int
    without_geometry: int
    multipart: int
    copies: int
    total: int
    inside: int
    outside: int
    masked: int

    def as_dict(self) -> dict[str, int]:
        """For a JSON file."""
        return asdict(self)

    def notes(self) -> list[str]:
        """Sentences on what is not one landslide per feature."""
        held = self.total + self.copies
        notes = []
        if self.multipart:
            notes.append(
                f"{self.multipart:,} of {self.features:,} features have several parts; the {held:,} parts of all count "
                "as landslides, those of a polygon that touch as one"
            )
        if self.copies:
            notes.append(
                f"{self.copies:,} of {held:,} landslides lie at the place of another (points within {SAME_M:g} m, "
                f"polygons that share {SAME_SHARE:.0%}, a point alone in a polygon) and are counted once"
            )
        if self.without_geometry:
            notes.append(f"{self.without_geometry:,} features have no geometry and are left out")
        return notes


def count_places(landslides: Landslides, inside: NDArray[np.bool_], grid: Grid) -> PlaceCounts:
    """Count the landslides, each place once.

    Parameters
    ----------
    inside : bool array (landslides,)
        Whether each lies on ground.
    grid : Grid
        What is neither inside nor within its bounds is outside.
    """
    left, bottom, right, top = grid.bounds
    x, y = shapely.get_x(landslides.places), shapely.get_y(landslides.places)
    on_grid = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
    once = ~landslides.copy
    return PlaceCounts(
        features=landslides.features,
        without_geometry=landslides.without_geometry,
        multipart=landslides.multipart,
        copies=int((~once).sum()),
        total=int(once.sum()) + landslides.beyond,
        inside=int((once & inside).sum()),
        outside=int((once & ~inside & ~on_grid).sum()) + landslides.beyond,
        masked=int((once & ~inside & on_grid).sum()),
    )


def inside_polygons(landslides: Landslides, polygons: Shapes) -> NDArray[np.bool_]:
    """Whether each landslide lies in a polygon: a point on its border does, a polygon if it covers a part."""
    inside = np.zeros(landslides.shapes.size, bool)
    which, _, _ = touching_pairs(landslides.shapes, polygons)
    inside[which] = True
    return inside


def touching_pairs(
    shapes: Shapes, polygons: Shapes, *, edge: float = EDGE_M
) -> tuple[NDArray[np.int64], NDArray[np.int64], Shapes]:
    """Which shapes touch which polygons: points in them or on their border, polygons that cover a part.

    Parameters
    ----------
    edge : float
        As `EDGE_M`, in units of the coordinate system.

    Returns
    -------
    shape, polygon : int arrays (pairs,)
    part : array (pairs,)
        What a polygon among the shapes covers; None for points.
    """
    which, unit = shapely.STRtree(polygons).query(shapes, predicate="dwithin", distance=edge)
    flat = shapely.get_dimensions(shapes[which]) == 2
    parts = np.full(which.size, None, dtype=object)
    parts[flat] = shapely.intersection(shapes[which[flat]], polygons[unit[flat]])
    kept = ~flat | (2 * shapely.area(parts) > edge * shapely.length(parts))
    return which[kept], unit[kept], parts[kept]


def inside_raster(
    landslides: Landslides, grid: Grid, read: Callable[[Window], NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    """Whether each landslide lies on ground, as `inside_polygons` of the ground's outline would say.

    Parameters
    ----------
    grid : Grid
        The landslides are in its CRS.
    read : callable
        Gives which cells of a window are ground, array (rows, columns).
    """
    shapes = landslides.shapes
    inside = np.zeros(shapes.size, bool)
    geographic = grid.crs is not None and grid.crs.is_geographic
    edge = EDGE_M / 111_000 if geographic else EDGE_M
    row_edge, column_edge = edge / grid.cell_size[1], edge / grid.cell_size[0]
    for k, (left, bottom, right, top) in enumerate(shapely.bounds(shapes)):
        (c0, r0), (c1, r1) = ~grid.transform @ (left, top), ~grid.transform @ (right, bottom)
        first = [max(int(np.ceil(place)) - 1, 0) for place in (r0 - row_edge, c0 - column_edge)]
        last = [
            min(int(np.floor(place)), size - 1)
            for place, size in zip((r1 + row_edge, c1 + column_edge), grid.shape, strict=True)
        ]
        if first[0] > last[0] or first[1] > last[1]:
            continue
        ground = read(Window(first[1], first[0], last[1] - first[1] + 1, last[0] - first[0] + 1))
        if shapely.get_dimensions(shapes[k]) < 2 or not ground.any():
            inside[k] = ground.any()
        elif ground.all():
            whole = np.array([shapely.box(*grid.bounds)], dtype=object)
            inside[k] = touching_pairs(shapes[k : k + 1], whole, edge=edge)[0].size > 0
        else:
            inside[k] = _covers_ground(shapes[k], ground, first, grid, edge)
    return inside


def _covers_ground(shape: Any, ground: NDArray[np.bool_], first: list[int], grid: Grid, edge: float) -> bool:
    """Whether a polygon covers a part of any cell that is ground; ``first`` is the window's first row and column."""
    from rasterio.features import geometry_mask

    part = grid.part(Window(first[1], first[0], ground.shape[1], ground.shape[0]))
    options: dict[str, Any] = {"out_shape": part.shape, "transform": part.transform, "invert": True}
    if (geometry_mask([shape], **options) & ground).any():  # the centre of a cell
        return True
    wide = shapely.buffer(shape, max(grid.cell_size))
    row, column = np.nonzero(geometry_mask([wide], all_touched=True, **options) & ground)
    left, top = apply_transform(part.transform, column, row)
    right, bottom = apply_transform(part.transform, column + 1, row + 1)
    cells = shapely.box(left, bottom, right, top)
    return touching_pairs(np.array([shape], dtype=object), cells, edge=edge)[0].size > 0
