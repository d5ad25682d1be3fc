"""Maps of classes (rocks, soils, land cover), polygons or rasters, as class codes on the analysis grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, grid_of, memory_blocks, open_raster, row_blocks
from scarpwatch.grids.masks import read_known
from scarpwatch.grids.mosaic import Raster
from scarpwatch.grids.warping import class_blocks, covering_window
from scarpwatch.inputs.rasters.factors import MOST_CLASSES
from scarpwatch.inputs.tables.class_values import class_text
from scarpwatch.inputs.tables.values import LONGEST
from scarpwatch.inputs.vectors.on_grid import read_vector

CodeBlocks = Iterator[tuple[Window, NDArray[np.uint8]]]

OTHERS = "others"


def class_codes(
    values: list[str], classes: Mapping[str, str] | None
) -> tuple[dict[str, int], dict[int, str]]:
    """Number the classes.

    Parameters
    ----------
    values : the values that occur in the map, as text
    classes : from values to class names (spaces around either do not count), or None: every value is a class of
        its own

    Returns
    -------
    code : code (from 1) of every value
    names : name by code. With ``classes``, names come in their order there and a value that is not listed
        is ``others``; without, values are sorted.

    Raises
    ------
    ValueError
        If there are more classes than codes (255).
    """
    if classes is None:
        names = sorted(set(values))
        meaning = {value: value for value in values}
    else:
        classes = {value.strip(): name.strip() for value, name in classes.items()}
        meaning = {value: classes.get(value, OTHERS) for value in values}
        names = list(dict.fromkeys(classes.values()))
        if OTHERS in meaning.values() and OTHERS not in names:
            names.append(OTHERS)
    if len(names) > MOST_CLASSES:
        raise ValueError(f"{len(names)} classes exceed {MOST_CLASSES}")
    number = {name: index for index, name in enumerate(names, start=1)}
    return {value: number[meaning[value]] for value in values}, {
        index: name for name, index in number.items()
    }


def classes_from_polygons(
    path: str | Path,
    grid: Grid,
    column: str,
    classes: Mapping[str, str] | None,
    *,
    key: str,
    field: str = "classes",
    layer: str | None = None,
) -> tuple[dict[int, str], CodeBlocks]:
    """Burn a map of polygons: the class of the polygon that holds a cell's centre.

    Where polygons overlap, the later one in the file counts. Polygons without a value, or with a blank one, are no
    data.

    Parameters
    ----------
    column, classes : as in :func:`class_codes`, whose values the column holds
    key : of the factor in the config, for messages: ``factors.lithology``
    field : of that section, which holds ``classes``
    layer : of a file that has several

    Returns
    -------
    names : class name by code
    codes : iterator of (window, uint8 array (rows, columns)), 0 = no data, from top to bottom

    Raises
    ------
    InputError
        If the file or the column is missing, nothing lies on the grid, or there are too many classes.
    """
    frame = read_vector(path, grid, layer=layer, margin_m=0.0)
    if column not in frame.columns:
        there = ", ".join(str(name) for name in frame.columns if name != "geometry")
        raise InputError(path, f"column {column!r} does not exist (there are: {there})", f"Set {key}.column")
    text = class_text(frame[column])
    frame = frame[text.notna().to_numpy() & ~frame.geometry.is_empty.to_numpy()]
    if frame.empty:
        raise InputError(path, "no polygon with a value lies on the analysis grid", "Check the area")
    text = text[frame.index].tolist()
    code, names = _class_codes(path, text, classes, key, field)
    return names, _burn(frame.geometry.to_numpy(), [code[value] for value in text], grid)


def classes_from_raster(
    path: Raster,
    grid: Grid,
    classes: Mapping[str, str] | None,
    *,
    key: str,
    field: str = "classes",
    band: int = 1,
) -> tuple[dict[int, str], CodeBlocks]:
    """Warp a raster of class codes; parameters, returns and errors as for polygons.

    Cells that hold the declared nodata value, or that a mask takes out, are no data. The classes are those of the
    cells on and right beside the grid: a map of a whole country may have many more.
    """
    values = _codes_on_grid(path, grid, band)
    if not values:
        raise InputError(
            path, "no cell on the analysis grid has a class", "Check the area, the band and the nodata value"
        )
    text = class_text(pd.Series(values)).tolist()
    code, names = _class_codes(path, text, classes, key, field)
    recode = {value: code[word] for value, word in zip(values, text, strict=True)}
    return names, class_blocks(path, grid, recode, band=band)


def _codes_on_grid(path: Raster, grid: Grid, band: int) -> list[Any]:
    """The codes of a raster that may be met on the grid, sorted."""
    found: set[Any] = set()
    with open_raster(path) as source:
        there = grid_of(source)
        part = covering_window(there, grid) if there.crs is not None else None
        if part is None:  # `class_blocks` says what is wrong with it
            part = Window(0, 0, source.width, source.height)
        for rows in row_blocks((int(part.height), int(part.width))):
            window = Window(part.col_off, part.row_off + rows.row_off, rows.width, rows.height)
            raw, known = read_known(source, band, window)
            found.update(np.unique(raw[known]).tolist())
    return sorted(found)


def _burn(shapes: NDArray[Any], codes: list[int], grid: Grid) -> CodeBlocks:
    """Burn polygons block by block, each block the polygons that reach into it."""
    import shapely
    from rasterio.features import rasterize

    tree = shapely.STRtree(shapes)
    for window in memory_blocks(grid.shape, bytes_per_pixel=2.0, memory_mb=50.0):
        part = grid.part(window)
        near = np.sort(tree.query(shapely.box(*part.bounds)))
        burnt = np.zeros(part.shape, np.uint8)
        if near.size:
            rasterize([(shapes[k], codes[k]) for k in near], out=burnt, transform=part.transform)
        yield window, burnt


def _class_codes(
    path: Raster, values: list[str], classes: Mapping[str, str] | None, key: str, field: str
) -> tuple[dict[str, int], dict[int, str]]:
    """`class_codes` with the error that names the file."""
    long = max((len(value) for value in values), default=0)
    if long > LONGEST:
        raise InputError(
            path,
            f"it holds a text of {long:,} characters, which is no class",
            f"Correct {key}.column",
        )
    try:
        return class_codes(values, classes)
    except ValueError as error:
        raise InputError(path, str(error), f"Group them with {key}.{field}") from error
