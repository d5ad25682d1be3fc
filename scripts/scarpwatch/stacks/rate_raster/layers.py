"""Rasters of a rate, its standard deviation, coherence and line of sight in the project's units, each value doubted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, grid_of, open_raster, read_grid
from scarpwatch.inputs.rasters.checks import read_cells, read_physical, require_crs
from scarpwatch.inputs.rasters.samples import NOTED_SHARE, require_one_band
from scarpwatch.stacks.common_grid import offset
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.line_of_sight import heading_of
from scarpwatch.stacks.pair_rasters import require_same_grid
from scarpwatch.stacks.rate_raster.declarations import METRES_PER_YEAR
from scarpwatch.stacks.readers import Float, Geometry, look_vector

LEAST_SPREAD, MOST_RATE = 1e-4, 10.0  # m/yr: less than any noise; more than phase can follow
_ENDS = (1, 99)  # percent of the cells between which the spread is taken
_PILE = 3  # times as many cells as have the next number, from which on a whole number is noted
_APART_DEG = 2.0  # degrees by which two sources of the incidence may differ


def raster_grid(path: str | Path) -> Grid:
    """The grid of the rate.

    Raises
    ------
    InputError
        If the file has several bands, no coordinate system, or is not north up.
    """
    with open_raster(path) as source:
        require_one_band(source, path)
        require_crs(source, path, "the rate")
        grid = grid_of(source)
    transform = grid.transform
    if transform.b or transform.d or transform.a <= 0 or transform.e >= 0:
        raise InputError(path, "it is turned or not north up", "Warp it, for example with `gdalwarp`.")
    return grid


def read_values(
    path: str | Path, main: str | Path, grid: Grid, *, zeros: bool = False
) -> NDArray[np.float64]:
    """A raster beside the rate on a part of its grid, as the numbers that it stands for; NaN where there are none.

    0 stands for no data too, except in whole numbers, among which it is a value like others, or with ``zeros``.

    Raises
    ------
    InputError
        If it cannot be read, has several bands, or is not on the rate's grid.
    """
    whole, own = read_grid(main), read_grid(path)
    require_same_grid(path, own, main, whole)
    row, column = offset(grid, whole, where=path)
    with open_raster(path) as source:
        require_one_band(source, path)
        window = Window(column, row, grid.shape[1], grid.shape[0])
        values = read_physical(source, path, 1, window)
        if not zeros and np.issubdtype(np.dtype(source.dtypes[0]), np.floating):
            values[read_cells(source, path, 1, window)[0] == 0] = np.nan
    return values


def rate_in_metres(
    path: str | Path, values: NDArray[np.float64], unit: str | None, sign: float
) -> NDArray[np.float32]:
    """Rate (m/yr) in the sign of ``scarpwatch.conventions``, once its unit and spread are believed.

    Raises
    ------
    InputError
        If nothing is measured, the numbers are all one, the unit is not told, or ground would move in it more than
        radar can follow or less than it can tell.
    """
    known = values[np.isfinite(values)]
    if not known.size:
        raise InputError(
            path, "all its rate over the DEM is zero or no data", "Give a rate of the DEM's area."
        )
    low, high = (float(end) for end in np.percentile(known, _ENDS))
    if known.min() == known.max():
        raise InputError(
            path, f"its rate is {known[0]:g} in all cells, as no measured one is", "Give the measured rate."
        )
    span = f"from {low:g} to {high:g} ({_ENDS[0]} % to {_ENDS[1]} % of the cells)"
    if unit is None:
        raise InputError(
            path,
            f"neither the file nor sar.rate.unit says in which unit its rate is, which goes {span}",
            f"Set sar.rate.unit to {', '.join(METRES_PER_YEAR)}: what would that be on the ground?",
        )
    factor = METRES_PER_YEAR[unit]
    far = float(np.abs(known).max())
    if factor * far > MOST_RATE:
        raise InputError(
            path,
            f"its rate reaches {far:g} {unit}, and goes {span}: more than {MOST_RATE:g} m/yr cannot be measured by phase",
            "Correct sar.rate.unit or the file's unit; declare the number that stands for no data in the file.",
        )
    if factor * (high - low) < LEAST_SPREAD:
        raise InputError(
            path,
            f"its rate goes {span} {unit}, a spread of less than {1000 * LEAST_SPREAD:g} mm/yr, which noise alone exceeds",
            "Correct sar.rate.unit or the file's unit.",
        )
    return (sign * factor * values).astype(np.float32)


def pile_notes(values: NDArray[np.float64]) -> list[str]:
    """A note where many cells have one and the same rate; among whole numbers, far more than have any other."""
    numbers, counts = np.unique(values[np.isfinite(values)], return_counts=True)
    top = int(counts.argmax())
    share = counts[top] / counts.sum()
    others = np.delete(counts, top)
    whole = np.array_equal(numbers, np.rint(numbers))  # which repeat
    if share < NOTED_SHARE or (whole and counts[top] <= _PILE * others.max(initial=0)):
        return []
    return [
        f"{share:.1%} of the rate is exactly {numbers[top]:g}: if that stands for no data, declare it in the file"
    ]


def sigma_in_metres(path: str | Path, values: NDArray[np.float64], unit: str) -> NDArray[np.float32]:
    """Standard deviation of the rate (m/yr).

    Raises
    ------
    InputError
        If one is negative, or beyond what any rate is.
    """
    far = METRES_PER_YEAR[unit] * float(np.nanmax(values, initial=0.0))
    if far > MOST_RATE:
        raise InputError(
            path,
            f"its standard deviation goes up to {far:g} m/yr, more than a rate that radar can follow",
            "Declare the number that stands for no data, or give the unit in which it is.",
        )
    if (values < 0).any():
        raise InputError(
            path,
            f"its standard deviation goes down to {np.nanmin(values):g}",
            "Give the standard deviation of the rate, not below 0.",
        )
    return (METRES_PER_YEAR[unit] * values).astype(np.float32)


def require_coherence(path: str | Path, values: NDArray[np.float64]) -> None:
    """Refuse a coherence that is not 0..1.

    Raises
    ------
    InputError
    """
    low, high = float(np.nanmin(values, initial=0)), float(np.nanmax(values, initial=0))
    if low < 0 or high > 1.001:
        raise InputError(path, f"its values go from {low:g} to {high:g}, not 0 to 1", "Scale it to 0 to 1.")


def incidence_in_radians(path: str | Path, values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Incidence from the vertical (rad); degrees and radians of a radar's incidence cannot be mistaken.

    Raises
    ------
    InputError
        If it is neither, or nowhere known.
    """
    if not np.isfinite(values).any():
        raise InputError(
            path,
            "all its incidence over the DEM is zero or no data",
            "Give it on the rate's grid, or remove the file.",
        )
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if low >= 0.05 and high <= 1.5:
        return values.astype(np.float32)
    if low >= 3 and high <= 86:
        return np.deg2rad(values).astype(np.float32)
    raise InputError(
        path,
        f"its incidence goes from {low:g} to {high:g}, which is neither degrees (3 to 86) nor radians (0.05 to 1.5)",
        "Give the angle between the vertical and the line of sight.",
    )


