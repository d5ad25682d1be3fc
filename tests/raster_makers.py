"""Small rasters and layers for the tests of input checks: a good one of each, to be spoilt one way at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import Affine, from_origin

UTM = "EPSG:32632"
WEST, NORTH, CELL, ROWS, COLUMNS = 500_000.0, 5_200_000.0, 50.0, 60, 80


def hills(rows: int = ROWS, columns: int = COLUMNS) -> NDArray[np.float32]:
    """Elevations between 900 and 1100 m."""
    y, x = np.mgrid[:rows, :columns]
    return (1000 + 50 * np.sin(x / 9) + 50 * np.cos(y / 7)).astype(np.float32)


def write(
    path: Path,
    values: NDArray[Any],
    *,
    crs: str | None = UTM,
    transform: Affine | None = None,
    nodata: float | None = None,
    **options: Any,
) -> Path:
    """A GeoTIFF as other programs write them, not by the project's own writer."""
    bands = values if values.ndim == 3 else values[None]
    transform = transform if transform is not None else from_origin(WEST, NORTH, CELL, CELL)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        dtype=bands.dtype,
        count=bands.shape[0],
        height=bands.shape[1],
        width=bands.shape[2],
        crs=crs,
        transform=transform,
        nodata=nodata,
        **options,
    ) as target:
        target.write(bands)
    return path


def truncate(path: Path, share: float = 0.6) -> Path:
    """Cut off the end of a file, as a broken download does."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path
