"""The reference window: where displacement is zero by definition."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from scarpwatch.errors import ConfigError, DataError

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


def choose_reference(
    rate: NDArray[np.float32], mean_coherence: NDArray[np.float32], *, window: int
) -> Reference:
    """Choose the reference window by rule.

    Candidates are windows in which every pair is present at every pixel, whose stacking rate, and that of
    the ground around them (three windows wide), lies within half a median absolute deviation of the scene's
    prevailing rate, and around which the rate varies no more than around the calmest quarter of places:
    neither masked nor moving. (In the demo nine of ten such windows are truly stable.) If no window is as
    calm or as near the prevailing rate, those are taken that do not count as moving. Among them the one
    with the highest mean coherence wins, scaled by a bell curve around the centre of mass of the covered
    ground with a standard deviation of a quarter of the scene's diagonal. Ties fall to the first in row
    order, so the choice is the same in every run.

    Parameters
    ----------
    rate : array (rows, columns), cm/yr, its plane and height term removed; NaN where a pair is missing
    mean_coherence : array (rows, columns), 0..1
    window : odd width of the window (pixels)

    Raises
    ------
    DataError
        If no window is fully covered, or all that are move.
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
    still = np.abs(mean(rate, window) - prevailing) <= moving_limit(rate)
    choices = (whole & slow & calm, whole & slow, whole & still)
    candidates = next((chosen for chosen in choices if chosen.any()), None)
    if candidates is None:
        raise DataError(
            "results/pairs/unwrapped",
            f"every window of {window} x {window} pixels that all pairs cover moves against the scene",
            "Give a place that is known to be stable with inversion.reference.",
        )
    rows, columns = np.nonzero(covered)
    distance = np.hypot(
        np.arange(rate.shape[0])[:, None] - rows.mean(), np.arange(rate.shape[1])[None, :] - columns.mean()
    )
    bell = np.exp(-0.5 * (distance / (0.25 * np.hypot(*rate.shape))) ** 2)
    score = np.where(candidates, mean(mean_coherence, window) * bell, -np.inf)
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    chosen = Reference(
        int(row), int(column), window // 2, "by rule: coherent, covered, slow, calm, near the centre"
    )
    return _judged(chosen, rate, mean_coherence)


def moving_limit(rate: NDArray[np.floating]) -> float:
    """How far from the prevailing rate (cm/yr) ground counts as moving, from the scatter over the scene.

    A stacking rate of a few scenes holds much of the atmosphere, so the limit grows with the scatter.
    """
    known = rate[np.isfinite(rate)]
    sigma = 1.4826 * float(np.median(np.abs(known - np.median(known))))
    return max(MOVING_SIGMAS * sigma, MOVING_CM_PER_YEAR)


def _judged(
    reference: Reference, rate: NDArray[np.floating], mean_coherence: NDArray[np.floating]
) -> Reference:
    """The reference with the coherence and the rate of its window."""
    window = rate[reference.window]
    against = float(np.nanmean(window)) - prevailing_value(rate[np.isfinite(rate)])
    return reference._replace(
        mean_coherence=round(float(np.nanmean(mean_coherence[reference.window])), 4),
        rate_cm_per_year=round(against, 4),
    )


def given_reference(
    row: int,
    column: int,
    rate: NDArray[np.floating],
    mean_coherence: NDArray[np.floating],
    *,
    window: int,
    min_coherence: float,
    known_stable: bool = False,
) -> Reference:
    """The user's reference window, refused where it cannot serve.

    Parameters
    ----------
    row, column : of its centre
    rate : array (rows, columns), cm/yr, its plane and height term removed; NaN where a pair is missing and
        in layover and shadow
    mean_coherence : array (rows, columns), 0..1
    window : odd width of the window (pixels)
    min_coherence : mean coherence that the window must reach
    known_stable : take the place whatever its rate

    Raises
    ------
    ConfigError
        If the window leaves the grid, fewer than half its pixels are covered, its coherence is low, or it
        moves against the scene.
    """
    half = window // 2
    reference = Reference(row, column, half, "given in the config")

    def refuse(fault: str, cure: str) -> ConfigError:
        return ConfigError(
            "inversion.reference", fault, f"{cure}, or leave it out and let the workflow choose."
        )

    if not (half <= row < rate.shape[0] - half and half <= column < rate.shape[1] - half):
        raise refuse("the window lies outside the stack", "Choose a place inside")
    covered = float(np.isfinite(rate[reference.window]).mean())
    if covered < 0.5:
        raise refuse(
            f"the window lies on masked pixels: {covered:.0%} of it are measured in every pair and free of "
            "layover and shadow",
            "Choose a coherent, stable place",
        )
    reference = _judged(reference, rate, mean_coherence)
    coherence, moves = reference.mean_coherence or 0.0, reference.rate_cm_per_year or 0.0
    if coherence < min_coherence:
        raise refuse(
            f"the window's mean coherence is {coherence:.2f}, below {min_coherence}",
            "Choose a coherent place, such as rock or buildings, lower inversion.reference_min_coherence",
        )
    limit = moving_limit(rate)
    if abs(moves) > limit and not known_stable:
        raise refuse(
            f"the window moves by {moves:+.1f} cm/yr against most of the scene, which is more than "
            f"{limit:.1f} cm/yr",
            "Choose a stable place, say known_stable: true if it is the scene that moves",
        )
    return reference


def reference_values(stack: NDArray[np.floating], reference: Reference) -> NDArray[np.floating]:
    """Median over the reference window of each layer of ``stack`` (layers, rows, columns)."""
    rows, columns = reference.window
    return np.asarray(np.nanmedian(stack[:, rows, columns].reshape(stack.shape[0], -1), axis=1))
