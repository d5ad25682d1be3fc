"""A rate as somebody's GeoTIFFs, with sign, unit and period in tags: by default in mm/yr and positive away."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from product_truth import Truth, degree_grid
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.grids.grid import Grid, write_raster

FAMILY = "rate_raster"
QUANTISATION_M_PER_YR = 1e-6  # float32 millimetres
NO_DATA = -9999.0
FACTORS = {"m/yr": 1.0, "cm/yr": 100.0, "mm/yr": 1000.0}


def write(
    folder: Path,
    truth: Truth,
    *,
    unit: str = "mm/yr",
    away: bool = True,
    tagged: bool = True,
    sight: str = "vector",
    quality: bool = True,
) -> None:
    """Write the rasters of one rate.

    Parameters
    ----------
    away : whether motion away from the satellite is positive
    tagged : whether tags tell unit, sign and period
    sight : "vector", "incidence" (degrees) or "none"
    quality : whether there are standard deviation and coherence
    """
    lon, lat, (west, north, spacing) = degree_grid()
    grid = Grid(CRS.from_epsg(4326), from_origin(west, north, spacing, spacing), lon.shape)
    missing, factor = truth.missing(lon, lat), FACTORS[unit]
    tags = {
        "UNITS": unit,
        "SIGN": f"positive {'away from' if away else 'towards'} the satellite",
        "FIRST_DATE": truth.dates[0],
        "LAST_DATE": truth.dates[-1],
    }

    def put(name: str, values: NDArray, nodata: float | None = None) -> None:
        values = values if nodata is None else np.where(missing, nodata, values)
        write_raster(
            folder / f"{name}.tif",
            values.astype(np.float32),
            grid,
            nodata=nodata,
            tags=tags if tagged else {},
        )

    put("rate", (-1 if away else 1) * factor * truth.rate(lon, lat), NO_DATA)
    if quality:
        put("rate_sigma", np.full(lon.shape, 0.001 * factor), NO_DATA)
        put("temporal_coherence", 0.95 - 0.1 * (truth.height(lon, lat) - 120) / 300)
    if sight == "incidence":
        put("incidence", np.degrees(truth.incidence(lon, lat)))
    if sight == "vector":
        for name, part in zip(("east", "north", "up"), truth.los(lon, lat), strict=True):
            put(f"los_{name}", part)
