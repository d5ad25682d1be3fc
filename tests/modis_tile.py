"""Tiles of MODIS vegetation indices as their maker writes them, on a part of the sinusoidal grid."""

from pathlib import Path

import numpy as np
from pyhdf.SD import SD, SDC
from rasterio.crs import CRS
from rasterio.transform import Affine
from rasterio.warp import transform

from scarpwatch.grids.grid import Grid

SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"
CELL = 1111950.5196667 / 4800
WEST, NORTH = -20015109.354, 10007554.677  # of the whole grid, as its maker states them


def tile_part(longitude: float, latitude: float, rows: int, columns: int) -> Grid:
    """A grid of whole cells of the sinusoidal grid with its upper left corner near a place."""
    (x,), (y,) = transform("EPSG:4326", SINUSOIDAL, [longitude], [latitude])
    left, top = WEST + np.floor((x - WEST) / CELL) * CELL, NORTH - np.floor((NORTH - y) / CELL) * CELL
    return Grid(CRS.from_string(SINUSOIDAL), Affine(CELL, 0, left, 0, -CELL, top), (rows, columns))


def places(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude of the cell centres."""
    rows, columns = np.mgrid[: grid.shape[0], : grid.shape[1]]
    x, y = grid.transform @ (columns + 0.5, rows + 0.5)
    lon, lat = transform(grid.crs, "EPSG:4326", x.ravel(), y.ravel())
    return np.reshape(lon, grid.shape), np.reshape(lat, grid.shape)


def metadata(grid: Grid) -> str:
    left, bottom, right, top = grid.bounds
    return (
        "GROUP=SwathStructure\nEND_GROUP=SwathStructure\nGROUP=GridStructure\n\tGROUP=GRID_1\n"
        f'\t\tGridName="MODIS_Grid_16DAY_250m_500m_VI"\n\t\tXDim={grid.shape[1]}\n\t\tYDim={grid.shape[0]}\n'
        f"\t\tUpperLeftPointMtrs=({left:.6f},{top:.6f})\n\t\tLowerRightMtrs=({right:.6f},{bottom:.6f})\n"
        "\t\tProjection=GCTP_SNSOID\n\t\tProjParams=(6371007.181000,0,0,0,0,0,0,0,0,0,0,0,0)\n"
        "\t\tSphereCode=-1\n\t\tGROUP=Dimension\n\t\tEND_GROUP=Dimension\n\tEND_GROUP=GRID_1\n"
        "END_GROUP=GridStructure\nEND\n"
    )


def write_tile(
    path: Path,
    ndvi: np.ndarray,
    grid: Grid,
    *,
    reliability: np.ndarray | None = None,
    structure: bool = True,
    scale_factor: float | None = 10000.0,
) -> Path:
    """Write the index (NaN = fill); ``structure=False`` leaves out where the tile lies."""
    file = SD(str(path), SDC.WRITE | SDC.CREATE | SDC.TRUNC)
    if structure:
        setattr(file, "StructMetadata.0", metadata(grid))
    stored = np.where(np.isfinite(ndvi), np.rint(ndvi * 10000), -3000).astype(np.int16)
    index = file.create("250m 16 days NDVI", SDC.INT16, ndvi.shape)
    index.setcompress(SDC.COMP_DEFLATE, 6)
    index.attr("long_name").set(SDC.CHAR, "250m 16 days NDVI")
    index.attr("units").set(SDC.CHAR, "NDVI")
    index.attr("valid_range").set(SDC.INT16, [-2000, 10000])
    index.attr("_FillValue").set(SDC.INT16, -3000)
    if scale_factor is not None:
        index.attr("scale_factor").set(SDC.FLOAT64, scale_factor)
        index.attr("add_offset").set(SDC.FLOAT64, 0.0)
    index[:] = stored
    index.endaccess()
    ranks = file.create("250m 16 days pixel reliability", SDC.INT8, ndvi.shape)
    ranks.attr("valid_range").set(SDC.INT8, [0, 3])
    ranks.attr("_FillValue").set(SDC.INT8, -1)
    ranks[:] = (np.where(np.isfinite(ndvi), 0, -1) if reliability is None else reliability).astype(np.int8)
    ranks.endaccess()
    file.end()
    return path
