"""Series, rate and geometry on the map as HDF5 files in the layout of MintPy (Yunjun et al. 2019).

Sign and zero are MintPy's: positive towards the satellite, whatever ``scarpwatch.conventions`` says, and zero at the first
date. Lengths are in metres and angles in degrees. Values that the quality mask removes are NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from scarpwatch.conventions import DISPLACEMENT_OF_APPROACH
from scarpwatch.files.finished import atomic_path, hdf5_file
from scarpwatch.grids.grid import Grid


def file_attributes(
    grid: Grid,
    dates: Sequence[str],
    *,
    wavelength: float,
    reference: Mapping[str, Any],
    heading_deg: float | None = None,
) -> dict[str, str]:
    """Attributes that all files share; MintPy keeps them as text.

    ``REF_Y`` and ``REF_X`` are the cell of the reference, ``REF_LAT`` and ``REF_LON`` its centre in the grid's
    own coordinates, as MintPy writes them for projected grids; a reference outside the grid is left out.

    Parameters
    ----------
    grid : projected grid, north up
    dates : ``YYYYMMDD``
    wavelength : m; NaN where it is not known
    reference : with ``longitude`` and ``latitude`` (deg), which are None where they are not known
    heading_deg : of the satellite, clockwise from north; ``None`` or NaN where it is not known
    """
    crs = CRS.from_user_input(grid.crs)
    width, height = grid.cell_size
    left, _, _, top = grid.bounds
    attributes = {
        "PROJECT_NAME": "scarpwatch",
        "PROCESSOR": "scarpwatch",
        "PLATFORM": "Sen",
        "LENGTH": grid.shape[0],
        "WIDTH": grid.shape[1],
        "X_FIRST": repr(left),
        "Y_FIRST": repr(top),
        "X_STEP": repr(width),
        "Y_STEP": repr(-height),
        "X_UNIT": "meters",
        "Y_UNIT": "meters",
        **({"WAVELENGTH": repr(wavelength)} if np.isfinite(wavelength) else {}),
        "START_DATE": dates[0],
        "END_DATE": dates[-1],
        "DATE12": f"{dates[0]}_{dates[-1]}",
        "REF_DATE": dates[0],
        "ALOOKS": 1,
        "RLOOKS": 1,
    }
    if crs.utm_zone:
        attributes["UTM_ZONE"] = crs.utm_zone
    if crs.to_epsg() is not None:
        attributes["EPSG"] = crs.to_epsg()
    if heading_deg is not None and np.isfinite(heading_deg):
        attributes["HEADING"] = repr(heading_deg)
        attributes["ORBIT_DIRECTION"] = "ASCENDING" if np.cos(np.deg2rad(heading_deg)) > 0 else "DESCENDING"
    if reference["longitude"] is None:
        return {name: str(value) for name, value in attributes.items()}
    to_grid = Transformer.from_crs(4326, crs, always_xy=True)
    x, y = to_grid.transform(reference["longitude"], reference["latitude"])
    column, row = (int(np.floor(value)) for value in ~grid.transform @ (x, y))
    if 0 <= row < grid.shape[0] and 0 <= column < grid.shape[1]:
        easting, northing = grid.transform @ (column + 0.5, row + 0.5)
        attributes |= {"REF_Y": row, "REF_X": column, "REF_LAT": repr(northing), "REF_LON": repr(easting)}
    return {name: str(value) for name, value in attributes.items()}


def write_layers(
    path: str | Path,
    layers: Mapping[str, NDArray[Any]],
    attributes: Mapping[str, str],
    *,
    kind: str,
    unit: str,
) -> None:
    """Write arrays (rows, columns) as one file.

    Parameters
    ----------
    layers : names as MintPy knows them (``velocity``, ``velocityStd``; ``height``, ``incidenceAngle``, ...)
    kind : ``velocity`` or ``geometry``
    unit : of the first layer
    """
    with atomic_path(path) as temporary, hdf5_file(temporary) as stream, h5py.File(stream, "w") as file:
        for name, values in layers.items():
            file.create_dataset(name, data=values)
        file.attrs.update({**attributes, "FILE_TYPE": kind, "UNIT": unit})


def write_timeseries(
    path: str | Path,
    series: Iterable[NDArray[np.floating]],
    dates: Sequence[str],
    attributes: Mapping[str, str],
    *,
    baselines: NDArray[np.floating] | None = None,
) -> None:
    """Write a displacement series date by date, so that one date is held in memory.

    Parameters
    ----------
    series : arrays (rows, columns), m, one per date in order
    dates : ``YYYYMMDD``
    baselines : perpendicular, relative to the first date (m); ``None`` where they are not known

    Raises
    ------
    ValueError
        If there is not one array per date.
    """
    shape = (len(dates), int(attributes["LENGTH"]), int(attributes["WIDTH"]))
    with atomic_path(path) as temporary, hdf5_file(temporary) as stream, h5py.File(stream, "w") as file:
        file.create_dataset("date", data=np.array(dates, dtype="S8"))
        if baselines is not None:
            file.create_dataset("bperp", data=np.asarray(baselines, np.float32))
        stack = file.create_dataset("timeseries", shape, np.float32)
        for number, (_, values) in enumerate(zip(dates, series, strict=True)):
            stack[number] = DISPLACEMENT_OF_APPROACH * values
        file.attrs.update({**attributes, "FILE_TYPE": "timeseries", "UNIT": "m"})
