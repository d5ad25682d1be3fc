"""Products of HyP3 as GAMMA scenes or ISCE2 bursts: names, rasters, parameter file, one folder or ZIP per pair."""

import math
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import rasterio
from product_truth import EARTH_RADIUS, EAST, NORTH, SOUTH, WEST, Truth
from rasterio.crs import CRS
from rasterio.transform import from_origin
from rasterio.warp import transform, transform_bounds

FAMILY = "hyp3"
# Phase is float32 and a bowl's is below 30 rad: rounding of 1e-6 rad is 1e-8 m over weeks.
QUANTISATION_M_PER_YR = 1e-6

SPACING = 80.0
UTM = CRS.from_epsg(32649)
TAKEN_ORBIT = 52026  # of the first date; S1A, 175 orbits in 12 days


def grid():
    """Transform and shape of a grid whose corner is a whole multiple of the spacing, and longitudes, latitudes."""
    left, bottom, right, top = transform_bounds("EPSG:4326", UTM, WEST, SOUTH, EAST, NORTH)
    left, top = math.ceil(left / SPACING) * SPACING, math.floor(top / SPACING) * SPACING
    shape = int((top - bottom) / SPACING), int((right - left) / SPACING)
    placed = from_origin(left, top, SPACING, SPACING)
    column, row = np.meshgrid(np.arange(shape[1]) + 0.5, np.arange(shape[0]) + 0.5)
    lon, lat = transform(UTM, "EPSG:4326", (left + SPACING * column).ravel(), (top - SPACING * row).ravel())
    return placed, shape, np.reshape(lon, shape), np.reshape(lat, shape)


def name_of(first: date, second: date, form: str = "gamma", identity: str = "48FE") -> str:
    """The product's name."""
    days = f"{first:%Y%m%d}_{second:%Y%m%d}"
    if form == "burst":
        return f"S1_372326_IW3_{days}_VV_INT80_{identity}"
    if form == "bursts":
        return f"S1_064-000000s1n00-136229s2n05-136229s3n04_IW_{days}_VV_INT80_{identity}"
    times = f"{first:%Y%m%d}T101112_{second:%Y%m%d}T101112"
    return f"S1AA_{times}_VVP{abs((second - first).days):03}_INT80_G_ueF_{identity}"


def parameter_text(truth: Truth, first: date, second: date, form: str = "gamma") -> str:
    """The parameter file. Its baseline is counted towards the near range, as HyP3 has it."""
    orbits = [TAKEN_ORBIT + 175 * (day - truth.dates[0]).days // 12 for day in (first, second)]
    if form == "gamma":
        granules = [
            f"S1A_IW_SLC__1SDV_{day:%Y%m%d}T101112_{day:%Y%m%d}T101139_{orbit:06}_0649B2_9A3C"
            for day, orbit in zip((first, second), orbits, strict=True)
        ]
    else:
        granules = [f"S1_372326_IW3_{day:%Y%m%d}T101112_VV_BD30-BURST" for day in (first, second)]
    direction = "ASCENDING" if math.cos(math.radians(truth.heading_deg)) > 0 else "DESCENDING"
    return f"""Reference Granule: {granules[0]}
Secondary Granule: {granules[1]}
Reference Pass Direction: {direction}
Reference Orbit Number: {orbits[0]}
Secondary Pass Direction: {direction}
Secondary Orbit Number: {orbits[1]}
Baseline: {-truth.baseline(first, second)}
UTC time: 36672.4
Heading: {truth.heading_deg % 360}
Spacecraft height: {truth.satellite_height}
Earth radius at nadir: {EARTH_RADIUS}
Slant range near: {truth.centre_range - 80e3}
Slant range center: {truth.centre_range}
Slant range far: {truth.centre_range + 80e3}
Range looks: 20
Azimuth looks: 4
INSAR phase filter: adf
Phase filter parameter: 0.6
Resolution of output (m): 80
Range bandpass filter: no
Azimuth bandpass filter: no
DEM source: GLO-30
DEM resolution (m): 160
Unwrapping type: mcf
Speckle filter: yes
Water mask: no
"""


def raster(path: Path, values, placed, nodata=0) -> None:
    """A GeoTIFF as HyP3 packs it: one band, tiles, LZW or deflate."""
    options = {"dtype": values.dtype.name, "count": 1, "height": values.shape[0], "width": values.shape[1]}
    options |= {"crs": UTM, "transform": placed, "nodata": nodata, "tiled": True, "compress": "lzw"}
    with rasterio.open(path, "w", "GTiff", **options) as target:
        target.write(values, 1)


def write(
    folder: Path,
    truth: Truth,
    *,
    zipped: bool = False,
    form: str = "gamma",
    look_vectors: bool = True,
    water_mask: bool = True,
    backwards: bool = False,
) -> None:
    """A product per pair of the truth."""
    for number, (first, second) in enumerate(truth.pairs):
        if backwards:
            first, second = second, first
        product(
            folder,
            truth,
            first,
            second,
            name_of(first, second, form, f"{number:04X}"),
            form=form,
            look_vectors=look_vectors,
            water_mask=water_mask,
        )
    if zipped:
        for made in sorted(path for path in folder.iterdir() if path.is_dir()):
            pack(made)


def product(folder: Path, truth: Truth, first: date, second: date, name: str, **options) -> Path:
    """One product in a folder of its own."""
    made = folder / name
    made.mkdir(parents=True)
    placed, _, lon, lat = grid()
    dry = ~truth.missing(lon, lat)
    phase = truth.phase(lon, lat, first, second)
    coherence = truth.coherence(lon, lat, *sorted((first, second)))
    if options.get("water_mask", True):
        phase = np.where(dry, phase, 5.0)  # unwrapped across the lake, as HyP3 does unless told not to
        raster(made / f"{name}_water_mask.tif", dry.astype(np.uint8), placed, nodata=None)
    else:
        phase, coherence = np.where(dry, phase, 0), np.where(dry, coherence, 0)
    raster(made / f"{name}_unw_phase.tif", phase.astype(np.float32), placed)
    raster(made / f"{name}_corr.tif", coherence.astype(np.float32), placed)
    raster(made / f"{name}_dem.tif", truth.height(lon, lat).astype(np.float32), placed)
    if options.get("look_vectors", True):
        east, north, up = np.broadcast_arrays(*truth.los(lon, lat))
        orientation = np.arctan2(north, east)
        if options.get("form") != "gamma":  # as hyp3-isce2 makes it: ISCE2's angle from north plus 90 degrees
            orientation = orientation % (2 * np.pi)
        raster(made / f"{name}_lv_theta.tif", np.arcsin(up).astype(np.float32), placed)
        raster(made / f"{name}_lv_phi.tif", orientation.astype(np.float32), placed)
    if options.get("form") != "gamma":
        labels = np.where(lon < (WEST + EAST) / 2, 1, 2).astype(np.float32)
        raster(made / f"{name}_conncomp.tif", labels, placed)
    text = parameter_text(truth, first, second, options.get("form", "gamma"))
    (made / f"{name}.txt").write_text(text)
    (made / f"{name}.README.md.txt").write_text("ASF Sentinel-1 InSAR\n")
    return made


def pack(made: Path) -> Path:
    """The folder of a product as the ZIP that HyP3 offers, in its place."""
    archive = made.with_name(f"{made.name}.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{made.name}/", "")
        for path in sorted(made.iterdir()):
            file.write(path, f"{made.name}/{path.name}")
            path.unlink()
    made.rmdir()
    return archive
