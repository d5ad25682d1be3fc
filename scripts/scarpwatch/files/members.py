"""Which files on disk shape what is read from a path: its sidecars, and the files that it only points to.

By names and by the text of virtual files alone, since it is asked of all inputs whenever the workflow is planned.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

from scarpwatch.files.kinds import zip_of

# Suffixes in place of the file's own, by that one. GDAL's indices of a Shapefile (.qix, .sbn) change no feature.
_VECTOR = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
    ".gml": (".xsd", ".gfs"),
    ".csv": (".csvt", ".prj"),
    ".tsv": (".csvt", ".prj"),
}
_WHOLE = {".zip", ".geojson", ".json", ".kml", ".kmz", ".parquet", ".xlsx", ".txt", ".h5", ".nc"}
_DATABASE = (".gpkg", ".sqlite", ".db")
_RASTER = (".aux", ".hdr", ".prj", ".wld", ".tab", ".rsc", ".ige", ".clr", ".blw")  # in place of the suffix
_RASTER_BESIDE = (".aux.xml", ".msk", ".msk.aux.xml", ".aux", ".hdr", ".rsc", ".wld")  # behind the whole name
_POINTER = re.compile(
    r"<(?P<tag>SourceFilename|SourceDataset|SrcDataSource)\b(?P<attributes>[^>]*)>(?P<name>[^<]*)</(?P=tag)>"
)


def members(path: str | Path) -> list[Path]:
    """All files on disk that shape what is read from a path.

    Parameters
    ----------
    path : a file, a file inside a ZIP as GDAL names it, or a folder that is read as one file (a file
        geodatabase)

    Returns
    -------
    list of Path
        The file itself first, then its sidecars, then what a virtual raster or layer points to with its own
        sidecars; each once. Overviews are not among them: they show the raster and change no value. A file that
        a virtual one names is listed also where it is missing.
    """
    found: dict[Path, None] = {}
    _collect(_on_disk(str(path)), found)
    return list(found)


def _collect(path: Path, found: dict[Path, None]) -> None:
    if path in found:
        return
    if path.is_dir():
        found |= dict.fromkeys(sorted(inner for inner in path.rglob("*") if inner.is_file()))
        return
    found[path] = None
    found |= dict.fromkeys(_sidecars(path))
    if path.suffix.lower() == ".vrt":
        for target in _targets(path):
            _collect(target, found)


def _sidecars(path: Path) -> Iterator[Path]:
    suffix = path.suffix.lower()
    if path.name == ".zarray":  # an image of ZNAP, whose chunks stand beside its header
        yield from (path.parent / name for name in sorted(_names(path.parent).values()) if name != path.name)
        return
    if suffix in _WHOLE:
        return
    if suffix in _DATABASE:
        wanted = [f"{path.name}-wal"]
    elif suffix in _VECTOR:
        wanted = [path.stem + other for other in _VECTOR[suffix]]
    else:
        letters = suffix[1:]
        worlds = [f".{letters[0]}{letters[-1]}w", f".{letters}w"] if letters else []
        wanted = [path.name + other for other in _RASTER_BESIDE]
        wanted += [path.stem + other for other in (*_RASTER, *worlds)]
        # The header of ISCE's flat files. Beside GeoTIFFs it is a note of ArcGIS, which GDAL does not read.
        wanted += [] if suffix in (".tif", ".tiff") else [f"{path.name}.xml"]
    there = _names(path.parent)
    yield from (path.parent / there[name.lower()] for name in wanted if name.lower() in there)


@cache
def _names(folder: Path) -> dict[str, str]:
    """Names of the files of a folder, by what they are in small letters."""
    try:
        return {entry.name.lower(): entry.name for entry in os.scandir(folder) if entry.is_file()}
    except OSError:
        return {}


def _targets(path: Path) -> Iterator[Path]:
    """What a virtual raster or layer points to, on disk."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for match in _POINTER.finditer(text):
        name = unescape(match["name"]).strip()
        if not name or name.startswith("<"):  # a document inside the document is found by itself
            continue
        target = _on_disk(name)
        relative = re.search(r"""relativeToVRT\s*=\s*["']1["']""", match["attributes"], re.IGNORECASE)
        yield path.parent / target if relative and not target.is_absolute() else target


def _on_disk(name: str) -> Path:
    """The file of a path in GDAL's notation: /vsizip//a.zip/b.tif, NETCDF:"a.nc":b, /vsigzip/a.tif.gz."""
    quoted = re.fullmatch(r'[A-Za-z0-9_]+:"([^"]+)".*', name)
    if quoted:
        name = quoted[1]
    elif (prefix := re.match(r"[A-Z][A-Z0-9_]+:(?=.)", name)) and not os.path.exists(name):
        parts = name[prefix.end() :].split(":")
        name = next((p for n in range(len(parts), 0, -1) if os.path.exists(p := ":".join(parts[:n]))), name)
    while virtual := re.match(r"/vsi(zip|gzip|tar|sparse|subfile[^,]*,)/", name + "/"):
        rest = name[virtual.end() :]
        name = zip_of(name) if virtual[1] == "zip" else rest.strip("{}")
    return Path(name)
