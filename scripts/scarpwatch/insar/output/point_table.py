"""Points of interest, and a table row of each with its displacement series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window
from scipy.ndimage import uniform_filter

from scarpwatch.grids.grid import Grid
from scarpwatch.insar.motion.subsets import Patterns, blank_untied
from scarpwatch.insar.output.geocoding import position
from scarpwatch.insar.series.file import SeriesFile

APART_CELLS = 20  # fastest places keep this distance: one moving slope is one place
LAYERS = {  # column: (layer of the rate's file, factor)
    "velocity": ("rate", 100),
    "velocity_sigma": ("sigma", 100),
    "velocity_sigma_to_reference": ("sigma_to_reference", 100),
    "cumulative": ("cumulative", 100),
    "temporal_coherence": ("temporal_coherence", 1),
}
NEIGHBOURS = 5  # of the 3 x 3 cells around a fast place this many must be measured


class Place(NamedTuple):
    """A place with its name and why it is there: ``given``, ``fastest unit`` or ``fastest place``."""

    name: str
    kind: str
    longitude: float
    latitude: float


def fastest_units(
    rate: NDArray[np.floating], units: NDArray[np.integer], count: int
) -> list[tuple[int, int, int]]:
    """Units with the largest mean rate, and the cell in each whose rate is nearest to that mean.

    Parameters
    ----------
    rate : array (rows, columns), cm/yr; NaN where nothing is measured
    units : array (rows, columns), labels; 0 outside the units. At least half a unit's cells must be measured

    Returns
    -------
    list of (unit, row, column)
        The fastest first; equals in the order of their labels.
    """
    known = np.isfinite(rate) & (units > 0)
    size = np.bincount(units[units > 0].ravel())
    cells = np.bincount(units[known], minlength=size.size)
    total = np.bincount(units[known], weights=rate[known], minlength=size.size)
    enough = np.flatnonzero((cells > 0) & (2 * cells >= size))
    mean = total[enough] / cells[enough]
    chosen = []
    for number in np.argsort(-np.abs(mean), kind="stable")[:count]:
        inside = known & (units == enough[number])
        off = np.where(inside, np.abs(rate - mean[number]), np.inf)
        row, column = np.unravel_index(int(np.argmin(off)), off.shape)
        chosen.append((int(enough[number]), int(row), int(column)))
    return chosen


def fastest_cells(rate: NDArray[np.floating], count: int) -> list[tuple[int, int]]:
    """Cells with the largest rate over 3 x 3 cells, apart from each other; the fastest first.

    Parameters
    ----------
    rate : array (rows, columns), cm/yr; NaN where nothing is measured
    """
    known = np.isfinite(rate)
    share = uniform_filter(known.astype(float), 3, mode="constant")
    total = uniform_filter(np.where(known, rate, 0).astype(float), 3, mode="constant")
    usable = known & (share > (NEIGHBOURS - 0.5) / 9)
    speed = np.where(usable, np.abs(total) / np.maximum(share, 1e-9), -1.0)
    rows, columns = np.arange(rate.shape[0])[:, None], np.arange(rate.shape[1])[None, :]
    chosen: list[tuple[int, int]] = []
    while len(chosen) < count and speed.max() > 1e-6:  # the running mean leaves rounding behind
        row, column = (int(n) for n in np.unravel_index(int(np.argmax(speed)), speed.shape))
        chosen.append((row, column))
        speed[np.hypot(rows - row, columns - column) < APART_CELLS] = -1
    return chosen


def wanted_places(
    given: Sequence[Mapping[str, Any]],
    rate: NDArray[np.floating],
    grid: Grid,
    units: NDArray[np.integer] | None,
    count: int,
) -> list[Place]:
    """Points of interest: the user's places, then the fastest units of the map, or its fastest places without units.

    Parameters
    ----------
    given : name, longitude and latitude of each
    rate, units : as in :func:`fastest_units`, on the grid
    count : of the fastest
    """
    places = [Place(place["name"], "given", place["longitude"], place["latitude"]) for place in given]
    if units is not None:
        cells = fastest_units(rate, units, count)
        found = [(f"Unit {unit}", "fastest unit", row, column) for unit, row, column in cells]
    else:
        fastest = fastest_cells(rate, count)
        found = [(f"Place {n}", "fastest place", *cell) for n, cell in enumerate(fastest, start=1)]
    return places + [Place(name, kind, *position(row, column, grid)) for name, kind, row, column in found]


def pixel_values(
    series: SeriesFile, velocity: SeriesFile, patterns: Patterns, cell: tuple[int, int]
) -> tuple[dict[str, float], NDArray[np.float64]]:
    """Values at a cell as :func:`point_row` takes them, and its displacement (cm), NaN on dates without any pair."""
    pixel = Window(cell[1], cell[0], 1, 1)
    shown = blank_untied(series.displacement(pixel), series.pattern(pixel), patterns)
    days = 100 * shown[:, 0, 0].astype(np.float64)
    values = {
        name: factor * float(velocity.layer(layer, pixel)[0, 0]) for name, (layer, factor) in LAYERS.items()
    }
    return values, days


def point_row(
    place: Place,
    cell: tuple[int, int] | None,
    dates: Sequence[str],
    values: Mapping[str, float],
    series: NDArray[np.floating] | None,
    removed_by: Sequence[str],
) -> dict[str, Any]:
    """One row of the table of points, with the column names that QGIS time-series plug-ins look for.

    Parameters
    ----------
    cell : row and column on the stack's grid; ``None`` outside the stack
    dates : ``YYYYMMDD``
    values : there: ``velocity``, ``velocity_sigma`` (relative to the scene) and ``velocity_sigma_to_reference``
        (cm/yr), ``cumulative`` (cm), ``temporal_coherence``
    series : array (dates,), displacement (cm)
    removed_by : criteria of the quality mask that remove the pixel

    Returns
    -------
    dict
        Where the pixel is removed or there is none, the numbers are NaN and ``note`` says why.
    """
    note = "outside the stack" if cell is None else ""
    if removed_by:
        note = "removed by the quality mask: " + ", ".join(name.replace("_", " ") for name in removed_by)
    nothing = bool(note) or series is None
    days = np.full(len(dates), np.nan) if nothing or series is None else series
    return {
        "name": place.name,
        "kind": place.kind,
        "longitude": round(place.longitude, 7),
        "latitude": round(place.latitude, 7),
        "row": -1 if cell is None else cell[0],
        "column": -1 if cell is None else cell[1],
        **{name: float("nan") if nothing else round(float(values[name]), 4) for name in LAYERS},
        "note": note,
        **{f"D{day}": round(float(value), 4) + 0.0 for day, value in zip(dates, days, strict=True)},
    }
