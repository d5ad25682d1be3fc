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
from scarpwatch.grids.masks import alpha_band, mask_name

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

    Where tiles overlap, the later one counts where it has data. Ground that no tile covers is no data. Each tile
    keeps its own nodata value; where they differ, the whole is floating point with NaN for no data.

    Raises
    ------
    InputError
        If a tile cannot be read, or differs from the first in CRS, cell size, number of bands, lattice, or scale
        and offset of its values.
    """
    tiles = [_header(file) for file in files]
    first = tiles[0]
    transform = first["transform"]
    dtype, nodata = _values(tiles)
    places = [_place(file, tile, files[0], first) for file, tile in zip(files, tiles, strict=True)]
    left, top = min(column for column, _ in places), min(row for _, row in places)
    width = max(column + tile["width"] for (column, _), tile in zip(places, tiles, strict=True)) - left
    height = max(row + tile["height"] for (_, row), tile in zip(places, tiles, strict=True)) - top
    corner = transform @ (left, top)
    numbers = (corner[0], transform.a, transform.b, corner[1], transform.d, transform.e)
    bands = [
        f'<VRTRasterBand dataType="{_TYPES[dtype]}" band="{band}"><NoDataValue>{nodata!r}</NoDataValue>'
        f"{'<ColorInterp>Alpha</ColorInterp>' if band == first['alpha'] else ''}"
        f"<Offset>{first['offsets'][band - 1]!r}</Offset><Scale>{first['scales'][band - 1]!r}</Scale>"
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


def _place(
    file: str | Path, tile: dict[str, Any], other: str | Path, first: dict[str, Any]
) -> tuple[int, int]:
    """Column and row of a tile's corner in cells of the first tile; one that does not fit beside it is refused."""
    own = tile["transform"]
    same = tile["crs"] == first["crs"] and tile["count"] == first["count"]
    column, row = ~first["transform"] @ (own.c, own.f)
    # The far corner too, so that cells of nearly the same size do not drift apart.
    right, bottom = ~first["transform"] @ (own @ (tile["width"], tile["height"]))
    off = np.array([column, row, right - column - tile["width"], bottom - row - tile["height"]])
    if not same or np.abs(off - np.rint(off)).max() > _LATTICE or np.abs(np.rint(off[2:])).any():
        raise InputError(
            file,
            f"its cells do not lie on the lattice of {Path(other).name}: {_words(tile)}, and that has "
            f"{_words(first)}",
            "Give tiles of one product with one cell size, or warp them to one file beforehand "
            "(`gdalbuildvrt` and `gdalwarp`, or `rio warp`).",
        )
    if not np.allclose(_scaling(tile), _scaling(first), rtol=1e-6, atol=0):
        raise InputError(
            file,
            f"its values have {_scaling_words(tile)}, and those of {Path(other).name} {_scaling_words(first)}",
            "Give tiles whose values have one scale and offset, or convert them beforehand "
            "(`gdal_translate -unscale -ot Float32`).",
        )
    return round(column), round(row)


def _header(file: str | Path) -> dict[str, Any]:
    try:
        with rasterio.open(file) as source:
            masked = mask_name(source) is not None
            header = {
                **source.profile,
                "dtypes": source.dtypes,
                "scales": source.scales,
                "offsets": source.offsets,
                "alpha": alpha_band(source),
                "masked": masked,
            }
    except RasterioIOError as error:
        raise InputError(
            file,
            f"the raster cannot be read ({error})",
            "The file may be truncated or not a raster: copy or download it again.",
        ) from error
    if masked and header["nodata"] is None:
        # What the mask takes out needs a value that is no measurement.
        header["dtypes"] = (_floating(set(header["dtypes"])),) * header["count"]
        header["nodata"] = float("nan")
    return header


