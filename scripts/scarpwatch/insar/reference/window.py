"""The reference window: where displacement is zero by definition."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MOVING_SIGMAS = 2.0  # robust standard deviations from the prevailing rate ...
MOVING_CM_PER_YEAR = 1.0  # ... and at least this: slower ground counts as stable


class Reference(NamedTuple):
    """Centre of the reference window on the multilooked grid, its half width, and how it was chosen.

    Attributes
    ----------
    longitude, latitude : of the centre (deg)
    scenes : how many scenes it was chosen from, or judged by
    settled : whether it stays where it is when a scene arrives
    mean_coherence : over the window and the pairs of those scenes
    rate_cm_per_year : stacking rate of the window less the prevailing rate of the scene, plane and height
        term removed
    """

    row: int
    column: int
    half: int
    chosen: str
    longitude: float | None = None
    latitude: float | None = None
    scenes: int | None = None
    settled: bool = True
    mean_coherence: float | None = None
    rate_cm_per_year: float | None = None

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the window."""
        return (
            slice(self.row - self.half, self.row + self.half + 1),
            slice(self.column - self.half, self.column + self.half + 1),
        )


def prevailing_value(values: NDArray[np.floating]) -> float:
    """Mode of a sample, from the fullest of bins a quarter of a median absolute deviation wide.

    Where part of the ground sinks and none rises, the median lies between stable and sinking ground; the
    mode lies on the stable ground as long as that prevails.
    """
    centre = float(np.median(values))
    spread = float(np.median(np.abs(values - centre)))
    if spread == 0:
        return centre
    counts, edges = np.histogram(values, bins=np.arange(-20.5, 21) * spread / 4 + centre)
    fullest = int(np.argmax(np.convolve(counts, np.ones(3), mode="same")))
    return float(edges[fullest] + edges[fullest + 1]) / 2


def moving_limit(rate: NDArray[np.floating]) -> float:
    """How far from the prevailing rate (cm/yr) ground counts as moving, from the scatter over the scene.

    A stacking rate of a few scenes holds much of the atmosphere, so the limit grows with the scatter.
    """
    known = rate[np.isfinite(rate)]
    sigma = 1.4826 * float(np.median(np.abs(known - np.median(known))))
    return max(MOVING_SIGMAS * sigma, MOVING_CM_PER_YEAR)


def reference_values(stack: NDArray[np.floating], reference: Reference) -> NDArray[np.floating]:
    """Median over the reference window of each layer of ``stack`` (layers, rows, columns)."""
    rows, columns = reference.window
    return np.asarray(np.nanmedian(stack[:, rows, columns].reshape(stack.shape[0], -1), axis=1))
