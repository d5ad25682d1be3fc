"""The corrections of a displacement series in their order, and what each removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.insar.corrections import remove_dem_error, remove_ramp_and_height, temporal_design
from scarpwatch.insar.reference_window import Reference, reference_values


class Corrected(NamedTuple):
    """A corrected series, the DEM error found (m; NaN where not estimated), and a summary for the report."""

    series: NDArray[np.floating]
    dem_error: NDArray[np.floating]
    summary: dict[str, Any]


def correct_series(
    series: NDArray[np.floating],
    *,
    years: NDArray[np.float64],
    baselines: NDArray[np.float64],
    height: NDArray[np.floating],
    ground: NDArray[np.floating],
    trusted: NDArray[np.bool_],
    reference: Reference,
    corrections: Mapping[str, bool],
    velocity: Mapping[str, bool],
) -> Corrected:
    """Remove ramp and height-correlated delay, then the DEM error; refer the series to the window again.

    Parameters
    ----------
    series : array (dates, rows, columns), m
    years, baselines : arrays (dates,); baselines in m, NaN where not known
    height : array (rows, columns), m
    ground : array (rows, columns), slant range times sine of incidence (m)
    trusted : array (rows, columns), pixels the ramp may be fitted to
    corrections : switches ``ramp_and_height`` and ``dem_error``
    velocity : switches ``annual`` and ``semiannual`` of the motion model
    """

    def spread(values: NDArray[np.floating]) -> list[float]:
        chosen = values[:, trusted]
        return [float(1000 * s) for s in np.std(chosen - np.median(chosen, axis=1, keepdims=True), axis=1)]

    summary: dict[str, Any] = {"spread_before_mm": spread(series), "applied": [], "left_out": []}
    if corrections["ramp_and_height"]:
        series, coefficients = remove_ramp_and_height(series, height, trusted, years=years)
        series = series - reference_values(series, reference)[:, None, None]
        summary["applied"].append("ramp_and_height")
        summary["ramp_and_height_mm"] = (1000 * coefficients).round(4).tolist()
        summary["spread_after_ramp_and_height_mm"] = spread(series)
    dem_error = np.full(series.shape[1:], np.nan, np.float32)
    if corrections["dem_error"] and np.isfinite(baselines).all() and np.ptp(baselines) > 1:
        design = temporal_design(years, annual=velocity["annual"], semiannual=velocity["semiannual"])
        series, dem_error = remove_dem_error(series, baselines, ground, design=design)
        series = series - reference_values(series, reference)[:, None, None]
        summary["applied"].append("dem_error")
        summary["spread_after_dem_error_mm"] = spread(series)
        summary["dem_error_std_m"] = float(np.std(dem_error[trusted]))
    elif corrections["dem_error"]:
        summary["left_out"].append("dem_error: the perpendicular baselines are not known")
    return Corrected(series.astype(np.float32), dem_error, summary)
