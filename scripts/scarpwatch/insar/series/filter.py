"""Atmospheric filter of a displacement series for display: temporal high-pass, spatial low-pass, and the rest taken out.

After Berardino et al. (2002): turbulent delay is correlated in space and not in time, whereas motion is correlated in
time. The filter works on what the motion model leaves, so that rate, season and steps stay as they are.
Rates and their sigma are taken from the series before it, whose residuals still hold all of the noise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window
from scipy.ndimage import gaussian_filter

from scarpwatch.insar.series.sample import Read

TRUNCATE = 3.0  # standard deviations at which the Gaussian over the ground ends


class Filter(NamedTuple):
    """Widths of the two Gaussians.

    Attributes
    ----------
    cells : standard deviation over the ground, in rows and in columns
    years : standard deviation in time (yr)
    """

    cells: tuple[float, float]
    years: float

    @property
    def margin(self) -> int:
        """Rows beyond a block that its filter needs."""
        return int(TRUNCATE * self.cells[0] + 0.5)


def rough_in_time(
    series: NDArray[np.floating],
    years: NDArray[np.float64],
    design: NDArray[np.float64],
    width: float,
) -> NDArray[np.float64]:
    """Temporal high-pass: the residual of the motion model less its Gaussian mean of this width in time (yr).

    Parameters
    ----------
    series : array (dates, *pixels), m
    years : array (dates,)
    design : array (dates, terms), the motion model
    """
    weights = np.exp(-0.5 * ((years[:, None] - years) / width) ** 2)
    weights /= weights.sum(axis=1, keepdims=True)
    project = np.eye(len(years)) - design @ np.linalg.pinv(design)
    return np.tensordot((np.eye(len(years)) - weights) @ project, series, axes=(1, 0))


def smooth_over_ground(
    layers: NDArray[np.float64], trusted: NDArray[np.bool_], cells: tuple[float, float]
) -> NDArray[np.float64]:
    """Spatial low-pass: Gaussian mean over the trusted pixels around each pixel; NaN where none is within its reach.

    Parameters
    ----------
    layers : array (dates, rows, columns)
    trusted : array (rows, columns)
    """
    options = {"sigma": cells, "truncate": TRUNCATE, "mode": "constant"}
    share = gaussian_filter(trusted.astype(np.float64), **options)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack(
            [
                gaussian_filter(np.where(trusted, layer, 0.0), **options)
                / np.where(share > 1e-6, share, np.nan)
                for layer in layers
            ]
        )


def filter_block(
    read: Read,
    window: Window,
    trusted: NDArray[np.bool_],
    *,
    years: NDArray[np.float64],
    design: NDArray[np.float64],
    width: Filter,
) -> NDArray[np.float32]:
    """The series in a window without its turbulent delay; the same whatever the blocks.

    Where no trusted pixel is near, the series is as it was. It stays zero on the first date.

    Parameters
    ----------
    read : function of a window, giving the series there, array (dates, rows, columns) in m
    window : of full width
    trusted : array (rows, columns) of the whole scene
    """
    top = max(0, window.row_off - width.margin)
    bottom = min(trusted.shape[0], window.row_off + window.height + width.margin)
    around = Window(0, top, trusted.shape[1], bottom - top)
    series = read(around).astype(np.float64)
    use = trusted[around.toslices()] & np.isfinite(series).all(axis=0)
    screen = smooth_over_ground(rough_in_time(series, years, design, width.years), use, width.cells)
    inside = slice(window.row_off - top, window.row_off - top + window.height)
    part = series[:, inside] - np.nan_to_num(screen[:, inside])
    return (part - part[0]).astype(np.float32)
