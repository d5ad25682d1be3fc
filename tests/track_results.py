"""Results of a track in miniature, as another run would leave them: rates, look vector, quality."""

import json
from pathlib import Path

import numpy as np
from product_truth import Truth, degrees

from scarpwatch.grids.grid import Grid, write_raster

UNTIL = "2024-03-05"
REFERENCE = {"longitude": 113.602, "latitude": 23.602}


def vertical(lon, lat):
    """Sinking bowl and rising dome, cm/yr, positive up."""
    return 100 * Truth().rate(lon, lat)


def east(lon, lat):
    """A slope that slides to the west, cm/yr."""
    return -4 * np.exp(-(((lon - 113.628) / 0.008) ** 2) - ((lat - 23.628) / 0.008) ** 2)


def write_track(
    folder: Path,
    grid: Grid,
    heading_deg: float,
    *,
    offset: float = 0.0,
    north: float = 0.0,
    missing=None,
    layover=None,
    sigma: float = 0.1,
) -> dict[str, str]:
    """Write the files of a finished run into its folder ``results``; give their paths by name.

    Parameters
    ----------
    offset : added to the rate, as a reference that moves would (cm/yr)
    north : motion to the north (cm/yr)
    missing, layover : functions of longitude and latitude, true where not measured or distorted
    """
    lon, lat = degrees(grid)
    look = np.stack(Truth(heading_deg=heading_deg).los(lon, lat))
    rate = look[0] * east(lon, lat) + look[1] * north + look[2] * vertical(lon, lat) + offset
    hidden = np.zeros(lon.shape, bool) if layover is None else layover(lon, lat)
    nothing = hidden if missing is None else hidden | missing(lon, lat)
    rate[nothing] = np.nan
    spread = np.where(nothing, np.nan, sigma)
    deformation = folder / UNTIL / "deformation"
    tags = {"REFERENCE": "here", "FIRST_DATE": "2024-01-05", "LAST_DATE": UNTIL, "UNITS": "cm/yr"}
    write_raster(deformation / "rate.tif", rate.astype(np.float32), grid, tags=tags)
    write_raster(deformation / "rate_sigma.tif", spread.astype(np.float32), grid, tags=tags)
    bands = np.concatenate([look, hidden[np.newaxis]]).astype(np.float32)
    write_raster(folder / "stack" / "look_vector.tif", bands, grid)
    quality = {
        "first_date": "2024-01-05",
        "last_date": UNTIL,
        "reference": REFERENCE,
        "reference_offset_sigma_cm_per_year": 0.2,
    }
    (deformation / "quality.json").write_text(json.dumps(quality))
    return {
        "rate": str(deformation / "rate.tif"),
        "sigma": str(deformation / "rate_sigma.tif"),
        "quality": str(deformation / "quality.json"),
        "look": str(folder / "stack" / "look_vector.tif"),
    }
