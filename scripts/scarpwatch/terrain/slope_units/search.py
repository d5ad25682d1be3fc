"""Choosing the parameters of slope units: for a wanted number of units, or by how V and I trade off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import ConfigError
from scarpwatch.terrain.slope_units.delineation import (
    PreparedTerrain,
    SlopeUnitParameters,
    delineate_slope_units,
    with_minimum_area,
)
from scarpwatch.terrain.slope_units.segmentation import internal_variance, spatial_autocorrelation
from scarpwatch.terrain.slope_units.sizes import size_figures

AREA_PER_MINIMUM = {"even": 2.3, "published": 1.6}
"""Mean area of a unit over the minimum area a, as first guess: 2.1 to 2.6 and 1.3 to 1.8 on the terrains tried."""


class Found(NamedTuple):
    """Parameters that give the wanted number of units, the units, and (minimum area, units) of each trial."""

    parameters: SlopeUnitParameters
    units: NDArray[np.int32]
    trials: list[tuple[float, int]]


def search_count(
    terrain: PreparedTerrain,
    parameters: SlopeUnitParameters,
    wanted: int,
    *,
    tolerance: float = 0.02,
    evaluations: int = 8,
    masked: NDArray[np.bool_] | None = None,
) -> Found:
    """Find the minimum area that gives a number of units.

    Units of even size keep all areas in proportion to it, the published method that of slivers.

    The number of units falls nearly as the inverse of the minimum area, so the search runs on their
    logarithms: the first step follows that law, each later one the line through the nearest trials on
    either side (or the last two).

    Parameters
    ----------
    wanted : int, number of units
    tolerance : share by which the number may miss; two units are allowed in any case
    evaluations : delineations at most

    Raises
    ------
    ConfigError
        If the number is not reached: with the circular variance and the first drainage area given, there
        are not that many (or that few) units in the area.
    """
    sliver = parameters.clean_size_m2 / parameters.min_area_m2
    cells = terrain.cells.size - (0 if masked is None else int(masked.ravel()[terrain.cells].sum()))
    area = cells * terrain.cell_area / wanted / AREA_PER_MINIMUM[parameters.sizes]
    trials: list[tuple[float, int]] = []
    for _ in range(evaluations):
        chosen = replace(with_minimum_area(parameters, area), clean_size_m2=sliver * area)
        units = delineate_slope_units(terrain, chosen, masked=masked)
        trials.append((area, int(units.max())))
        if abs(trials[-1][1] - wanted) <= max(tolerance * wanted, 2):
            return Found(chosen, units, trials)
        area = next_area(trials, wanted)
    nearest = min(trials, key=lambda trial: abs(np.log(trial[1] / wanted)))
    raise ConfigError(
        "units.target_count",
        f"{wanted} units are not reached in {evaluations} trials; {nearest[1]} are nearest, with a minimum area of "
        f"{nearest[0]:.0f} m2",
        _advice(parameters.sizes, nearest[1] < wanted),
    )


def _advice(sizes: str, too_few: bool) -> str:
    """What to do where a number is not reached."""
    if sizes == "even":
        return (
            "Ask for fewer units, or bring a DEM of smaller cells."
            if too_few
            else "Ask for more units: each piece of ground without a neighbour is one at least."
        )
    other = (
        "Lower units.circular_variance" if too_few else "Raise units.circular_variance or units.clean_size_m2"
    )
    return f"{other}, ask for {'fewer' if too_few else 'more'} units, or set units.sizes to even."


def next_area(trials: Sequence[tuple[float, int]], wanted: int) -> float:
    """The minimum area to try next, given (minimum area, units) of the trials so far."""
    x = np.log([area for area, _ in trials])
    y = np.log([max(count, 1) / wanted for _, count in trials])
    if len(trials) == 1:
        return float(np.exp(x[0] + y[0]))
    above, below = np.flatnonzero(y > 0), np.flatnonzero(y <= 0)
    if above.size and below.size:
        one, other = above[np.argmin(y[above])], below[np.argmax(y[below])]
    else:
        one, other = len(trials) - 2, len(trials) - 1
    slope = (y[other] - y[one]) / (x[other] - x[one]) if x[other] != x[one] else -1.0
    step = -y[other] / min(slope, -0.25)  # counts that hardly change must not fling the search away
    return float(np.exp(x[other] + np.clip(step, -1.5, 1.5)))


def explore(
    terrain: PreparedTerrain,
    parameters: SlopeUnitParameters,
    *,
    min_areas_m2: Sequence[float],
    circular_variances: Sequence[float],
    masked: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """V, I and F over a grid of the parameters a and c (Alvioli et al. 2016, equations 1 to 5), and the spread of sizes.

    F = (Vmax - V) / (Vmax - Vmin) + (Imax - I) / (Imax - Imin), with the extremes over the grid: high where
    units are alike inside and unlike their neighbours. It has a meaning within one exploration only.

    Returns
    -------
    DataFrame
        ``min_area_m2``, ``circular_variance``, ``units``, ``V``, ``I``, ``F``, ``ratio_95_5``,
        ``area_alone_auc_few`` (see :func:`scarpwatch.terrain.slope_units.sizes.size_figures`), one row per combination. F is NaN
        where V or I does not vary, the last where there is a single unit.
    """
    rows = []
    for area in min_areas_m2:
        for variance in circular_variances:
            chosen = replace(with_minimum_area(parameters, area), circular_variance=variance)
            units = delineate_slope_units(terrain, chosen, masked=masked)
            v, i = internal_variance(units, terrain.aspect), spatial_autocorrelation(units, terrain.aspect)
            sizes = size_figures(np.bincount(units.ravel())[1:])
            rows.append(
                (area, variance, int(units.max()), v, i, sizes["ratio_95_5"], sizes["area_alone_auc_few"])
            )
    names = ["min_area_m2", "circular_variance", "units", "V", "I", "ratio_95_5", "area_alone_auc_few"]
    table = pd.DataFrame(rows, columns=names).astype({"area_alone_auc_few": float})
    scaled = [
        (table[name].max() - table[name]) / np.where(np.ptp(table[name]) > 0, np.ptp(table[name]), np.nan)
        for name in ("V", "I")
    ]
    table.insert(5, "F", scaled[0] + scaled[1])
    return table
