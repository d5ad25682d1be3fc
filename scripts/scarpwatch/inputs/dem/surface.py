"""Artefacts of a DEM's surface that no single value tells: spikes, stripes, and undeclared voids.

Derivatives turn each of them into steep ground that is not there. The criteria are relative to the terrain
itself, so that rough mountains are not taken for faults, and to the cell, so that what does not matter to a
slope is left alone. They were set with five real DEMs of 10 to 150 m in view, which stay a factor of 1.5
or more below each of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rasterio import DatasetReader
from rasterio.windows import Window

from scarpwatch.grids.grid import Grid
from scarpwatch.grids.masks import read_numbers
from scarpwatch.grids.projection import ground_units

ReadWindow = Callable[[Window], NDArray[np.floating]]
"""Gives the elevations (m, NaN where unknown) of a window within the DEM."""

SPIKE_ROUGHNESS = 20.0
"""A spike is beyond all its neighbours by this many times the median roughness of the terrain ..."""
SPIKE_CELLS = 0.5
"""... and by this many cell sides: ground of more than 27 degrees towards every neighbour."""
SPIKE_NEIGHBOURS = 6  # of the eight that need data: at a corner, every cell of a steep slope stands out
STRIPE_SPREAD = 1.0
"""A stripe stands off its neighbouring lines by this many standard deviations of its cells' own offsets ..."""
STRIPE_CELLS = 0.02
"""... and by this many cell sides: about one degree of slope."""
STRIPE_MINIMUM = 50  # cells with data that a line needs to be judged
WALL_CELLS, WALL_M = 2.0, 50.0
"""The walls of an undeclared void rise by more than these, and than a spike, between neighbouring cells."""

METRES_PER_DEGREE = 111_000.0
FAULTS_CURE = "Repair it (set such cells to nodata, or take another DEM), or set factors.dem_faults: report to use it as it is."

_STRIP_CELLS, _STRIP_ROWS = 4_000_000, 512
_STRIPE_SAMPLE = 2000  # cells of a line that its medians are taken from
_ROUGHNESS_BINS = np.geomspace(1e-3, 1e4, 701)


@dataclass(frozen=True)
class Spike:
    """A cell beyond all its neighbours, by ``prominence`` metres over the nearest of them (negative: below)."""

    row: int
    column: int
    prominence: float


def cell_side(grid: Grid) -> float:
    """The shorter side of a cell in metres on the ground, whatever the grid's CRS."""
    width, height = grid.cell_size
    if grid.crs is None:
        return min(width, height)
    if grid.crs.is_geographic:
        _, bottom, _, top = grid.bounds
        return min(width * math.cos(math.radians((bottom + top) / 2)), height) * METRES_PER_DEGREE
    along_x, along_y = ground_units(grid.crs, grid.bounds)
    return min(width * along_x, height * along_y)


def height_reader(source: DatasetReader, band: int = 1) -> ReadWindow:
    """A function that reads windows of an open DEM: metres, NaN where there is none, float32."""

    def read(window: Window) -> NDArray[np.float32]:
        return read_numbers(source, band, window).astype(np.float32)

    return read


def surface_faults(
    read: ReadWindow, grid: Grid, cell_m: float, *, most_cells: int | None = None
) -> list[str]:
    """Find spikes, stripes and undeclared voids.

    Parameters
    ----------
    read : function of a window
    grid : Grid of the DEM, for the places in the messages
    cell_m : side of a cell in metres (of oblong cells: the shorter)
    most_cells : look at strips spread over a larger DEM, of about so many cells in all; None = at all of it

    Returns
    -------
    list of str
        One sentence per kind of fault; empty for a sound DEM.
    """
    strips = _chosen_edges(grid.shape, most_cells)
    roughness, lowest = _roughness(read, grid.shape, strips)
    spikes: list[Spike] = []
    number = 0
    lines: dict[str, set[int]] = {"row": set(), "column": set()}
    voids = {value: np.zeros(3, np.int64) for value in {lowest, 0.0} if math.isfinite(value)}
    limit = max(SPIKE_CELLS * cell_m, SPIKE_ROUGHNESS * roughness)
    wall = max(WALL_M, WALL_CELLS * cell_m, limit)
    for top, height in _strips(read, grid.shape, strips):
        found = _spikes(height, limit)
        number += len(found)
        spikes += [Spike(spike.row + top, spike.column, spike.prominence) for spike in found]
        spikes = sorted(spikes, key=lambda spike: -abs(spike.prominence))[:3]
        lines["row"].update(top + k for k in _stripes(height, cell_m))
        lines["column"].update(2 + k for k in _stripes(height[2:-2].T, cell_m))
        for value, counts in voids.items():
            counts += _walls(height[2:-2], value, wall)
    faults = []
    if number:
        faults.append(
            f"it has {number} spike(s), single cells beyond all their neighbours: {_places(spikes, grid)}"
        )
    for name, numbers in lines.items():
        if numbers:
            first = ", ".join(str(k + 1) for k in sorted(numbers)[:3])
            faults.append(
                f"it is striped: {len(numbers)} {name}(s) are higher or lower than those beside them as a whole "
                f"(counted from 1: {first}{', ...' if len(numbers) > 3 else ''})"
            )
    for value, (cells, steps, walls) in sorted(voids.items()):
        if cells and 2 * walls > steps:
            faults.append(
                f"{cells} cell(s) hold exactly {value:g} m behind walls of more than "
                f"{wall:.0f} m: voids that are not declared as such"
            )
    return faults


