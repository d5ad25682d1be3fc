"""Resampling layers of the stack to the analysis grid: nearest, bilinear, or the mean of the pixels in a cell.

What is measured per pixel is kept where the two grids have cells of about one size, for interpolation mixes a pixel
that moves by itself with its neighbours. It is interpolated where the analysis grid is finer, and averaged where it is
coarser, so that no pixel goes unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.decisions import decide
from scarpwatch.grids.grid import Grid, apply_transform, row_blocks
from scarpwatch.grids.longitudes import middle_longitude
from scarpwatch.grids.projection import centres_in
from scarpwatch.grids.warping import warp_layer
from scarpwatch.insar.output.geocoding import cell_size_on_ground, geocode, map_places, radar_lookup

Method = Literal["nearest", "bilinear", "mean"]
ALIKE = 0.75, 4 / 3
"""Cells of the analysis grid count as like those of the stack with sides between these, in pixels."""
BLOCK_CELLS = 2_500_000

Layer = NDArray[np.floating]
Place = Callable[[Layer], NDArray[np.float32]]


def choose_method(
    source: Grid, target: Grid, position: Sequence[Layer], wanted: str = "auto"
) -> tuple[Method, dict]:
    """How deformation comes to the analysis grid, and the decision as it is kept.

    Parameters
    ----------
    source, target, position : as for :func:`to_map`
    wanted : `grid.resampling` of the config
    """
    height, width = cell_size_on_ground(source, *position)
    side = float(np.sqrt(target.cell_size[0] * target.cell_size[1] / (height * width)))
    measured: Method = "nearest"
    if side < ALIKE[0]:
        measured = "bilinear"
    elif side > ALIKE[1]:
        measured = "mean"
    taken: Method = measured if wanted == "auto" else wanted  # type: ignore[assignment]
    sizes = (
        f"a cell of the analysis grid is {np.sqrt(target.cell_size[0] * target.cell_size[1]):.4g} m wide and a "
        f"pixel of the stack {np.sqrt(height * width):.4g} m"
    )
    reason = sizes if wanted == "auto" else f"grid.resampling asks for it ({sizes})"
    return taken, decide("resampling", taken, reason)


def map_blocks(
    source: Grid,
    target: Grid,
    position: Sequence[Layer] = (),
    distorted: NDArray[np.bool_] | None = None,
    *,
    method: Method = "bilinear",
    cells: int = BLOCK_CELLS,
) -> Iterator[tuple[Window, Place]]:
    """Blocks of whole rows of the map, each with a function that puts layers of the stack's grid on it.

    What is looked up for a block serves all layers. A stack in map geometry is interpolated by GDAL, as one block: its
    values depend on how a map is divided.

    Parameters
    ----------
    source, target : the stack's grid and the map's
    position : latitude and longitude of every cell (deg), for a stack in radar geometry
    distorted : array (rows, columns), layover and shadow, which have no place on the map
    method : "nearest", the pixel that holds the centre of a cell; "bilinear"; or "mean", of the known pixels whose
        centres lie in a cell (the nearest one where none does)
    cells : of a block, about

    Yields
    ------
    window, function of array (rows, columns) of the stack to array of the window's shape, NaN outside the stack
    """
    if source.crs is not None and method == "bilinear":
        yield Window(0, 0, *target.shape[::-1]), lambda layer: warp_layer(layer, source, target)
        return
    places, inside = None, None
    if source.crs is None:
        latitude, longitude = position
        if distorted is not None:
            longitude = np.where(distorted, np.nan, longitude)
        places = map_places(longitude, latitude, target)
    if method == "mean":
        whole = Window(0, 0, *source.shape[::-1])
        index = _map_index(target, source, whole) if places is None else _cells_of_places(*places, target)
        inside = index.ravel()
    for window in row_blocks(target.shape, max(1, cells // target.shape[1])):
        if places is None:
            nearest = _map_index(source, target, window)
        else:
            lookup = radar_lookup(*places, window)
            if method == "bilinear":
                yield window, partial(_interpolate, lookup=lookup)
                continue
            nearest = _radar_index(*lookup, places[0].shape)
        if inside is None:
            yield window, partial(_take, index=nearest)
        else:
            first = window.row_off * target.shape[1]
            own = np.flatnonzero((inside >= first) & (inside < first + nearest.size))
            yield window, partial(_average, pixels=own, cell=inside[own] - first, nearest=nearest)


def to_map(
    source: Grid,
    target: Grid,
    position: Sequence[Layer] = (),
    distorted: NDArray[np.bool_] | None = None,
    *,
    method: Method = "bilinear",
) -> Place:
    """A function that puts a layer of the stack's grid on the whole map at once; parameters as of :func:`map_blocks`."""
    size = target.shape[0] * target.shape[1]
    return next(map_blocks(source, target, position, distorted, method=method, cells=size))[1]


