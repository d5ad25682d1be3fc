"""A folder of OPERA CSLC products: two bursts of six dates, one HDF5 file each, and their static layers.

The cells are 20 m x 40 m where OPERA's are 5 m x 10 m; all else is as delivered. The two bursts overlap, have
slanting edges that differ a little from date to date, and in their overlap scatter independently of each other,
as two looks from different squints do.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import h5py
import numpy as np
from product_truth import EAST, NORTH, SOUTH, WAVELENGTH, WEST, Truth
from pyproj import Transformer
from truth_orbit import states
from truth_slc import images

FAMILY = "opera"
QUANTISATION_M_PER_YR = 0.009  # speckle: 0.15 to 0.2 rad a pair at 9 looks make 0.007 over 60 days
BURSTS = ("T078-165495-IW3", "T078-165496-IW3")
EPSG, DX, DY = 32649, 20.0, 40.0
_RADAR = "metadata/processing_information/input_burst_metadata"
_TIME = "%Y-%m-%d %H:%M:%S.%f"


def coordinates(burst: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the cell centres of a burst: the first has the south of the area, the second the north."""
    project = Transformer.from_crs(4326, EPSG, always_xy=True)
    corners = np.array([project.transform(lon, lat) for lon in (WEST, EAST) for lat in (SOUTH, NORTH)])
    west, south = np.floor(corners.min(axis=0) / 200) * 200 - 400
    east, north = np.ceil(corners.max(axis=0) / 200) * 200 + 400
    middle = (south + north) / 2 // DY * DY
    south, north = ((south, middle + 20 * DY), (middle - 20 * DY, north))[burst]
    west += burst * 10 * DX  # bursts of a swath are staggered
    return np.arange(west + DX / 2, east, DX), np.arange(north - DY / 2, south, -DY)


def degrees(burst: int) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude of the cell centres of a burst."""
    return Transformer.from_crs(EPSG, 4326, always_xy=True).transform(*np.meshgrid(*coordinates(burst)))


def covered(burst: int, number: int) -> np.ndarray:
    """Where a burst of the n-th date has data; its edge in the overlap slants and moves with the date."""
    x, y = np.meshgrid(*coordinates(burst))
    slant = y - 0.05 * (x - x.mean())
    if burst == 0:
        return slant < y.max() - (2 + number) * DY - 0.05 * np.ptp(x) / 2
    return slant > y.min() + (2 + number % 3) * DY + 0.05 * np.ptp(x) / 2


def write(
    folder: Path, truth: Truth, *, static: bool = True, compass: bool = False, bursts: Iterable[int] = (0, 1)
) -> None:
    """Write the folder; with ``compass`` under COMPASS's names."""
    for burst in bursts:
        lon, lat = degrees(burst)
        for number, (day, image) in enumerate(images(truth, lon, lat, seed=70 + burst)):
            image[~covered(burst, number) | truth.missing(lon, lat)] = np.nan
            path = folder / file_name(burst, day, compass=compass)
            path.parent.mkdir(parents=True, exist_ok=True)
            with h5py.File(path, "w") as file:
                _describe(file, truth, burst, day)
                _add(file["data"], "VV", image, f"VV geocoded CSLC image of {BURSTS[burst]}")
        if static:
            name = f"OPERA_L2_CSLC-S1-STATIC_{BURSTS[burst]}_20140403_S1A_v1.0.h5"
            if compass:
                name = f"static_layers_{_lower(burst)}.h5"
            with h5py.File(folder / name, "w") as file:
                _describe(file, truth, burst, truth.dates[0])
                _static(file["data"], truth, burst)


def file_name(burst: int, day: date, *, compass: bool = False, made: str = "20240601T000000") -> str:
    """The name of a product, as OPERA or COMPASS gives it."""
    if compass:
        return f"{_lower(burst)}/{day:%Y%m%d}/{_lower(burst)}_{day:%Y%m%d}.h5"
    return f"OPERA_L2_CSLC-S1_{BURSTS[burst]}_{day:%Y%m%d}T10213{burst * 3}Z_{made}Z_S1A_VV_v1.1.h5"


def _lower(burst: int) -> str:
    return BURSTS[burst].lower().replace("-", "_")


def _describe(file: h5py.File, truth: Truth, burst: int, day: date) -> None:
    data = file.create_group("data")
    for axis, values in zip("xy", coordinates(burst), strict=True):
        data[f"{axis}_coordinates"] = values
        data[f"{axis}_coordinates"].make_scale()
        data[f"{axis}_spacing"] = values[1] - values[0]
    data["projection"] = np.int32(EPSG)
    data["projection"].attrs["epsg_code"] = EPSG
    orbit = states(truth, day)
    start = orbit.times[8] + timedelta(seconds=-1.5 + 2.7 * burst)
    for name, value in {
        "identification/burst_id": _lower(burst),
        "identification/track_number": 78,
        "identification/mission_id": "S1A",
        "identification/look_direction": "Right",
        "identification/orbit_pass_direction": "Ascending",
        "identification/zero_doppler_start_time": start.strftime(_TIME),
        "identification/zero_doppler_end_time": (start + timedelta(seconds=3)).strftime(_TIME),
        f"{_RADAR}/wavelength": WAVELENGTH,
        f"{_RADAR}/radar_center_frequency": 299792458.0 / WAVELENGTH,
        f"{_RADAR}/platform_id": "S1A",
        f"{_RADAR}/polarization": "VV",
        "metadata/orbit/reference_epoch": f"{orbit.epoch:{_TIME}}000",
        "metadata/orbit/orbit_direction": "Ascending",
        "metadata/orbit/time": orbit.seconds,
    }.items():
        file[name] = np.bytes_(value) if isinstance(value, str) else value
    for number, axis in enumerate("xyz"):
        file[f"metadata/orbit/position_{axis}"] = orbit.positions[:, number]
        file[f"metadata/orbit/velocity_{axis}"] = orbit.velocities[:, number]


def _static(data: h5py.Group, truth: Truth, burst: int) -> None:
    lon, lat = degrees(burst)
    outside = ~covered(burst, 0)
    east, north, _ = truth.los(lon, lat)
    for name, values in (
        ("los_east", east),
        ("los_north", north),
        ("local_incidence_angle", np.degrees(truth.incidence(lon, lat))),
        ("z", truth.height(lon, lat)),
    ):
        _add(data, name, np.where(outside, np.nan, values).astype(np.float32), name)
    mask = np.where(truth.height(lon, lat) > 400, 2, 0)
    _add(
        data,
        "layover_shadow_mask",
        np.where(outside, 127, mask).astype(np.int8),
        "0, 1 shadow, 2 layover, 3 both",
    )


def _add(data: h5py.Group, name: str, values: np.ndarray, description: str) -> None:
    dataset = data.create_dataset(name, data=values, chunks=(64, 64), compression="gzip", compression_opts=1)
    dataset.attrs["description"] = np.bytes_(description)
    dataset.attrs["grid_mapping"] = np.bytes_("projection")
    for axis, coordinate in enumerate("yx"):
        dataset.dims[axis].attach_scale(data[f"{coordinate}_coordinates"])
