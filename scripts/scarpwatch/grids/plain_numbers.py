"""Rasters of plain numbers, whose size and place a small text file beside them tells, in a form that GDAL opens.

Known by name and by that file: GACOS's delays (``20240105.ztd`` with ``20240105.ztd.rsc``, as ROI_PAC wrote it) and
LiCSBAS's images (``<pair>/<pair>.unw`` and ``.cc``, and ``E.geo``, ``N.geo``, ``U.geo``, with GAMMA's ``EQA.dem_par`` in
the folder ``GEOCml*``). Numbers are little-endian float32, in LiCSBAS's coherence also bytes; both files give the centre
of the first cell (so LiCSBAS reads GACOS's; half a cell of these is below the scale on which delays change). 0 stands
for no data.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from xml.sax.saxutils import escape

from scarpwatch.errors import InputError

LICSBAS_GRID = "EQA.dem_par"
_ROI_PAC = ("WIDTH", "FILE_LENGTH", "X_FIRST", "X_STEP", "Y_FIRST", "Y_STEP")
_GAMMA = ("width", "nlines", "corner_lon", "post_lon", "corner_lat", "post_lat")


def header_of(path: str | Path) -> Path | None:
    """The text file that tells size and place of a raster of plain numbers; None where it is another kind of file."""
    path = Path(path)
    if path.suffix.lower() == ".ztd":
        return path.with_name(f"{path.name}.rsc")
    if path.suffix in (".unw", ".cc") and path.stem == path.parent.name:
        return path.parents[1] / LICSBAS_GRID
    if path.name in ("E.geo", "N.geo", "U.geo"):
        return path.with_name(LICSBAS_GRID)
    return None


def document_of(path: str | Path) -> str | None:
    """GDAL's description of a raster of plain numbers (VRT); None where it is another kind of file.

    Raises
    ------
    InputError
        If its text file is missing, lacks a number or is not in degrees, or the raster is of another size.
    """
    header = header_of(path)
    if header is None:
        return None
    columns, rows, x, width, y, height = _numbers(header, path)
    cells, size = int(rows) * int(columns), os.path.getsize(path)
    bytes_each = {cells: 1, 4 * cells: 4}.get(size)
    if bytes_each is None or (bytes_each == 1 and Path(path).suffix != ".cc"):
        raise InputError(
            path,
            f"it has {size} bytes, and by {header.name} {int(rows)} x {int(columns)} numbers, which are {4 * cells}",
            "It may be truncated, or belong to another file of sizes: copy both again.",
        )
    return (
        f'<VRTDataset rasterXSize="{int(columns)}" rasterYSize="{int(rows)}"><SRS>EPSG:4326</SRS>'
        f"<GeoTransform>{x - width / 2!r},{width!r},0,{y - height / 2!r},0,{height!r}</GeoTransform>"
        f'<VRTRasterBand dataType="{"Byte" if bytes_each == 1 else "Float32"}" band="1" subClass="VRTRawRasterBand">'
        f'<NoDataValue>0</NoDataValue><SourceFilename relativeToVRT="0">{escape(os.path.abspath(path))}'
        f"</SourceFilename><PixelOffset>{bytes_each}</PixelOffset>"
        f"<LineOffset>{bytes_each * int(columns)}</LineOffset><ByteOrder>LSB</ByteOrder></VRTRasterBand></VRTDataset>"
    )


def _numbers(header: Path, path: str | Path) -> list[float]:
    """Columns, rows, x of the first cell's centre and step, y and step."""
    keys = _GAMMA if header.name == LICSBAS_GRID else _ROI_PAC
    try:
        text = header.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(
            path,
            f"its size and place are not known: {header.name} cannot be read ({error.strerror})",
            f"Copy {header.name} too, which belongs to it.",
        ) from error
    entries = [line.replace(":", " ", 1).split() for line in text.splitlines()]
    values = {entry[0]: entry[1] for entry in entries if len(entry) > 1}
    kind = values.get("PROJECTION", values.get("DEM_projection", "EQA")).upper()
    if kind not in ("EQA", "LATLON", "LL", "GEO"):
        raise InputError(
            header, f"its projection is {kind}, and degrees are read", "Give it in degrees, or as GeoTIFF."
        )
    found = []
    for key in keys:
        try:
            found.append(float(values[key]))
        except (KeyError, ValueError):
            found.append(math.nan)
    columns, rows, _, width, _, height = found
    bad = [key for key, value in zip(keys, found, strict=True) if not math.isfinite(value)]
    if bad:
        raise InputError(header, f"{', '.join(bad)} is missing or not a number", "Download or make it again.")
    if not (width > 0 > height and columns >= 1 and rows >= 1 and abs(width) < 1 and abs(height) < 1):
        raise InputError(
            header,
            f"it tells of {rows:g} x {columns:g} cells of {width:g} and {height:g} degrees, from the north-west",
            "Download or make it again.",
        )
    return found
