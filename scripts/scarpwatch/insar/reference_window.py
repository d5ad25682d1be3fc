"""The reference window: where displacement is zero by definition."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from scarpwatch.errors import ConfigError, DataError


class Reference(NamedTuple):
    """Centre of the reference window on the multilooked grid, its half width, and how it was chosen."""

    row: int
    column: int
    half: int
    chosen: str

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


def choose_reference(
    rate: NDArray[np.float32], mean_coherence: NDArray[np.float32], *, window: int
) -> Reference:
    """Choose the reference window by rule.

    Candidates are windows in which every pair is present at every pixel, whose stacking rate, and that of
    the ground around them (three windows wide), lies within half a median absolute deviation of the scene's
    prevailing rate, and around which the rate varies no more than around the calmest quarter of places:
    neither masked nor moving. (In the demo nine of ten such windows are truly stable.) Among them the one
    with the highest mean coherence wins, scaled by a bell curve around the centre of mass of the covered
    ground with a standard deviation of a quarter of the scene's diagonal. Ties fall to the first in row
    order, so the choice is the same in every run.

    Parameters
    ----------
    rate : array (rows, columns), rad/yr, its plane and height term removed; NaN where a pair is missing
    mean_coherence : array (rows, columns), 0..1
    window : odd width of the window (pixels)

    Raises
    ------
    DataError
        If no window is fully covered.
    """
    covered = np.isfinite(rate) & np.isfinite(mean_coherence)

    def mean(values: NDArray[np.floating], width: int) -> NDArray[np.float64]:
        return np.asarray(
            uniform_filter(np.where(covered, values, 0).astype(np.float64), width, mode="constant")
        )

    whole = mean(np.ones_like(rate), window) > 1 - 0.5 / window**2
    if not whole.any():
        raise DataError(
            "results/pairs/unwrapped",
            f"no window of {window} x {window} pixels is covered by every pair",
            "Lower unwrapping.min_coherence, drop pairs of low coherence, or set inversion.reference.",
        )
    prevailing = prevailing_value(rate[covered])
    spread = np.median(np.abs(rate[covered] - np.median(rate[covered])))
    share = np.maximum(mean(np.ones_like(rate), 3 * window), 1e-9)
    around = mean(rate, 3 * window) / share
    variation = mean(np.square(rate - around), 3 * window) / share
    slow = (np.abs(mean(rate, window) - prevailing) <= spread / 2) & (
        np.abs(around - prevailing) <= spread / 2
    )
    calm = variation <= np.quantile(variation[whole], 0.25)
    candidates = next(chosen for chosen in (whole & slow & calm, whole & slow, whole) if chosen.any())
    rows, columns = np.nonzero(covered)
    distance = np.hypot(
        np.arange(rate.shape[0])[:, None] - rows.mean(), np.arange(rate.shape[1])[None, :] - columns.mean()
    )
    bell = np.exp(-0.5 * (distance / (0.25 * np.hypot(*rate.shape))) ** 2)
    score = np.where(candidates, mean(mean_coherence, window) * bell, -np.inf)
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    return Reference(
        int(row), int(column), window // 2, "by rule: coherent, covered, slow, calm, near the centre"
    )


def given_reference(row: int, column: int, covered: NDArray[np.bool_], *, window: int) -> Reference:
    """The user's reference window, refused where it lies outside or on masked pixels.

    Parameters
    ----------
    covered : array (rows, columns), ``True`` where every pair is present

    Raises
    ------
    ConfigError
        If the window leaves the grid or fewer than half its pixels are covered.
    """
    half = window // 2
    inside = half <= row < covered.shape[0] - half and half <= column < covered.shape[1] - half
    reference = Reference(row, column, half, "given in the config")
    if not inside or covered[reference.window].mean() < 0.5:
        raise ConfigError(
            "inversion.reference",
            "the window lies outside the stack or on masked pixels",
            "Choose a coherent, stable place, or leave it out and let the workflow choose.",
        )
    return reference


def reference_values(stack: NDArray[np.floating], reference: Reference) -> NDArray[np.floating]:
    """Median over the reference window of each layer of ``stack`` (layers, rows, columns)."""
    rows, columns = reference.window
    return np.asarray(np.nanmedian(stack[:, rows, columns].reshape(stack.shape[0], -1), axis=1))
