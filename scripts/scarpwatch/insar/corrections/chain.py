"""The corrections of a displacement series in their order, and what each removed.

They are fitted once, to samples of pixels (:mod:`scarpwatch.insar.corrections.chain_fit`), and then applied to any
part of the series by itself, so that the whole series is never held. The order: external tropospheric delays, then ramp and height,
then the DEM error. Delays come first, because what they leave of ramps and of the stratified delay is
then fitted and removed; fitted first, the empirical terms would have taken that part already, and the delays
would put it back with the other sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.insar.corrections.dem_error import remove_dem_error
from scarpwatch.insar.corrections.earned_terms import CycleChoice
from scarpwatch.insar.corrections.ramps import RampFit
from scarpwatch.insar.reference.window import Reference


class Setting(NamedTuple):
    """What the corrections need to know of the stack.

    Attributes
    ----------
    design : array (dates, terms), the motion model
    baselines : array (dates,), perpendicular (m); NaN where not known
    height : array (rows, columns), m
    ground : array (rows, columns), slant range times sine of incidence (m)
    reference : the window where displacement is zero
    aspect : extent along the columns over extent along the rows, on the ground
    cycles : name to columns of the design, of the cycles that have to earn their place
    doubt : why the baselines cannot be true, by what is known of the pairs; None where nothing speaks against them
    cell : height and width of a pixel on the ground (m); NaN where not known, and the scene then counts as large
    """

    design: NDArray[np.float64]
    baselines: NDArray[np.float64]
    height: NDArray[np.floating]
    ground: NDArray[np.floating]
    reference: Reference
    aspect: float = 1.0
    cycles: Mapping[str, Sequence[int]] = {}
    doubt: str | None = None
    cell: tuple[float, float] = (np.nan, np.nan)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.height.shape
        return rows, columns


class Chain(NamedTuple):
    """Fitted corrections, to be applied by :func:`apply_chain`.

    Attributes
    ----------
    ramps : or None where they are not removed
    dem_error : whether the DEM error is removed
    offsets : array (dates,) per step, what refers the series to the window again, m
    summary : what was done and found, for the report
    design : array (dates, terms), the motion model without the cycles that did not earn their place
    cycles : how the cycles of the setting were judged
    """

    ramps: RampFit | None
    dem_error: bool
    offsets: dict[str, NDArray[np.floating]]
    summary: dict[str, Any]
    design: NDArray[np.float64]
    cycles: Sequence[CycleChoice] = ()


class Corrected(NamedTuple):
    """A corrected part of a series, and the DEM error found with its sigma (m; NaN where not estimated)."""

    series: NDArray[np.floating]
    dem_error: NDArray[np.floating]
    dem_error_sigma: NDArray[np.floating]


def correct_pixels(
    chain: Chain, setting: Setting, values: NDArray[np.floating], rows: Any, columns: Any
) -> Corrected:
    """Correct pixels of these rows and columns (arrays that are broadcast), as :func:`apply_chain` does those of a window.

    Parameters
    ----------
    values : array (dates, *pixels), m, with the delays removed where there are any
    """
    height, ground = setting.height[rows, columns], setting.ground[rows, columns]
    series = values
    error = sigma = np.full(height.shape, np.nan, np.float32)
    if "delays" in chain.offsets:
        series = _less(series, chain.offsets["delays"])
    if chain.ramps is not None:
        series = series - chain.ramps.at(rows, columns, height, setting.shape)
        if "ramp_and_height" in chain.offsets:
            series = _less(series, chain.offsets["ramp_and_height"])
    if chain.dem_error:
        found = remove_dem_error(series, setting.baselines, ground, design=chain.design)
        series, error, sigma = found.series, found.error, found.sigma
        if "dem_error" in chain.offsets:
            series = _less(series, chain.offsets["dem_error"])
    return Corrected(series, error, sigma)


def _less(values: NDArray[np.floating], of_date: NDArray[np.floating]) -> NDArray[np.floating]:
    return values - of_date.reshape(-1, *(1,) * (values.ndim - 1))


def pixels_of(window: Window) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of a window as arrays that broadcast to its pixels."""
    rows, columns = window.toslices()
    return np.arange(rows.start, rows.stop)[:, None], np.arange(columns.start, columns.stop)[None, :]


def apply_chain(chain: Chain, setting: Setting, values: NDArray[np.floating], window: Window) -> Corrected:
    """Correct the part of the series in a window.

    Parameters
    ----------
    values : array (dates, rows, columns), m, with the delays removed where there are any
    """
    result = correct_pixels(chain, setting, values, *pixels_of(window))
    return Corrected(*(part.astype(np.float32) for part in result))
