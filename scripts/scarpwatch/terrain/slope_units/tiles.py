"""Dividing a large area in parts, one job each, with the same units as the whole.

Below the first, coarsest links nothing connects: what a link and its two banks become depends on their own
cells alone (Alvioli et al. 2016 divide each half-basin by itself). So a part holds whole links, those whose
outlet lies in its tile, however far their banks reach. No halo is cut and none can be too narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.files.finished import atomic_path
from scarpwatch.terrain.slope_units.delineation import PreparedTerrain
from scarpwatch.terrain.slope_units.division import OUTLET, DrainageTrees, label_half_basins


class Part(NamedTuple):
    """The links of one tile.

    Attributes
    ----------
    cell_area : m2
    cells : int32 array (n,), their cell numbers in the whole area
    trees : DrainageTrees of them alone; each link is a tree
    sine, cosine : float32 arrays (n,), of the aspect; both 0 on flats
    """

    cell_area: float
    cells: NDArray[np.int32]
    trees: DrainageTrees
    sine: NDArray[np.float32]
    cosine: NDArray[np.float32]


def split_by_outlet(terrain: PreparedTerrain, threshold_m2: float, layout: tuple[int, int]) -> Iterator[Part]:
    """The parts of an area, tile by tile in row order; a tile without an outlet gives an empty part.

    Parameters
    ----------
    threshold_m2 : t, drainage area of the first links
    layout : rows and columns of tiles
    """
    rows, columns = terrain.aspect.shape
    trees = terrain.trees
    link = label_half_basins(trees, int(np.ceil(threshold_m2 / terrain.cell_area))) >> 1
    outlet = terrain.cells[link]
    tile = (outlet // columns * layout[0] // rows) * layout[1] + outlet % columns * layout[1] // columns
    place = np.full(link.size, -1, np.int32)
    for number in range(layout[0] * layout[1]):
        member = np.flatnonzero(tile == number)
        place[member] = np.arange(member.size, dtype=np.int32)
        first = link[member] == member
        below = place[np.maximum(trees.below[member], 0)]
        kind = trees.kind[member].copy()
        below[first], kind[first] = -1, OUTLET
        yield Part(
            terrain.cell_area,
            terrain.cells[member],
            DrainageTrees(below, trees.size[member], trees.second[member], kind),
            terrain.sine[member],
            terrain.cosine[member],
        )


def write_part(path: str | Path, part: Part) -> None:
    """Write a part for the job that divides it."""
    with atomic_path(path) as temporary, open(temporary, "wb") as stream:
        np.savez(
            stream,
            cell_area=part.cell_area,
            cells=part.cells,
            sine=part.sine,
            cosine=part.cosine,
            **part.trees._asdict(),
        )


def read_part(path: str | Path) -> Part:
    """Read a file of :func:`write_part`."""
    with np.load(path) as source:
        trees = DrainageTrees(*(source[name] for name in DrainageTrees._fields))
        return Part(float(source["cell_area"]), source["cells"], trees, source["sine"], source["cosine"])


def write_division(path: str | Path, cells: NDArray[np.int32], units: NDArray[np.int32]) -> None:
    """Write the cells of a part and the unit each belongs to."""
    with atomic_path(path) as temporary, open(temporary, "wb") as stream:
        np.savez(stream, cells=cells, units=units)


def join_divisions(paths: Sequence[str | Path], shape: tuple[int, int]) -> NDArray[np.int32]:
    """One raster from the divided parts, with numbers that no two parts share; 0 outside."""
    whole = np.zeros(shape[0] * shape[1], np.int32)
    used = 0
    for path in paths:
        with np.load(path) as source:
            units = source["units"]
            whole[source["cells"]] = units + used
        used += int(units.max(initial=0))
    return whole.reshape(shape)