def _interpolate(
    layer: Layer, lookup: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> NDArray[np.float32]:
    return geocode(layer, *lookup)


def _take(layer: Layer, index: NDArray[np.int64]) -> NDArray[np.float32]:
    """Values by flat index of the source, NaN where that is negative."""
    values = layer.ravel()[np.maximum(index, 0)].astype(np.float32)
    return np.where(index >= 0, values, np.float32(np.nan))


def _average(
    layer: Layer, pixels: NDArray[np.int64], cell: NDArray[np.int64], nearest: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Mean over the pixels of each cell; of a cell without any pixel, known or not, the nearest.

    ``pixels`` are flat indices of the source's pixels that lie in the block, ``cell`` those of their cells in it.
    """
    values, size = layer.ravel()[pixels].astype(np.float64), nearest.size
    known = np.isfinite(values)
    number = np.bincount(cell[known], minlength=size)
    total = np.bincount(cell[known], values[known], minlength=size)
    mean = np.where(number > 0, total / np.maximum(number, 1), np.nan).astype(np.float32)
    empty = np.bincount(cell, minlength=size) == 0
    mean[empty] = _take(layer, nearest.ravel()[empty])
    return mean.reshape(nearest.shape)


def _map_index(source: Grid, target: Grid, window: Window) -> NDArray[np.int64]:
    """Flat index of the source's cell that holds each centre in a window of the target, -1 outside it."""
    result = np.full((int(window.height), int(window.width)), -1, np.int64)
    for part in row_blocks(result.shape):
        place = Window(window.col_off, window.row_off + part.row_off, part.width, part.height)
        x, y = centres_in(target, place, source.crs, middle=middle_longitude(source))
        column, row = (np.floor(value) for value in apply_transform(~source.transform, x, y))
        inside = (row >= 0) & (row < source.shape[0]) & (column >= 0) & (column < source.shape[1])
        block = result[part.toslices()]
        block[inside] = (row[inside] * source.shape[1] + column[inside]).astype(np.int64)
    return result


def _radar_index(
    row: NDArray[np.float64], column: NDArray[np.float64], shape: tuple[int, ...]
) -> NDArray[np.int64]:
    seen = np.isfinite(row)
    nearest = [np.rint(np.where(seen, part, 0)).astype(np.int64) for part in (row, column)]
    return np.where(seen, nearest[0] * shape[1] + nearest[1], -1)


def _cells_of_places(x: NDArray[np.float64], y: NDArray[np.float64], target: Grid) -> NDArray[np.int64]:
    """Flat index of the target's cell in which each place lies, -1 outside it."""
    column, row = np.floor(x), np.floor(y)
    inside = (row >= 0) & (row < target.shape[0]) & (column >= 0) & (column < target.shape[1])
    index = np.full(x.shape, -1, np.int64)
    index[inside] = (row[inside] * target.shape[1] + column[inside]).astype(np.int64)
    return index


def measured_to_map(project: Place, removed: NDArray[np.bool_], dem: NDArray[np.floating]) -> Place:
    """``project`` of :func:`to_map` for measured layers: NaN where the quality mask removes the pixel, and where the map
    has no height.

    Parameters
    ----------
    removed : array (rows, columns) on the stack's grid
    dem : array (rows, columns) on the map's grid, m
    """

    def place(layer: NDArray[np.floating]) -> NDArray[np.float32]:
        values = project(np.where(removed, np.float32(np.nan), layer))
        return np.where(np.isfinite(dem), values, np.float32(np.nan))

    return place
