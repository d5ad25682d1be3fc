"""Rasters that are handed on: Cloud-Optimized GeoTIFFs of one band, and for classes a table of their names and colours.

A product has overviews, of the mean for numbers and of the most frequent class for classes, so that a GIS shows it at once
however large it is. Names and colours of classes stand in a raster attribute table beside the file
(``<file>.aux.xml``), where GDAL, QGIS and ArcGIS look for them; a colour table in the file alone would have 256 entries
without names. What the workflow computes with further stays with `scarpwatch.grids.grid.new_raster`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import numpy as np
import rasterio
import rasterio.shutil
from numpy.typing import NDArray

import scarpwatch
from scarpwatch.files.finished import atomic_path, host_name
from scarpwatch.grids.class_names import class_tag, read_class_names
from scarpwatch.grids.grid import TILE, Grid, open_raster, plain_raster, row_blocks
from scarpwatch.xml_text import xml_text

Colour = tuple[int, int, int, int]
"""Red, green, blue and alpha, 0 to 255."""

PROGRAM = {"PROGRAM": "ScarpWatch", "PROGRAM_VERSION": scarpwatch.__version__}
"""Tags of every product."""

SIDECAR = ".aux.xml"

# Types and usages of GDAL's raster attribute tables.
_COLUMNS = (
    ("Value", 0, 5),
    ("Class", 2, 2),
    ("Count", 1, 1),
    ("Red", 0, 6),
    ("Green", 0, 7),
    ("Blue", 0, 8),
    ("Alpha", 0, 9),
)


class Classes(NamedTuple):
    """Names and colours of the classes of a raster by their codes."""

    names: Mapping[int, str]
    colours: Mapping[int, Colour]


def sidecar_of(path: str | Path) -> Path:
    """Where the table of the classes of a raster is."""
    return Path(f"{path}{SIDECAR}")


@contextmanager
def new_product(
    path: str | Path,
    grid: Grid,
    *,
    dtype: str,
    description: str,
    nodata: float | None = None,
    tags: Mapping[str, object] | None = None,
    classes: Classes | None = None,
) -> Iterator[rasterio.io.DatasetWriter]:
    """A product to be written window by window; atomic, and gone if the block ends with an error.

    The windows go to a plain file beside it, of which the product is made when all are written.

    Parameters
    ----------
    description : what the band is called
    tags : units, sign, dates and so on; those of ``PROGRAM`` are added
    classes : of a raster of classes in bytes; their table is written beside the file, without codes whose name is empty

    Raises
    ------
    WriteError
        If the disk is full or the folder read-only.
    """
    all_tags = {**PROGRAM, **(tags or {}), **(class_tag(classes.names) if classes else {})}
    draft = Path(path).with_name(f".{Path(path).stem}.{host_name()}.{os.getpid()}.draft.tif")
    overviews = Path(path).with_name(f".{Path(path).stem}.{host_name()}.{os.getpid()}.tif.ovr.tmp")
    try:  # what fills a disk is there until it is known that the disk is full
        with atomic_path(path) as temporary:
            with plain_raster(
                draft,
                grid,
                dtype=dtype,
                bands=1,
                nodata=nodata,
                descriptions=[description],
                tags=all_tags,
                colormap=_colour_table(classes, nodata) if classes else None,
                compress="none",
            ) as target:
                yield target
            counts = _class_counts(draft) if classes else None
            _optimise(draft, temporary, "MODE" if classes else "AVERAGE")
    finally:
        draft.unlink(missing_ok=True)
        overviews.unlink(missing_ok=True)
    if classes and counts is not None:
        with atomic_path(sidecar_of(path)) as beside:
            beside.write_text(_class_table(classes, counts, nodata), encoding="utf-8")


def write_product(
    path: str | Path,
    values: NDArray[Any],
    grid: Grid,
    *,
    description: str,
    nodata: float | None = None,
    tags: Mapping[str, object] | None = None,
    classes: Classes | None = None,
) -> None:
    """Write an array (rows, columns) as a product; parameters as of `new_product`."""
    if values.shape != tuple(grid.shape):
        raise ValueError(f"{path}: values {values.shape} do not fit the grid {grid.shape}")
    with new_product(
        path,
        grid,
        dtype=values.dtype.name,
        description=description,
        nodata=nodata,
        tags=tags,
        classes=classes,
    ) as target:
        target.write(values, 1)


def _optimise(draft: Path, path: Path, resampling: str) -> None:
    """The Cloud-Optimized GeoTIFF of a plain one; Deflate is read by every GIS."""
    rasterio.shutil.copy(
        draft,
        path,
        driver="COG",
        compress="DEFLATE",
        predictor="YES",
        blocksize=TILE,
        overview_resampling=resampling,
        bigtiff="IF_SAFER",
    )


def _colour_table(classes: Classes, nodata: float | None) -> dict[int, Colour]:
    nothing = {} if nodata is None else {int(nodata): (0, 0, 0, 0)}
    return {code: (*colour,) for code, colour in classes.colours.items()} | nothing


def _class_counts(path: Path) -> NDArray[np.int64]:
    """Cells of every value of a raster of bytes."""
    counts = np.zeros(256, np.int64)
    with rasterio.open(path) as source:
        for window in row_blocks(source.shape):
            counts += np.bincount(source.read(1, window=window).ravel(), minlength=256)
    return counts


def _class_table(classes: Classes, counts: NDArray[np.int64], nodata: float | None) -> str:
    """The document of GDAL's auxiliary metadata with the names of classes, and the table of what is known of them."""
    categories = ["" for _ in range(max(classes.names) + 1)]
    if nodata is not None and int(nodata) < len(categories):
        categories[int(nodata)] = "no data"
    for code, name in classes.names.items():
        categories[code] = name
    fields = "".join(
        f'<FieldDefn index="{number}"><Name>{name}</Name><Type>{kind}</Type><Usage>{usage}</Usage></FieldDefn>'
        for number, (name, kind, usage) in enumerate(_COLUMNS)
    )
    named = {code: name for code, name in classes.names.items() if name}
    rows = "".join(
        f'<Row index="{number}">'
        + "".join(
            f"<F>{_text(value)}</F>" for value in (code, name, int(counts[code]), *classes.colours[code])
        )
        + "</Row>"
        for number, (code, name) in enumerate(named.items())
    )
    return (
        '<PAMDataset><PAMRasterBand band="1"><CategoryNames>'
        + "".join(f"<Category>{_text(name)}</Category>" for name in categories)
        + f'</CategoryNames><GDALRasterAttributeTable tableType="thematic">{fields}{rows}'
        "</GDALRasterAttributeTable></PAMRasterBand></PAMDataset>\n"
    )


def _text(value: object) -> str:
    return escape(xml_text(str(value)))


def read_classes(path: str | Path) -> Classes:
    """Names and colours of the classes of a product.

    Raises
    ------
    InputError
        If it does not name its classes.
    """
    names = read_class_names(path)
    with open_raster(path) as source:
        colours = source.colormap(1)
    return Classes(names, {code: colours[code] for code in names})
