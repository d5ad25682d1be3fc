"""Density of lines, points or polygons in a circle around every cell.

Lines and points: a point belongs to all cells whose centres lie within the radius, which in a row of the grid are one
span. A line is cut into pieces of a hundredth of the radius, and each is counted as a point in its middle with its
length as weight. So points are exact, and a line's length in a circle is wrong by at most half a piece wherever it
enters or leaves it: a straight line by a two-hundredth of the diameter at most. Weights are whole micrometres, so that
sums do not depend on their order and are exactly zero where nothing lies.

Polygons: their share of the circle, counted in cells of at most a thirty-second of the radius. A straight border
through the circle is wrong by at most half such a cell, a hundredth of the circle's area.

Features outside the grid count as far as they reach into a circle. Strips of rows are worked on one after the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from affine import Affine
from numba import njit
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import TILE, Grid, row_blocks
from scarpwatch.inputs.vectors.density_kind import density_kind, present_parts

_PIECES = 100  # of a line, to a radius
_CELLS = 32  # of polygons, to a radius, at least
_MICROMETRES = 1e6  # in a metre


def density_blocks(
    geometries: Iterable[Any], grid: Grid, radius_m: float, *, memory_mb: float = 200.0
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """Density within a circle around each cell's centre, strip by strip from top to bottom.

    Parameters
    ----------
    geometries : shapely geometries
        In the grid's CRS, all of one kind; those up to ``radius_m`` outside the grid count. Empty ones are skipped.
    grid : Grid
        Projected, metres, north up.
    radius_m : of the circle, at least a cell's side
    memory_mb : memory that a strip may take (MB), as far as one row of tiles leaves a choice

    Yields
    ------
    window, float32 array (rows, columns)
        Lines: their length (km per km2), each time that they are there. Points: their number (per km2). Polygons: the
        share of the circle that they cover together (0 to 1). 0 everywhere if there are none.

    Raises
    ------
    ValueError
        If the radius is smaller than a cell, or the geometries are of several kinds.
    """
    if not radius_m >= max(grid.cell_size):
        raise ValueError(
            f"a radius of {radius_m:g} m is smaller than a cell ({max(grid.cell_size):g} m): neighbouring circles would "
            "leave gaps"
        )
    present = present_parts(geometries)
    kind = density_kind(present)
    rows = int(memory_mb * 1e6 / (28 * grid.shape[1]))  # sums, running sums and densities
    windows = row_blocks(grid.shape, max(TILE, rows // TILE * TILE))
    if kind == "polygons":
        yield from _shares(present, grid, radius_m, windows, memory_mb)
        return
    area_km2 = math.pi * radius_m**2 / 1e6
    unit = area_km2 * 1e3 * _MICROMETRES if kind == "lines" else area_km2
    ends, add = (_segments(present), _add_lines) if kind == "lines" else (_places(present), _add_points)
    upper, lower = ends[:, [1, 3]].max(axis=1) + radius_m, ends[:, [1, 3]].min(axis=1) - radius_m
    corner = grid.transform.c, grid.transform.f
    for window in windows:
        first, end = int(window.row_off), int(window.row_off + window.height)
        top, bottom = (grid.transform.f + grid.transform.e * row for row in (first, end))
        steps = np.zeros((end - first, grid.shape[1] + 1), np.int64)
        add(steps, ends[(lower <= top) & (upper >= bottom)], first, corner, grid.cell_size, radius_m)
        np.cumsum(steps, axis=1, out=steps)
        yield window, (steps[:, :-1] / unit).astype(np.float32)


def _segments(lines: NDArray[Any]) -> NDArray[np.float64]:
    """Straight pieces of lines, array (pieces, 4): x and y of both ends."""
    import shapely

    place, line = shapely.get_coordinates(lines, return_index=True)
    return np.hstack([place[:-1], place[1:]])[line[:-1] == line[1:]]


def _places(points: NDArray[Any]) -> NDArray[np.float64]:
    """Points as pieces without length."""
    import shapely

    place = shapely.get_coordinates(points).reshape(-1, 2)
    return np.hstack([place, place])


def _shares(
    polygons: NDArray[Any], grid: Grid, radius: float, windows: Iterable[Window], memory_mb: float
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """Share of the circles that polygons cover, counted in parts of cells; an odd number of them, so that one is in
    the middle."""
    import shapely

    parts = math.ceil(_CELLS * max(grid.cell_size) / radius)
    parts += 1 - parts % 2
    width, height = (size / parts for size in grid.cell_size)
    reach_rows, reach = int(radius / height), int(radius / width)
    halves = np.sqrt(np.maximum(radius**2 - (np.arange(reach_rows + 1) * height) ** 2, 0.0))
    spans = (halves / width).astype(np.int64)  # cells on either side, in rows 0, 1, ... away
    whole = int((2 * spans + 1).sum() * 2 - (2 * spans[0] + 1))
    tree = shapely.STRtree(polygons)
    columns = grid.shape[1] * parts + 2 * reach
    burnt_rows = max(1, int(memory_mb * 1e6 / columns))
    for window in windows:
        count = np.zeros((int(window.height), grid.shape[1]), np.int32)
        first = int(window.row_off) * parts - reach_rows
        rows = int(window.height) * parts + 2 * reach_rows
        for start in range(0, rows, burnt_rows):
            transform = grid.transform @ Affine.scale(1 / parts) @ Affine.translation(-reach, first + start)
            strip = Grid(grid.crs, transform, (min(burnt_rows, rows - start), columns))
            near = [polygons[k] for k in np.sort(tree.query(shapely.box(*strip.bounds)))]
            if near:
                _add_shares(count, _burn(near, strip), start, spans, parts)
        yield window, (count / whole).astype(np.float32)


def _burn(polygons: Sequence[Any], grid: Grid) -> NDArray[np.uint8]:
    """1 in every cell whose centre lies in a polygon."""
    from rasterio.features import rasterize

    burnt: NDArray[np.uint8] = rasterize(
        polygons, out_shape=grid.shape, transform=grid.transform, dtype="uint8"
    )
    return burnt


@njit(cache=True)
def _add_point(steps, x, y, weight, first, corner, size, radius):  # type: ignore[no-untyped-def]
    """Add a weight where the span of cells around a place begins in each row, and take it away behind its end."""
    left, top = corner
    width, height = size
    begin = max(math.ceil((top - y - radius) / height - 0.5), first)
    end = min(math.floor((top - y + radius) / height - 0.5), first + steps.shape[0] - 1)
    for row in range(begin, end + 1):
        squared = radius**2 - (top - (row + 0.5) * height - y) ** 2
        if squared < 0:
            continue
        half = math.sqrt(squared)
        start = max(math.ceil((x - half - left) / width - 0.5), 0)
        stop = min(math.floor((x + half - left) / width - 0.5), steps.shape[1] - 2)
        if start <= stop:
            steps[row - first, start] += weight
            steps[row - first, stop + 1] -= weight


@njit(cache=True)
def _add_points(steps, places, first, corner, size, radius):  # type: ignore[no-untyped-def]
    for place in range(places.shape[0]):
        _add_point(steps, places[place, 0], places[place, 1], 1, first, corner, size, radius)


@njit(cache=True)
def _add_lines(steps, ends, first, corner, size, radius):  # type: ignore[no-untyped-def]
    for segment in range(ends.shape[0]):
        x, y = ends[segment, 0], ends[segment, 1]
        east, north = ends[segment, 2] - x, ends[segment, 3] - y
        length = math.hypot(east, north)
        number = max(1, math.ceil(length * _PIECES / radius))
        weight = np.int64(round(length / number * _MICROMETRES))
        for piece in range(number):
            share = (piece + 0.5) / number
            _add_point(steps, x + share * east, y + share * north, weight, first, corner, size, radius)


@njit(cache=True)
def _add_shares(count, burnt, start, spans, parts):  # type: ignore[no-untyped-def]
    """Add the covered parts of cells in a strip of them that begins ``start`` rows below the reach of the first row."""
    reach = spans.size - 1
    margin = (burnt.shape[1] - count.shape[1] * parts) // 2
    total = np.zeros(burnt.shape[1] + 1, np.int32)
    for line in range(burnt.shape[0]):
        for column in range(burnt.shape[1]):
            total[column + 1] = total[column] + burnt[line, column]
        if total[burnt.shape[1]] == 0:
            continue
        below = line + start - reach  # rows of parts below the top of the count
        for row in range(count.shape[0]):
            away = abs(row * parts + parts // 2 - below)
            if away > reach:
                continue
            span = spans[away]
            middle = margin + parts // 2
            for column in range(count.shape[1]):
                count[row, column] += total[middle + span + 1] - total[middle - span]
                middle += parts
