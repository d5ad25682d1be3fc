"""Several raster files as one: tiles of an elevation model, side by side on one lattice.

GDAL reads a description of a mosaic in place of a file, so that nothing is copied and whatever reads one raster
reads tiles too. Nothing is resampled: tiles whose cells do not fall on each other's lattice are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import rasterio
from rasterio.errors import RasterioIOError

from scarpwatch.errors import InputError

Raster = str | Path | Sequence[str | Path]

_TYPES = {
    "uint8": "Byte",
    "int8": "Int8",
    "uint16": "UInt16",
    "int16": "Int16",
    "uint32": "UInt32",
    "int32": "Int32",
    "float32": "Float32",
    "float64": "Float64",
}
_LATTICE = 0.01  # cells; products of one maker agree to a thousandth


def raster_files(raster: Raster) -> list[str | Path]:
    """The files of a raster: one, or its tiles."""
    return [raster] if isinstance(raster, (str, Path)) else list(raster)


def mosaic_document(files: Sequence[str | Path]) -> str:
    """Describe tiles as one raster, in the form in which GDAL opens it (VRT).

    Where tiles overlap, the later one counts where it has data. Ground that no tile covers is no data.

    Raises
    ------
    InputError
        If a tile cannot be read, or differs from the first in CRS, cell size, number of bands or lattice.
    """
    tiles = [_header(file) for file in files]
    first = tiles[0]
    transform, dtype = first["transform"], first["dtypes"][0]
    if any(tile["dtypes"][0] != dtype for tile in tiles):
        dtype = "float32"
    places = []
    for file, tile in zip(files, tiles, strict=True):
        own = tile["transform"]
        same = tile["crs"] == first["crs"] and tile["count"] == first["count"]
        column, row = ~transform @ (own.c, own.f)
        # The far corner too, so that cells of nearly the same size do not drift apart.
        right, bottom = ~transform @ (own @ (tile["width"], tile["height"]))
        off = np.array([column, row, right - column - tile["width"], bottom - row - tile["height"]])
        if not same or np.abs(off - np.rint(off)).max() > _LATTICE or np.abs(np.rint(off[2:])).any():
            raise InputError(
                file,
                f"its cells do not lie on the lattice of {Path(files[0]).name}: {_words(tile)}, and that has "
                f"{_words(first)}",
                "Give tiles of one product with one cell size, or warp them to one file beforehand "
                "(`gdalbuildvrt` and `gdalwarp`, or `rio warp`).",
            )
        places.append((round(column), round(row)))
    left, top = min(column for column, _ in places), min(row for _, row in places)
    width = max(column + tile["width"] for (column, _), tile in zip(places, tiles, strict=True)) - left
    height = max(row + tile["height"] for (_, row), tile in zip(places, tiles, strict=True)) - top
    corner = transform @ (left, top)
    numbers = (corner[0], transform.a, transform.b, corner[1], transform.d, transform.e)
    nodata = next((tile["nodata"] for tile in tiles if tile["nodata"] is not None), _void(dtype))
    bands = [
        f'<VRTRasterBand dataType="{_TYPES[dtype]}" band="{band}"><NoDataValue>{nodata!r}</NoDataValue>'
        f"{_scaling(first, band)}"
        + "".join(
            _source(file, tile, band, column - left, row - top)
            for file, tile, (column, row) in zip(files, tiles, places, strict=True)
        )
        + "</VRTRasterBand>"
        for band in range(1, first["count"] + 1)
    ]
    srs = f"<SRS>{escape(first['crs'].to_wkt())}</SRS>" if first["crs"] is not None else ""
    return (
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}">{srs}'
        f"<GeoTransform>{', '.join(repr(float(number)) for number in numbers)}</GeoTransform>"
        f"{''.join(bands)}</VRTDataset>"
    )


def _header(file: str | Path) -> dict[str, Any]:
    try:
        with rasterio.open(file) as source:
            return {
                **source.profile,
                "dtypes": source.dtypes,
                "scales": source.scales,
                "offsets": source.offsets,
            }
    except RasterioIOError as error:
        raise InputError(
            file,
            f"the raster cannot be read ({error})",
            "The file may be truncated or not a raster: copy or download it again.",
        ) from error


def _void(dtype: str) -> float:
    """What marks ground without a tile where no tile declares a nodata value."""
    return float("nan") if dtype.startswith("float") else float(np.iinfo(dtype).min)


def _scaling(tile: dict[str, Any], band: int) -> str:
    return f"<Offset>{tile['offsets'][band - 1]!r}</Offset><Scale>{tile['scales'][band - 1]!r}</Scale>"


def _source(file: str | Path, tile: dict[str, Any], band: int, column: int, row: int) -> str:
    size = f'xSize="{tile["width"]}" ySize="{tile["height"]}"'
    own = "" if tile["nodata"] is None else f"<NODATA>{tile['nodata']!r}</NODATA>"
    kind = "ComplexSource" if own else "SimpleSource"
    return (
        f'<{kind}><SourceFilename relativeToVRT="0">{escape(str(Path(file).absolute()))}</SourceFilename>'
        f'<SourceBand>{band}</SourceBand><SrcRect xOff="0" yOff="0" {size}/>'
        f'<DstRect xOff="{column}" yOff="{row}" {size}/>{own}</{kind}>'
    )


def _words(tile: dict[str, Any]) -> str:
    crs = tile["crs"].to_string() if tile["crs"] is not None else "no CRS"
    transform = tile["transform"]
    return (
        f"{tile['count']} band(s) in {crs}, cells of {abs(transform.a):.10g} x {abs(transform.e):.10g}, "
        f"corner {transform.c:.10g} {transform.f:.10g}"
    )
