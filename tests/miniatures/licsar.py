"""A frame of LiCSAR as LiCSBAS downloads it: `GEOC` with a folder per pair, look vector and text files."""

import math
from pathlib import Path

import numpy as np
import rasterio
from plain_files import write_dem_par
from product_truth import EAST, NORTH, SOUTH, WEST, Truth, degree_grid
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.grids.grid import Grid

FAMILY = "licsar"
# Phase is float32; coherence in steps of 1/255 only weights the pairs, and here they agree with each other.
QUANTISATION_M_PER_YR = 1e-6
FRAME = "106A_06632_131313"
PRIME = 2  # which date is the frame's prime

_METADATA = """master={prime:%Y%m%d}
center_time=10:11:25.000000
heading={heading}
avg_incidence_angle={incidence}
azimuth_resolution=14.068910
range_resolution=2.329562
centre_range_m={centre}
avg_height=180.0
applied_DEM=CopernicusDEM_30m
"""


def raster(path: Path, values, nodata=0) -> None:
    """A GeoTIFF as LiCSAR packs it."""
    _, _, (west, north, spacing) = degree_grid()
    options = {"dtype": values.dtype.name, "count": 1, "height": values.shape[0], "width": values.shape[1]}
    options |= {"crs": CRS.from_epsg(4326), "transform": from_origin(west, north, spacing, spacing)}
    with rasterio.open(
        path, "w", "GTiff", nodata=nodata, compress="deflate", predictor=1, **options
    ) as target:
        target.write(values, 1)


def baseline_text(truth: Truth, *, old: bool = False, dates=None) -> str:
    """The file `baselines`, of the four columns in use or the nine of old."""
    prime, lines = truth.dates[PRIME], []
    for number, day in enumerate(dates or truth.dates):
        value, days = truth.baseline(prime, day), (day - prime).days
        if old:
            lines.append(f"{number} {prime:%Y%m%d} {day:%Y%m%d} {value} {days} 0 {days} 0.0 {value}")
        elif day != prime:
            lines.append(f"{prime:%Y%m%d} {day:%Y%m%d} {value} {days}")
    return "\n".join(lines) + "\n"


def metadata_text(truth: Truth) -> str:
    """The file `metadata.txt`."""
    middle = (WEST + EAST) / 2, (SOUTH + NORTH) / 2
    return _METADATA.format(
        prime=truth.dates[PRIME],
        heading=truth.heading_deg,
        incidence=math.degrees(float(truth.incidence(*middle))),
        centre=float(truth.slant_range(*middle)),
    )


def write_multilooked(
    folder: Path, truth: Truth, *, name: str = "GEOCml1", floats: bool = False, vector: bool = True
) -> Path:
    """What LiCSBAS makes of the frame: plain numbers, NaN where there is no phase, sizes in text files."""
    place = folder / name
    lon, lat, (west, north, spacing) = degree_grid()
    dry = ~truth.missing(lon, lat)
    for first, second in truth.pairs:
        pair = f"{first:%Y%m%d}_{second:%Y%m%d}"
        (place / pair).mkdir(parents=True)
        np.where(dry, truth.phase(lon, lat, first, second), np.nan).astype("<f4").tofile(
            place / pair / f"{pair}.unw"
        )
        (place / pair / f"{pair}.unw.png").touch()
        coherence = np.where(dry, truth.coherence(lon, lat, first, second), 0)
        coherence = coherence.astype("<f4") if floats else np.rint(255 * coherence).astype(np.uint8)
        coherence.tofile(place / pair / f"{pair}.cc")
    for part, values in zip("ENU", truth.los(lon, lat) if vector else (), strict=vector):
        np.broadcast_to(values, lon.shape).astype("<f4").tofile(place / f"{part}.geo")
    truth.height(lon, lat).astype("<f4").tofile(place / "hgt")
    write_dem_par(place, Grid(CRS.from_epsg(4326), from_origin(west, north, spacing, spacing), lon.shape))
    (place / "slc.mli.par").write_text(
        f"range_samples:   {lon.shape[1]}\nazimuth_lines:   {lon.shape[0]}\nradar_frequency: 5405000000.0 Hz\n"
    )
    (place / "baselines").write_text(baseline_text(truth))
    return place


def write(
    folder: Path,
    truth: Truth,
    *,
    floats: bool = False,
    baselines: str | None = "new",
    look_vector: bool = True,
    metadata: bool = True,
) -> None:
    """Write the frame; `baselines` is "new", "old" or None."""
    geoc = folder / "GEOC"
    geoc.mkdir(parents=True)
    lon, lat, _ = degree_grid()
    dry = ~truth.missing(lon, lat)
    for first, second in truth.pairs:
        name = f"{first:%Y%m%d}_{second:%Y%m%d}"
        (geoc / name).mkdir()
        phase = np.where(dry, truth.phase(lon, lat, first, second), 0).astype(np.float32)
        coherence = np.where(dry, truth.coherence(lon, lat, first, second), 0)
        coherence = coherence.astype(np.float32) if floats else np.rint(255 * coherence).astype(np.uint8)
        raster(geoc / name / f"{name}.geo.unw.tif", phase)
        raster(geoc / name / f"{name}.geo.cc.tif", coherence)
        raster(geoc / name / f"{name}.geo.diff_pha.tif", np.angle(np.exp(1j * phase)).astype(np.float32))
    if look_vector:
        for part, values in zip("ENU", truth.los(lon, lat), strict=True):
            raster(geoc / f"{FRAME}.geo.{part}.tif", np.asarray(values, np.float32))
    raster(geoc / f"{FRAME}.geo.hgt.tif", truth.height(lon, lat).astype(np.float32))
    raster(geoc / f"{FRAME}.geo.mli.tif", np.ones(lon.shape, np.float32))
    if baselines:
        (geoc / "baselines").write_text(baseline_text(truth, old=baselines == "old"))
    if metadata:
        (geoc / "metadata.txt").write_text(metadata_text(truth))
