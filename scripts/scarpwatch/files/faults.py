"""Whether a file that was just written is whole, from its structure: what a library left out without a word."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path


def fault_of(path: str | Path) -> str | None:
    """What is wrong with a file that was just written, by its suffix; ``None`` if nothing, or of another kind.

    No step has to have the libraries of all kinds, so what can be told from a few bytes is.
    """
    path = Path(path)
    if path.suffix == ".tif":
        return _fault_of_raster(path)
    if path.suffix in (".nc", ".h5"):
        return _fault_of_hdf5(path)
    if path.suffix == ".parquet":
        return _fault_of_parquet(path)
    try:
        if path.suffix == ".gpkg":
            return _fault_of_geopackage(path)
        if path.suffix in (".npz", ".skops", ".qgz", ".kmz"):
            with zipfile.ZipFile(path) as archive:
                archive.infolist()
    except (OSError, zipfile.BadZipFile, sqlite3.Error) as error:
        return f"{type(error).__name__}: {error}"
    return None


def _fault_of_hdf5(path: Path) -> str | None:
    """The superblock tells where the file ends (HDF5 File Format Specification, section II.A)."""
    with open(path, "rb") as stream:
        head = stream.read(48)
    if len(head) < 48 or not head.startswith(b"\x89HDF\r\n\x1a\n"):
        return "it has no superblock of HDF5"
    place = 40 if head[8] < 2 else 28
    end, size = int.from_bytes(head[place : place + 8], "little"), path.stat().st_size
    return f"it ends after {size} of {end} bytes" if size < end else None


def _fault_of_parquet(path: Path) -> str | None:
    with open(path, "rb") as stream:
        head, size = stream.read(4), path.stat().st_size
        stream.seek(max(0, size - 8))
        tail = stream.read(8)
    whole = head == tail[4:] == b"PAR1" and int.from_bytes(tail[:4], "little") + 12 <= size
    return None if whole else "it has no footer"


def _fault_of_raster(path: Path) -> str | None:
    import rasterio

    size = path.stat().st_size
    try:
        with rasterio.open(path) as source:
            if source.driver != "GTiff":
                return None
            height, width = source.block_shapes[0]
            for band in source.indexes:
                for row in range(-(-source.height // height)):
                    for column in range(-(-source.width // width)):
                        place, length = (
                            source.get_tag_item(f"BLOCK_{what}_{column}_{row}", "TIFF", bidx=band)
                            for what in ("OFFSET", "SIZE")
                        )
                        if place is None or int(place) + int(length or 0) > size:
                            return f"tile {row}, {column} of band {band} is missing"
    except rasterio.errors.RasterioError as error:
        return str(error)
    return None


def _fault_of_geopackage(path: Path) -> str | None:
    """GDAL makes the spatial index at the close, and says nothing if there is no room for it."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        found = database.execute("pragma quick_check").fetchone()[0]
        if found != "ok":
            return str(found)
        tables = {name for (name,) in database.execute("select name from sqlite_master")}
        layers = database.execute("select table_name, column_name from gpkg_geometry_columns").fetchall()
    lacking = [table for table, column in layers if f"rtree_{table}_{column}" not in tables]
    return f"the spatial index of {lacking[0]} is missing" if lacking else None