def read_sight(
    files: Mapping[str, str], main: str, grid: Grid, heading_deg: float | None
) -> tuple[dict[str, Float], dict[str, object]]:
    """Incidence and look vector, as far as files and config tell them, and tags that say from what.

    Parameters
    ----------
    files : with ``incidence``, or ``los_east``, ``los_north`` and ``los_up``, or neither
    heading_deg : direction of flight, clockwise from north; None where the config does not say it

    Raises
    ------
    InputError
        If the parts are no unit vector from the ground to the satellite, or an angle is not in its unit or another
        one than the vector has.
    """
    layers: dict[str, Float] = {}
    if "incidence" in files:
        angle = incidence_in_radians(files["incidence"], read_values(files["incidence"], main, grid))
        layers["incidence"] = angle
    if "los_up" not in files:
        if "incidence" in layers and heading_deg is not None:
            layers |= look_vector(layers["incidence"], heading_deg)
        source: dict[str, object] = {"ANGLES_FROM": "incidence" if layers else "not known"}
        return layers, source if heading_deg is None else {"HEADING_DEG": heading_deg, **source}
    vector = _read_vector(files, main, grid)
    require_upward(files["los_up"], vector)
    incidence = np.arccos(np.clip(vector["los_up"], -1, 1)).astype(np.float32)
    if "incidence" in layers:
        apart = float(np.degrees(np.nanmedian(np.abs(layers["incidence"] - incidence))))
        if apart > _APART_DEG:
            raise InputError(
                files["incidence"],
                f"its incidence differs from that of the look vector by {apart:.1f} degrees in the median",
                "Give both of one product; los_up is the cosine of the incidence.",
            )
    tags: dict[str, object] = {
        "HEADING_DEG": heading_of(vector),
        "ANGLES_FROM": "los_east, los_north and los_up",
    }
    return {"incidence": incidence, **vector}, tags


def _read_vector(files: Mapping[str, str], main: str, grid: Grid) -> dict[str, Float]:
    """The parts of the look vector; one of them may well be 0, and where all are there is no data."""
    vector = {name: read_values(files[name], main, grid, zeros=True) for name in LOOK}
    nothing = np.all([part == 0 for part in vector.values()], axis=0)
    return {name: np.where(nothing, np.nan, part).astype(np.float32) for name, part in vector.items()}


def require_upward(path: str, vector: Mapping[str, Float]) -> None:
    """Refuse parts that are no unit vector, or one from the satellite to the ground.

    Raises
    ------
    InputError
    """
    length = np.sqrt(sum(np.square(part, dtype=np.float64) for part in vector.values()))
    known = np.isfinite(length)
    if not known.any():
        raise InputError(path, "the look vector is nowhere known over the DEM", "Give it on the rate's grid.")
    if np.abs(length[known] - 1).max() > 0.02:
        raise InputError(
            path,
            f"the look vector's length is {length[known].min():.3g} to {length[known].max():.3g}, and it is a unit vector",
            "Give its parts to the east, to the north and up; NaN where they are not known.",
        )
    if vector["los_up"][known].min() <= 0:
        raise InputError(
            path,
            f"the look vector points down ({vector['los_up'][known].min():.2f}), so from the satellite to the ground",
            "Negate los_east, los_north and los_up: they point from the ground to the satellite.",
        )


def geometry_of(
    files: Mapping[str, str], known: Mapping[str, Any], grid: Grid, height: NDArray[np.float32]
) -> Geometry:
    """Height and line of sight as the geometry of the stack."""
    heading = known.get("heading_deg")
    layers, tags = read_sight(files, files["deformation"], grid, None if heading is None else float(heading))
    return Geometry({"height": height, **layers}, grid, {"WAVELENGTH_M": "not known", "SENSOR": "", **tags})
