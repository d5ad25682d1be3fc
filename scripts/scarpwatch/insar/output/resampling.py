"""Resampling layers of the stack to the analysis grid: nearest, bilinear, or the mean of the pixels in a cell.

What is measured per pixel is kept where the two grids have cells of about one size, for interpolation mixes a pixel
that moves by itself with its neighbours. It is interpolated where the analysis grid is finer, and averaged where it is
coarser, so that no pixel goes unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scarpwatch.decisions import decide
from scarpwatch.grids.grid import Grid, apply_transform, row_blocks
from scarpwatch.grids.projection import centres_in
from scarpwatch.grids.warping import warp_layer
from scarpwatch.insar.output.geocoding import cell_size_on_ground, geocode, radar_lookup

Method = Literal["nearest", "bilinear", "mean"]
ALIKE = 0.75, 4 / 3
"""Cells of the analysis grid count as like those of the stack with sides between these, in pixels."""

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


def to_map(
    source: Grid,
    target: Grid,
    position: Sequence[Layer] = (),
    distorted: NDArray[np.bool_] | None = None,
    *,
    method: Method = "bilinear",
) -> Place:
    """A function that puts a layer of the stack's grid on the map's; the lookup is made once.

    Parameters
    ----------
    source, target : the stack's grid and the map's
    position : latitude and longitude of every cell (deg), for a stack in radar geometry
    distorted : array (rows, columns), layover and shadow, which have no place on the map
    method : "nearest", the pixel that holds the centre of a cell; "bilinear"; or "mean", of the known pixels whose
        centres lie in a cell (the nearest one where none does)

    Returns
    -------
    function of array (rows, columns) to array of the target's shape, NaN outside the stack
    """
    if source.crs is not None and method == "bilinear":
        return lambda layer: warp_layer(layer, source, target)
    if source.crs is not None:
        nearest = _map_index(source, target)
        inside = _cells_of_centres(source, target) if method == "mean" else None
    else:
        latitude, longitude = (layer.astype(np.float64) for layer in position)
        if distorted is not None:
            longitude[distorted] = np.nan
        lookup = radar_lookup(longitude, latitude, target)
        if method == "bilinear":
            return lambda layer: geocode(layer, *lookup)
        nearest = _radar_index(*lookup, longitude.shape)
        inside = _cells_of_places(longitude, latitude, target) if method == "mean" else None
    if inside is None:
        return lambda layer: _take(layer, nearest)
    return lambda layer: _average(layer, inside, nearest)


def _take(layer: Layer, index: NDArray[np.int64]) -> NDArray[np.float32]:
    """Values by flat index of the source, NaN where that is negative."""
    flat = layer.astype(np.float32).ravel()
    return np.where(index >= 0, flat[np.maximum(index, 0)], np.float32(np.nan))


def _average(layer: Layer, inside: NDArray[np.int64], nearest: NDArray[np.int64]) -> NDArray[np.float32]:
    """Mean over the pixels of each cell; of a cell without any pixel, known or not, the nearest."""
    values, size = layer.ravel().astype(np.float64), nearest.size
    placed = inside >= 0
    known = placed & np.isfinite(values)
    number = np.bincount(inside[known], minlength=size)
    total = np.bincount(inside[known], values[known], minlength=size)
    mean = np.where(number > 0, total / np.maximum(number, 1), np.nan).astype(np.float32)
    empty = np.bincount(inside[placed], minlength=size) == 0
    mean[empty] = _take(layer, nearest.ravel()[empty])
    return mean.reshape(nearest.shape)


def _map_index(source: Grid, target: Grid) -> NDArray[np.int64]:
    """Flat index of the source's cell that holds each centre of the target, -1 outside it."""
    result = np.full(target.shape, -1, np.int64)
    for window in row_blocks(target.shape):
        x, y = centres_in(target, window, source.crs)
        column, row = (np.floor(part) for part in apply_transform(~source.transform, x, y))
        inside = (row >= 0) & (row < source.shape[0]) & (column >= 0) & (column < source.shape[1])
        block = result[window.toslices()]
        block[inside] = (row[inside] * source.shape[1] + column[inside]).astype(np.int64)
    return result


def _cells_of_centres(source: Grid, target: Grid) -> NDArray[np.int64]:
    """Flat index of the target's cell in which each centre of the source lies, -1 outside it."""
    return _map_index(target, source).ravel()


def _radar_index(
    row: NDArray[np.float64], column: NDArray[np.float64], shape: tuple[int, ...]
) -> NDArray[np.int64]:
    seen = np.isfinite(row)
    nearest = [np.rint(np.where(seen, part, 0)).astype(np.int64) for part in (row, column)]
    return np.where(seen, nearest[0] * shape[1] + nearest[1], -1)


def _cells_of_places(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], target: Grid
) -> NDArray[np.int64]:
    from pyproj import Transformer

    x, y = Transformer.from_crs(4326, target.crs, always_xy=True).transform(longitude, latitude)
    with np.errstate(invalid="ignore"):
        column, row = (
            np.floor(part) for part in apply_transform(~target.transform, np.asarray(x), np.asarray(y))
        )
        inside = (row >= 0) & (row < target.shape[0]) & (column >= 0) & (column < target.shape[1])
    index = np.full(longitude.shape, -1, np.int64)
    index[inside] = (row[inside] * target.shape[1] + column[inside]).astype(np.int64)
    return index.ravel()


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
