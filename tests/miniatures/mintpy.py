"""MintPy's results in miniature: the files that its small-baseline workflow leaves, geocoded or in radar geometry."""

from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray
from product_truth import EAST, NORTH, SOUTH, WAVELENGTH, WEST, Truth, degree_grid

FAMILY = "mintpy"
QUANTISATION_M_PER_YR = 1e-6  # float32 metres: the rounding of each date is below 1e-8 m
SERIES = "timeseries_ERA5_demErr.h5"
REFERENCE = (113.608, 23.645)  # longitude and latitude of ground that does not move


def radar_grid(shape: tuple[int, int] = (60, 66)) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes (deg) of radar cells: lines along the flight to the north, samples to the east.

    The swath covers the whole area. An ascending satellite that looks to the right; its lines run a little west of north.
    """
    line, sample = np.mgrid[: shape[0], : shape[1]] / np.array([shape[0] - 1, shape[1] - 1])[:, None, None]
    width, length = EAST - WEST, NORTH - SOUTH
    lon = WEST + width * (-0.05 + 1.20 * sample - 0.10 * line)
    lat = SOUTH + length * (-0.15 + 1.18 * line + 0.12 * sample)
    return lon, lat


def attributes(
    truth: Truth, shape: tuple[int, int], cell: tuple[int, int], *, mapped: bool
) -> dict[str, str]:
    """What MintPy writes into every file of a Sentinel-1 stack; all of it is text."""
    dates = [f"{day:%Y%m%d}" for day in truth.dates]
    found = {
        "ALOOKS": "3",
        "RLOOKS": "15",
        "ANTENNA_SIDE": "-1",
        "CENTER_LINE_UTC": "37844.5",
        "EARTH_RADIUS": "6371000.0",
        "END_DATE": dates[-1],
        "START_DATE": dates[0],
        "HEADING": str(truth.heading_deg),
        "HEIGHT": str(truth.satellite_height),
        "LENGTH": str(shape[0]),
        "WIDTH": str(shape[1]),
        "ORBIT_DIRECTION": "ASCENDING" if abs(truth.heading_deg) < 90 else "DESCENDING",
        "PLATFORM": "Sen",
        "PROCESSOR": "isce",
        "PROJECT_NAME": "MiniatureSenAT11",
        "RANGE_PIXEL_SIZE": "34.9",
        "REF_DATE": dates[0],
        "REF_X": str(cell[1]),
        "REF_Y": str(cell[0]),
        "STARTING_RANGE": str(truth.centre_range - 3000),
        "WAVELENGTH": repr(WAVELENGTH),
        "mintpy.networkInversion.weightFunc": "var",
        "mintpy.troposphericDelay.method": "pyaps",
    }
    if mapped:
        lon, lat, (west, north, spacing) = degree_grid()
        found |= {
            "EPSG": "4326",
            "X_FIRST": repr(west),
            "Y_FIRST": repr(north),
            "X_STEP": repr(spacing),
            "Y_STEP": repr(-spacing),
            "X_UNIT": "degrees",
            "Y_UNIT": "degrees",
            "REF_LAT": repr(float(lat[cell])),
            "REF_LON": repr(float(lon[cell])),
        }
    return found


def write_file(path: Path, datasets: dict[str, NDArray], about: dict[str, str], kind: str, unit: str) -> None:
    """One HDF5 file as MintPy lays it out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        for name, values in datasets.items():
            file.create_dataset(name, data=values)
        file.attrs.update({**about, "FILE_TYPE": kind, "UNIT": unit})


def write(
    folder: Path,
    truth: Truth,
    *,
    mapped: bool = True,
    series: str | None = SERIES,
    velocity: bool = True,
    quality: bool = True,
    azimuth: bool = True,
) -> None:
    """Write the files of a finished run.

    Parameters
    ----------
    mapped : geocoded; else in radar geometry, with latitude and longitude in the geometry file
    series : name of the displacement series; None writes none
    velocity : whether to write ``velocity.h5``
    quality : whether to write temporal and spatial coherence and the numbers of pairs
    azimuth : whether the geometry has ``azimuthAngle``; else the heading alone tells where the satellite is
    """
    lon, lat = degree_grid()[:2] if mapped else radar_grid()
    nearest = np.argmin(np.hypot(lon - REFERENCE[0], lat - REFERENCE[1]))
    row, column = (int(n) for n in np.unravel_index(nearest, lon.shape))
    about = attributes(truth, lon.shape, (row, column), mapped=mapped)
    missing = truth.missing(lon, lat)
    rate = truth.rate(lon, lat) - truth.rate(lon[row, column], lat[row, column])
    rate = np.where(missing, 0, rate)  # MintPy writes 0 where it has nothing
    if series:
        stack = np.stack([rate * truth.years(day) for day in truth.dates]).astype(np.float32)
        dates = np.array([f"{day:%Y%m%d}" for day in truth.dates], dtype="S8")
        bperp = np.array(truth.baselines, np.float32)
        write_file(
            folder / series, {"date": dates, "bperp": bperp, "timeseries": stack}, about, "timeseries", "m"
        )
    if velocity:
        sigma = np.where(missing, 0, 0.001 + 0 * rate)
        layers = {"velocity": rate.astype(np.float32), "velocityStd": sigma.astype(np.float32)}
        write_file(folder / "velocity.h5", layers, about, "velocity", "m/year")
    coherence = np.where(missing, 0, 0.95 - 0.1 * (truth.height(lon, lat) - 120) / 300).astype(np.float32)
    mask = (coherence > 0.7) & ~missing
    write_file(folder / "maskTempCoh.h5", {"mask": mask}, about, "mask", "1")
    if quality:
        write_file(
            folder / "temporalCoherence.h5", {"temporalCoherence": coherence}, about, "temporalCoherence", "1"
        )
        spatial = (0.8 * coherence).astype(np.float32)
        write_file(folder / "avgSpatialCoh.h5", {"coherence": spatial}, about, "coherence", "1")
        pairs = np.where(missing, 0, len(truth.pairs)).astype(np.float32)
        write_file(folder / "numInvIfgram.h5", {"mask": pairs}, about, "mask", "1")
    east, north, _ = truth.los(lon, lat)
    geometry = {
        "height": truth.height(lon, lat).astype(np.float32),
        "incidenceAngle": np.degrees(truth.incidence(lon, lat)).astype(np.float32),
        "slantRangeDistance": truth.slant_range(lon, lat).astype(np.float32),
        "shadowMask": np.zeros(lon.shape, bool),
    }
    if azimuth:
        # From the ground to the satellite, from north, anticlockwise.
        geometry["azimuthAngle"] = np.degrees(np.arctan2(-east, north)).astype(np.float32)
    if not mapped:
        geometry |= {"latitude": lat.astype(np.float32), "longitude": lon.astype(np.float32)}
    name = "geometryGeo.h5" if mapped else "geometryRadar.h5"
    write_file(folder / "inputs" / name, geometry, about, "geometry", "m")
