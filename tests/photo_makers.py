"""Photographs as cameras write them, with coordinates, orientation and serial numbers in their EXIF data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

SERIAL = "SN-0815-4711"


def degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds."""
    whole = int(abs(value))
    minutes = int(60 * (abs(value) - whole))
    seconds = 3600 * (abs(value) - whole - minutes / 60)
    return IFDRational(whole, 1), IFDRational(minutes, 1), IFDRational(round(seconds * 10_000), 10_000)


def write_photo(
    path: Path,
    place: tuple[float, float] | None = None,
    *,
    size: tuple[int, int] = (320, 240),
    orientation: int = 1,
    day: str | None = "2025:05:17 10:20:30",
    noisy: bool = False,
) -> Path:
    """Write a photograph whose upper left quarter is red; ``place`` is longitude and latitude."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.full((size[1], size[0], 3), 200, np.uint8)
    if noisy:
        values = np.random.default_rng(0).integers(0, 256, values.shape).astype(np.uint8)
    values[: size[1] // 2, : size[0] // 2] = (220, 20, 20)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Camera"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.BodySerialNumber] = SERIAL
    if day:
        details[ExifTags.Base.DateTimeOriginal] = day
    if place is not None:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLongitudeRef] = "E" if place[0] >= 0 else "W"
        gps[ExifTags.GPS.GPSLongitude] = degrees(place[0])
        gps[ExifTags.GPS.GPSLatitudeRef] = "N" if place[1] >= 0 else "S"
        gps[ExifTags.GPS.GPSLatitude] = degrees(place[1])
    Image.fromarray(values).save(path, exif=exif.tobytes())
    return path