def _chosen_edges(shape: tuple[int, int], most_cells: int | None) -> list[tuple[int, int]]:
    """First row and the row after the last of strips of equal height: all, or some that are spread evenly."""
    rows = max(2 * STRIPE_MINIMUM, min(_STRIP_ROWS, _STRIP_CELLS // shape[1]))
    few = most_cells is not None and shape[0] * shape[1] > most_cells
    if few:
        rows = 2 * STRIPE_MINIMUM
    count = max(1, shape[0] // rows)
    edges = list(pairwise(np.linspace(0, shape[0], count + 1).astype(int).tolist()))
    if most_cells is None or not few:
        return edges
    chosen = max(1, min(count, most_cells // (rows * shape[1])))
    return [edges[k] for k in np.unique(np.linspace(0, count - 1, chosen).astype(int)).tolist()]


def _strips(
    read: ReadWindow, shape: tuple[int, int], edges: list[tuple[int, int]]
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """First row, and the rows from two before to two after, of strips; NaN beyond the edges of the DEM."""
    for top, bottom in edges:
        first, last = max(top - 2, 0), min(bottom + 2, shape[0])
        strip = np.full((bottom - top + 4, shape[1]), np.nan)
        strip[first - top + 2 : last - top + 2] = read(Window(0, first, shape[1], last - first))
        yield top, strip


def _roughness(read: ReadWindow, shape: tuple[int, int], edges: list[tuple[int, int]]) -> tuple[float, float]:
    """Median distance of a cell from the mean of its four neighbours (cells with none left out), and the lowest."""
    counts, lowest = np.zeros(_ROUGHNESS_BINS.size - 1, np.int64), math.inf
    for _, height in _strips(read, shape, edges):
        rest = height[2:-2, 1:-1] - 0.25 * (
            height[1:-3, 1:-1] + height[3:-1, 1:-1] + height[2:-2, :-2] + height[2:-2, 2:]
        )
        counts += np.histogram(np.abs(rest[np.isfinite(rest)]), _ROUGHNESS_BINS)[0]
        known = height[np.isfinite(height)]
        lowest = min(lowest, float(known.min(initial=math.inf)))
    if not counts.any():
        return 0.0, lowest
    middle = int(np.searchsorted(np.cumsum(counts), counts.sum() / 2))
    return float(_ROUGHNESS_BINS[middle + 1]), lowest


def _spikes(height: NDArray[np.float64], limit: float) -> list[Spike]:
    """Spikes in a strip, rows counted without the two that precede it."""
    rows, columns = height.shape[0] - 4, height.shape[1]
    around = np.full((rows + 2, columns + 2), np.nan)
    around[:, 1:-1] = height[1:-1]
    above, below = np.full((rows, columns), np.inf), np.full((rows, columns), np.inf)
    known = np.zeros((rows, columns), np.int8)
    middle = around[1:-1, 1:-1]
    for i, j in ((i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)):
        step = middle - around[i : rows + i, j : columns + j]
        above, below = np.fmin(above, step), np.fmin(below, -step)  # leaves out a neighbour without data
        known += np.isfinite(step)
    rise = np.where(above > 0, above, np.where(below > 0, -below, 0.0))
    rise[known < SPIKE_NEIGHBOURS] = 0.0
    places = np.argwhere(np.abs(rise) > limit)
    return [Spike(int(i), int(j), float(rise[i, j])) for i, j in places]


def _stripes(height: NDArray[np.float64], cell_m: float) -> list[int]:
    """Rows that stand off the cubic through the two rows on either side, as a whole; the third is 0.

    For every cell ``q = z0 - (4 (z-1 + z+1) - (z-2 + z+2)) / 6``, which a smooth surface keeps small; the
    row's median of q is set against the spread of q about it (median absolute deviation).
    """
    z = height[:, :: max(1, height.shape[1] // _STRIPE_SAMPLE)]
    offset = z[2:-2] - (4.0 * (z[1:-3] + z[3:-1]) - (z[:-4] + z[4:])) / 6.0
    enough = np.flatnonzero(np.isfinite(offset).sum(axis=1) >= STRIPE_MINIMUM)
    if not enough.size:
        return []
    offset = offset[enough]
    median = np.median if np.isfinite(offset).all() else np.nanmedian
    middle = median(offset, axis=1)
    spread = 1.4826 * median(np.abs(offset - middle[:, None]), axis=1)
    odd = (np.abs(middle) > STRIPE_SPREAD * spread) & (np.abs(middle) > STRIPE_CELLS * cell_m)
    return [int(k) for k in enough[odd]]


def _walls(height: NDArray[np.float64], value: float, rise: float) -> NDArray[np.int64]:
    """Cells of exactly a value, steps from them to other cells, and how many of these are walls."""
    low = height == value
    counts = np.array([low.sum(), 0, 0])
    for one, other in ((np.s_[:-1], np.s_[1:]), (np.s_[1:], np.s_[:-1])):
        for cells, beside, edge in (
            (low[one], height[other], low[other]),
            (low[:, one], height[:, other], low[:, other]),
        ):
            steps = beside[cells & ~edge & np.isfinite(beside)] - value
            counts[1] += steps.size
            counts[2] += int((steps > rise).sum())
    return counts


def _places(spikes: list[Spike], grid: Grid) -> str:
    texts = []
    for spike in spikes:
        x, y = grid.transform @ (spike.column + 0.5, spike.row + 0.5)
        side = "above" if spike.prominence > 0 else "below"
        texts.append(
            f"row {spike.row + 1}, column {spike.column + 1} (x {x:.10g}, y {y:.10g}), "
            f"{abs(spike.prominence):.0f} m {side} the nearest"
        )
    return "; ".join(texts)
