"""Images of MintPy's files in the project's units: displacement, rate, layers, geometry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.conventions import DISPLACEMENT_OF_APPROACH
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.grids.hdf5 import numbers_of
from scarpwatch.stacks.mintpy.metadata import (
    GEOMETRY,
    QUALITY,
    grid_of,
    heading,
    metres,
    number,
    open_hdf5,
    read_attributes,
    reference_cell,
)
from scarpwatch.stacks.readers import MOST_PAIRS, Geometry, require_displacement

ANGLES = (1.0, 90.0)  # degrees of incidence that a radar may have
APART = 30.0  # degrees that the direction to the satellite may be from the heading's: squint, convergence


def read_image(
    path: str | Path, dataset: str, grid: Grid, dtype: type[np.floating] = np.float64
) -> NDArray[Any]:
    """A dataset as array (rows, columns).

    Raises
    ------
    InputError
        If it is missing, cut short or of another size than the grid.
    """
    with open_hdf5(path) as file:
        if dataset not in file:
            raise InputError(path, f"it has no dataset {dataset}", "Let MintPy write the file again.")
        image = numbers_of(file, dataset)
        if image.shape != tuple(grid.shape):
            raise InputError(
                path,
                f"its size is {image.shape}, and that of the displacement {tuple(grid.shape)}",
                "Give files of one run of MintPy, all in radar geometry or all geocoded.",
            )
        try:
            return np.asarray(image[:], dtype)
        except OSError as error:
            raise InputError(
                path, f"{dataset} cannot be read ({error})", "The file may be cut short: copy it again."
            ) from None


def read_layers(files: Mapping[str, str | Path], grid: Grid) -> dict[str, NDArray[np.float32]]:
    """The layers of a series, by name; 0 means none, in MintPy as here.

    Raises
    ------
    InputError
        If a coherence is not 0 to 1, or a number of pairs is none.
    """
    layers = {name: read_image(path, QUALITY[name][1], grid, np.float32) for name, path in files.items()}
    for name, values in layers.items():
        low, top = float(np.nanmin(values, initial=0.0)), float(np.nanmax(values, initial=0.0))
        most = MOST_PAIRS if name == "pairs" else 1.001
        if top > most or low < 0:
            raise InputError(
                files[name],
                f"its values go from {low:g} to {top:g}, where "
                + ("numbers of pairs belong" if name == "pairs" else "0 to 1 belongs"),
                f"Give the {'numbers' if name == 'pairs' else 'coherence'} as MintPy writes them.",
            )
    return layers


def read_displacement(
    file: h5py.File, numbers: list[int], window: Window, reference: tuple[int, int], *, scale: float
) -> NDArray[np.float32]:
    """Displacement (m) of some dates in a window, zero at the first of them; NaN where not measured.

    Parameters
    ----------
    file : the open series
    numbers : places of the dates in the file
    reference : row and column of the reference, which is 0 on all dates and yet measured
    scale : from :func:`metres`

    Raises
    ------
    InputError
        If the images cannot be read, or reach beyond what phase can follow.
    """
    rows, columns = window.toslices()
    try:
        values = np.asarray(numbers_of(file, "timeseries")[:, rows, columns][numbers], np.float32)
    except OSError as error:
        raise InputError(
            file.filename, f"its images cannot be read ({error})", "The file may be cut short: copy it again."
        ) from None
    _require_finite(file.filename, values)
    nothing = (values == 0).all(axis=0)
    row, column = reference[0] - rows.start, reference[1] - columns.start
    if 0 <= row < nothing.shape[0] and 0 <= column < nothing.shape[1]:
        nothing[row, column] = False
    values[:, nothing] = np.nan
    values *= np.float32(DISPLACEMENT_OF_APPROACH * scale)
    require_displacement(file.filename, values)
    return np.asarray(values - values[0])


def read_rate(path: str | Path) -> tuple[NDArray[np.float32], NDArray[np.float32], Grid]:
    """Rate and its standard deviation (m/yr), NaN where not measured or not known, and their grid."""
    attributes = read_attributes(path)
    grid, scale = grid_of(attributes, path), metres(attributes, path, rate=True)
    rate = DISPLACEMENT_OF_APPROACH * scale * read_image(path, "velocity", grid)
    _require_finite(path, rate)
    with open_hdf5(path) as file:
        has_sigma = "velocityStd" in file
    sigma = scale * read_image(path, "velocityStd", grid) if has_sigma else np.full(grid.shape, np.nan)
    nothing = rate == 0
    nothing[reference_cell(attributes, path)] = False
    rate[nothing] = np.nan
    sigma[~np.isfinite(rate)] = np.nan
    return rate.astype(np.float32), sigma.astype(np.float32), grid


def _require_finite(path: str | Path, values: NDArray[np.floating]) -> None:
    """Refuse infinite displacement; NaN is no data."""
    if np.isinf(values).any():
        raise InputError(
            path,
            "it has infinite displacement: the file is damaged",
            "Copy it again, or let MintPy write it again.",
        )


def look_vector(
    incidence: NDArray[np.floating], azimuth_deg: NDArray[np.floating]
) -> dict[str, NDArray[np.float32]]:
    """Unit vector from the ground to the satellite, from MintPy's angles.

    Parameters
    ----------
    incidence : array (rows, columns), rad
    azimuth_deg : array (rows, columns), deg, of the direction from the ground to the satellite, measured from
        north ANTICLOCKWISE (ISCE's convention)
    """
    azimuth, across = np.deg2rad(azimuth_deg), np.sin(incidence)
    return {
        "los_east": (-across * np.sin(azimuth)).astype(np.float32),
        "los_north": (across * np.cos(azimuth)).astype(np.float32),
        "los_up": np.cos(incidence).astype(np.float32),
    }


def read_angles(path: str | Path) -> tuple[NDArray[np.float32], NDArray[np.float32], str]:
    """Incidence (rad), azimuth of the direction to the satellite (deg, as in `look_vector`), and its origin.

    Where there is no ``azimuthAngle``, the direction to the satellite follows from ``HEADING``: 90 degrees to
    the left of the flight for a radar that looks to the right, to its right where ``ANTENNA_SIDE`` is 1.

    Raises
    ------
    InputError
        If an angle is not in degrees, neither azimuth angle nor heading is known, or the two disagree.
    """
    attributes = read_attributes(path)
    grid = grid_of(attributes, path)
    angle = read_image(path, GEOMETRY["incidence"], grid, np.float32)
    angle[angle == 0] = np.nan
    known = angle[np.isfinite(angle)]
    if not known.size or known.max() < np.pi / 2 or known.min() < ANGLES[0] or known.max() > ANGLES[1]:
        span = f"from {known.min():g} to {known.max():g}" if known.size else "nowhere known"
        raise InputError(
            path,
            f"incidenceAngle is {span}, where degrees from {ANGLES[0]:g} to {ANGLES[1]:g} belong",
            "Give it in degrees, from the vertical.",
        )
    with open_hdf5(path) as file:
        has_azimuth = "azimuthAngle" in file
    towards = heading(attributes)
    if not has_azimuth and not np.isfinite(towards):
        raise InputError(
            path,
            "it has neither a dataset azimuthAngle nor an attribute HEADING",
            "Add the attribute HEADING, the flight direction in degrees clockwise from north.",
        )
    side = -1.0 if attributes.get("ANTENNA_SIDE", "").strip() in ("1", "+1", "1.0") else 1.0
    expected = 90.0 * side - towards
    if not has_azimuth:
        azimuth = np.where(np.isfinite(angle), np.float32(expected), np.float32(np.nan))
        return np.deg2rad(angle), azimuth, "HEADING, for all cells"
    azimuth = read_image(path, "azimuthAngle", grid, np.float32)
    azimuth[~np.isfinite(angle)] = np.nan
    # No radar that looks aside from a near-polar orbit has all its angles this near to north.
    if np.nanmax(np.abs(azimuth)) <= 2 * np.pi:
        raise InputError(
            path,
            f"azimuthAngle is from {np.nanmin(azimuth):g} to {np.nanmax(azimuth):g}, which looks like radians",
            "Give it in degrees, anticlockwise from north.",
        )
    # A heading this near to north may as well be in radians, and one beyond a circle is no degrees.
    if 2 * np.pi < abs(towards) <= 360:
        mean = np.rad2deg(np.angle(np.nanmean(np.exp(1j * np.deg2rad(azimuth)))))
        apart = abs((mean - expected + 180) % 360 - 180)
        if apart > APART:
            raise InputError(
                path,
                f"azimuthAngle (mean {mean:.0f}) and what HEADING {towards:g} and ANTENNA_SIDE "
                f"{attributes.get('ANTENNA_SIDE', '-1')} imply ({expected:.0f}) differ by {apart:.0f} degrees",
                "Correct the one that is wrong; azimuthAngle points to the satellite, anticlockwise from north.",
            )
    return np.deg2rad(angle), azimuth, "azimuthAngle"


def read_geometry(path: str | Path) -> Geometry:
    """The geometry of a series, in the project's units.

    Raises
    ------
    InputError
        As :func:`read_angles`, or if a layer cannot be read.
    """
    attributes = read_attributes(path)
    grid = grid_of(attributes, path)
    with open_hdf5(path) as file:
        there = [name for name, dataset in GEOMETRY.items() if dataset in file]
    incidence, azimuth, origin = read_angles(path)
    layers: dict[str, NDArray[Any]] = {"incidence": incidence, **look_vector(incidence, azimuth)}
    layers["height"] = read_image(path, GEOMETRY["height"], grid, np.float32)
    if "slant_range" in there:
        layers["slant_range"] = read_image(path, GEOMETRY["slant_range"], grid, np.float32)
    if grid.crs is None:
        layers |= {name: read_image(path, GEOMETRY[name], grid) for name in ("latitude", "longitude")}
    for name in ("slant_range", "latitude", "longitude"):
        if name in layers:
            layers[name][layers[name] == 0] = np.nan
    if "layover_shadow" in there:
        shadow = read_image(path, GEOMETRY["layover_shadow"], grid, np.float32)
        layers["layover_shadow"] = (np.nan_to_num(shadow, nan=1) != 0).astype(np.uint8)
    tags = {
        "WAVELENGTH_M": number(attributes, "WAVELENGTH", path) if "WAVELENGTH" in attributes else "not known",
        "SENSOR": attributes.get("PLATFORM", ""),
        "ANGLES_FROM": origin,
    }
    if np.isfinite(heading(attributes)):
        tags["HEADING_DEG"] = heading(attributes)
    return Geometry(layers, grid, tags)
