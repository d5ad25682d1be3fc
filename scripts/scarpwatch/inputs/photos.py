"""Field photographs: which files, where and when they were taken, and whether they can be shown. Each fault is one InputError."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, UnidentifiedImageError

from scarpwatch.errors import InputError
from scarpwatch.grids.longitudes import within
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.tables.text import is_blank
from scarpwatch.inputs.vectors.point_tables import read_points

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")
UNREAD = (".heic", ".heif")
MOST = 60
"""Photographs at most, of which each still gets some 25 kB of the report."""
LONGEST_CAPTION = 300


@dataclass(frozen=True)
class Photo:
    """A photograph with its place.

    Attributes
    ----------
    longitude, latitude : degrees of WGS 84; None where not known
    taken : day by the camera's clock, if it says one
    caption : of the table; empty without one
    """

    path: Path
    longitude: float | None = None
    latitude: float | None = None
    taken: datetime.date | None = None
    caption: str = ""

    @property
    def placed(self) -> bool:
        """Whether its coordinates are known."""
        return self.longitude is not None and self.latitude is not None


def photo_files(folder: str | Path) -> list[Path]:
    """The photographs of a folder, by the endings of their names alone, sorted."""
    folder = Path(folder)
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    )


def read_photos(
    folder: str | Path, files: Sequence[str | Path], table: str | Path | None = None
) -> tuple[list[Photo], list[str]]:
    """The photographs that have a place, and notes on the others.

    Parameters
    ----------
    folder : named by the config
    files : of :func:`photo_files`
    table : with ``file``, ``longitude``, ``latitude`` and perhaps ``caption``; then those that it names alone

    Raises
    ------
    InputError
        If there are none, too many, a file is no image or damaged, none has coordinates, or the table names others.
    """
    paths = [Path(path) for path in files]
    if not paths:
        raise InputError(
            folder,
            f"it holds no photograph ({', '.join(SUFFIXES)})",
            "Correct report.photos.folder; photographs in HEIC are saved as JPEG first.",
        )
    wanted = [Photo(path) for path in paths] if table is None else _listed(folder, paths, Path(table))
    if len(wanted) > MOST:
        raise InputError(
            folder,
            f"{len(wanted)} photographs are given, and the report shows {MOST} at most",
            "Choose some, or name them in a table (report.photos.table).",
        )
    photos = [_with_header(photo) for photo in wanted]
    placed = [photo for photo in photos if photo.placed]
    if not placed:
        raise InputError(
            folder,
            "none of its photographs says where it was taken",
            "Give the coordinates in a table (report.photos.table) with the columns file, longitude and latitude.",
        )
    notes = []
    if len(placed) < len(photos):
        names = ", ".join(photo.path.name for photo in photos if not photo.placed)
        notes.append(
            f"{len(photos) - len(placed)} of {len(photos)} photographs have no coordinates and are left out: {names}"
        )
    return placed, notes


def check_photos(
    folder: str | Path, files: Sequence[str | Path], area: Area | None, table: str | Path | None = None
) -> dict[str, Any]:
    """What the photographs are; each is decoded once.

    Parameters
    ----------
    area : where it is known, a note tells how many lie outside it

    Raises
    ------
    InputError
        As :func:`read_photos`, and if an image is damaged.
    """
    photos, notes = read_photos(folder, files, table)
    for photo in photos:
        with open_photo(photo.path) as image:
            image.draft("RGB", (64, 64))  # of a JPEG a small picture, which takes its whole file all the same
            load(image, photo.path)
    if area is not None:
        left, bottom, right, top = area.bounds_in("EPSG:4326")
        outside = [
            photo.path.name
            for photo in photos
            if not (within(photo.longitude or 0, left, right) and bottom <= (photo.latitude or 0) <= top)
        ]
        if outside:
            notes.append(
                f"{len(outside)} of {len(photos)} photographs were taken outside the area: {', '.join(outside)}"
            )
    unread = sorted(path.name for path in Path(folder).iterdir() if path.suffix.lower() in UNREAD)
    if unread and table is None:
        notes.append(f"{', '.join(unread)} cannot be read; save them as JPEG to have them shown")
    return {"folder": str(folder), "photographs": len(photos), **({"notes": notes} if notes else {})}


def open_photo(path: Path) -> Image.Image:
    """Open an image without decoding it.

    Raises
    ------
    InputError
        If it is none, or larger than Pillow takes for safe.
    """
    try:
        return Image.open(path)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise _unreadable(path, error) from None


def load(image: Image.Image, path: Path) -> None:
    """Decode an image.

    Raises
    ------
    InputError
        If it is damaged.
    """
    try:
        image.load()
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> InputError:
    why = "it is no image" if isinstance(error, UnidentifiedImageError) else str(error)
    return InputError(
        path, f"the photograph cannot be read ({why})", "Copy it again, or take it out of the folder."
    )


def _listed(folder: str | Path, files: Sequence[Path], table: Path) -> list[Photo]:
    """The photographs that a table names, with its coordinates and captions."""
    rows, _ = read_points(table)
    columns = {str(name).casefold(): name for name in rows.columns}
    if "file" not in columns:
        raise InputError(
            table, "it has no column `file`", "Name the photographs in it, as they are called in the folder."
        )
    there = {path.name: path for path in files}
    names = rows[columns["file"]].astype("string").fillna("").str.strip()
    captions = rows[columns["caption"]] if "caption" in columns else None
    found = []
    for line, name in names.items():
        if name not in there:
            raise InputError(
                table,
                f"line {line}: there is no photograph {name!r} in {folder}",
                "Correct the name; it stands there without a folder.",
            )
        point = rows.geometry[line]
        blank = point is None or point.is_empty
        said = (
            ""
            if captions is None or is_blank(captions.loc[[line]]).any()
            else " ".join(str(captions[line]).split())
        )
        found.append(
            Photo(
                there[name],
                None if blank else float(point.x),
                None if blank else float(point.y),
                caption=said[:LONGEST_CAPTION],
            )
        )
    if names.duplicated().any():
        raise InputError(
            table, f"it names {names[names.duplicated()].iloc[0]!r} twice", "Leave one of the lines."
        )
    return found


def _with_header(photo: Photo) -> Photo:
    """With the coordinates and the day of its EXIF data, where it says them and the table does not."""
    with open_photo(photo.path) as image:
        exif = image.getexif()
        place = None if photo.placed else _coordinates(exif.get_ifd(ExifTags.IFD.GPSInfo))
        taken = _day(exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal))
    if place is None:
        return replace(photo, taken=taken)
    return replace(photo, longitude=place[0], latitude=place[1], taken=taken)


def _coordinates(gps: Any) -> tuple[float, float] | None:
    """Longitude and latitude of EXIF's GPS data; None where it has none, or such as no place has."""
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "E", "W")
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "N", "S")
    if longitude is None or latitude is None or abs(longitude) > 180 or abs(latitude) > 90:
        return None
    return (
        None if longitude == 0 and latitude == 0 else (longitude, latitude)
    )  # what cameras write without a fix


def _degrees(parts: Any, side: Any, positive: str, negative: str) -> float | None:
    """Degrees of (degrees, minutes, seconds) on a side of the equator or of Greenwich."""
    side = str(side).strip("\0 ").upper()[:1]
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or value < 0 or side not in (positive, negative):
        return None
    return value if side == positive else -value


def _day(text: Any) -> datetime.date | None:
    """The day of EXIF's ``YYYY:MM:DD HH:MM:SS``."""
    try:
        return datetime.datetime.strptime(str(text)[:10], "%Y:%m:%d").date()
    except ValueError:
        return None