def _values(tiles: Sequence[dict[str, Any]]) -> tuple[str, float]:
    """Type of the whole, and a nodata value that is no measurement in any tile."""
    types = {tile["dtypes"][0] for tile in tiles}
    declared = {repr(tile["nodata"]): tile["nodata"] for tile in tiles}  # as text, in which NaN equals NaN
    alone = next(iter(types)) if len(types) == 1 else ""
    if len(declared) == 1:
        (nodata,) = declared.values()
        if nodata is not None:
            return alone or _floating(types), nodata
        if alone.startswith("int"):
            return alone, float(np.iinfo(alone).min)
    # One tile's nodata value may be a measurement in another, as 0 is on a coast.
    return _floating(types), float("nan")


def _floating(types: set[str]) -> str:
    """The floating-point type that holds all values."""
    return str(np.result_type(*sorted(types), "float32"))


def _scaling(tile: dict[str, Any]) -> tuple[float, ...]:
    return (*tile["scales"], *tile["offsets"])


def _scaling_words(tile: dict[str, Any]) -> str:
    scales, offsets = (", ".join(f"{number:g}" for number in tile[key]) for key in ("scales", "offsets"))
    return f"scale {scales} and offset {offsets}"


def _source(file: str | Path, tile: dict[str, Any], band: int, column: int, row: int) -> str:
    size = f'xSize="{tile["width"]}" ySize="{tile["height"]}"'
    own = "" if tile["nodata"] is None else f"<NODATA>{tile['nodata']!r}</NODATA>"
    kind = "ComplexSource" if own else "SimpleSource"
    name, number = str(Path(file).absolute()), band
    if tile["masked"]:
        name, number = _unmasked(name, tile, band, size), 1
    return (
        f'<{kind}><SourceFilename relativeToVRT="0">{escape(name)}</SourceFilename>'
        f'<SourceBand>{number}</SourceBand><SrcRect xOff="0" yOff="0" {size}/>'
        f'<DstRect xOff="{column}" yOff="{row}" {size}/>{own}</{kind}>'
    )


def _unmasked(name: str, tile: dict[str, Any], band: int, size: str) -> str:
    """One band of a masked tile, its nodata value where it is masked: of the two, GDAL heeds but one."""
    if tile["alpha"] not in (None, band):
        # As a mask, which GDAL makes of some alpha bands only.
        mask = _read_from(name, tile["alpha"], size, "<ScaleRatio>255</ScaleRatio>")
        name = _document(
            tile,
            _band(tile["dtypes"][band - 1], _read_from(name, band, size))
            + f"<MaskBand>{_band('uint8', mask)}</MaskBand>",
        )
        band_inside = 1
    else:
        band_inside = band
    inside = _read_from(name, band_inside, size, "<UseMaskBand>true</UseMaskBand>")
    return _document(
        tile,
        _band(tile["dtypes"][band - 1], f"<NoDataValue>{tile['nodata']!r}</NoDataValue>{inside}"),
    )


def _document(tile: dict[str, Any], content: str) -> str:
    return f'<VRTDataset rasterXSize="{tile["width"]}" rasterYSize="{tile["height"]}">{content}</VRTDataset>'


def _band(dtype: str, content: str) -> str:
    return f'<VRTRasterBand dataType="{_TYPES[dtype]}" band="1">{content}</VRTRasterBand>'


def _read_from(name: str, band: int, size: str, how: str = "") -> str:
    return (
        f'<ComplexSource><SourceFilename relativeToVRT="0">{escape(name)}</SourceFilename>'
        f'<SourceBand>{band}</SourceBand><SrcRect xOff="0" yOff="0" {size}/>'
        f'<DstRect xOff="0" yOff="0" {size}/>{how}</ComplexSource>'
    )


def _words(tile: dict[str, Any]) -> str:
    crs = tile["crs"].to_string() if tile["crs"] is not None else "no CRS"
    transform = tile["transform"]
    return (
        f"{tile['count']} band(s) in {crs}, cells of {abs(transform.a):.10g} x {abs(transform.e):.10g}, "
        f"corner {transform.c:.10g} {transform.f:.10g}"
    )
