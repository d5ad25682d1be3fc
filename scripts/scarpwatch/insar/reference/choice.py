"""The choice of the reference window by rule, and the judgement of one that is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter, uniform_filter

from scarpwatch.decisions import decide
from scarpwatch.errors import ConfigError, DataError
from scarpwatch.insar.reference.window import Reference, moving_limit, prevailing_value

SIDES = 5  # a window that is chosen is at most this part of the scene's shorter side ...
SMALLEST = 3  # ... and no narrower than this, but where the config asks for less
GIVEN = "given in the config"
MEASURED_SHARE = 0.75  # of the phases of a window with gaps


def choose_reference(
    rate: NDArray[np.float32],
    mean_coherence: NDArray[np.float32],
    *,
    window: int,
    missing: NDArray[np.floating] | None = None,
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

    A window is at most a fifth of the scene's shorter side. Where none is covered by every pair, windows
    are taken that hold a pixel that is, and three quarters of their phases; then narrower ones, down to 3
    pixels, in the same two steps; and at last windows that the fewest pairs may leave empty. These pairs
    have to be tied otherwise (:func:`scarpwatch.insar.screening.reference_ties.tie_pairs`).

    Parameters
    ----------
    rate : array (rows, columns), cm/yr, its plane and height term removed; NaN where too little is measured
    mean_coherence : array (rows, columns), 0..1
    window : odd width of the window (pixels)
    missing : array (rows, columns): share of the pairs that are missing at a pixel; none where not given

    Raises
    ------
    DataError
        If no window is covered, or all that are move.
    """
    known = np.isfinite(rate) & np.isfinite(mean_coherence)
    gaps = np.where(known, 0.0 if missing is None else missing, np.inf)
    widths = _widths(window, rate.shape)
    any_covered = False
    for width, covered, whole in _coverages(known, gaps, widths):
        if whole.any():
            any_covered = True
            chosen = _pick(np.where(covered, rate, np.nan), mean_coherence, whole, width)
            if chosen is not None:
                return chosen
    size = f"{widths[-1]} x {widths[-1]} pixels"
    if any_covered:
        raise DataError(
            "results/pairs/unwrapped",
            f"every window of {size} that the pairs cover moves against the scene",
            "Give a place that is known to be stable with inversion.reference.",
        )
    raise DataError(
        "results/pairs/unwrapped",
        f"no window of {size} is covered by the pairs",
        "Raise network.min_coherence, so that pairs of low coherence are dropped, set a smaller "
        "inversion.reference_window, or give a place with inversion.reference.",
    )


def _widths(window: int, shape: tuple[int, ...]) -> list[int]:
    """Odd widths of windows to try, the widest first."""
    most = min(shape) // SIDES
    smallest = _smallest(shape)
    widest = min(window, max(smallest, most - 1 + most % 2))
    return list(range(widest, min(smallest, widest) - 1, -2))


def _smallest(shape: tuple[int, ...]) -> int:
    """The narrowest window; a strip of one or two rows holds single pixels only."""
    return SMALLEST if min(shape) >= SMALLEST else 1


def _mean(values: NDArray[np.floating], covered: NDArray[np.bool_], width: int) -> NDArray[np.float64]:
    """Mean over windows; what is not covered, or lies outside, counts as zero."""
    return np.asarray(uniform_filter(np.where(covered, values, 0).astype(np.float64), width, mode="constant"))


def _coverages(
    known: NDArray[np.bool_], gaps: NDArray[np.floating], widths: list[int]
) -> Iterator[tuple[int, NDArray[np.bool_], NDArray[np.bool_]]]:
    """Widths with the pixels to judge by and the windows that may serve, the best first.

    A pair that is empty in a window is missing at each of its pixels: there are at most as many as are
    missing at the pixel of the window that misses the fewest.
    """
    complete, ones, everywhere = gaps == 0, np.ones(known.shape), np.ones_like(known)
    held = 1 - np.where(known, gaps, 1)
    fewest, inside = gaps, everywhere
    for width in widths:
        fewest = minimum_filter(gaps, width)
        inside = _mean(ones, everywhere, width) > 1 - 0.5 / width**2
        yield width, complete, _mean(ones, complete, width) > 1 - 0.5 / width**2
        yield width, known, inside & (fewest == 0) & (_mean(held, known, width) >= MEASURED_SHARE)
    half = inside & (_mean(ones, known, widths[-1]) >= 0.5)
    yield widths[-1], known, half & (fewest == np.min(fewest[half], initial=np.inf))


def _pick(
    rate: NDArray[np.floating],
    mean_coherence: NDArray[np.floating],
    whole: NDArray[np.bool_],
    width: int,
) -> Reference | None:
    """The best of the windows that may serve; None where all of them move."""
    covered = np.isfinite(rate)
    ones = np.ones(rate.shape)
    prevailing = prevailing_value(rate[covered])
    spread = np.median(np.abs(rate[covered] - np.median(rate[covered])))
    share = np.maximum(_mean(ones, covered, 3 * width), 1e-9)
    around = _mean(rate, covered, 3 * width) / share
    variation = _mean(np.square(rate - around), covered, 3 * width) / share
    own = _mean(rate, covered, width) / np.maximum(_mean(ones, covered, width), 1e-9)
    slow = (np.abs(own - prevailing) <= spread / 2) & (np.abs(around - prevailing) <= spread / 2)
    calm = variation <= np.quantile(variation[whole], 0.25)
    still = np.abs(own - prevailing) <= moving_limit(rate)
    choices = (whole & slow & calm, whole & slow, whole & still)
    candidates = next((chosen for chosen in choices if chosen.any()), None)
    if candidates is None:
        return None
    rows, columns = np.nonzero(covered)
    distance = np.hypot(
        np.arange(rate.shape[0])[:, None] - rows.mean(), np.arange(rate.shape[1])[None, :] - columns.mean()
    )
    bell = np.exp(-0.5 * (distance / (0.25 * np.hypot(*rate.shape))) ** 2)
    score = np.where(candidates, _mean(mean_coherence, covered, width) * bell, -np.inf)
    row, column = np.unravel_index(int(np.argmax(score)), score.shape)
    chosen = Reference(
        int(row), int(column), width // 2, "by rule: coherent, covered, slow, calm, near the centre"
    )
    return _judged(chosen, rate, mean_coherence)


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
    rate : array (rows, columns), cm/yr, its plane and height term removed; NaN where fewer than half of the
        pairs are measured, and in layover and shadow
    mean_coherence : array (rows, columns), 0..1
    window : odd width of the window (pixels); narrower, down to 3, where the place is near the edge
    min_coherence : mean coherence that the window must reach
    known_stable : take the place whatever its rate

    Raises
    ------
    ConfigError
        If not even a window of 3 pixels around the place lies in the grid, fewer than half its pixels are
        covered, its coherence is low, or it moves against the scene.
    """
    edge = min(row, column, rate.shape[0] - 1 - row, rate.shape[1] - 1 - column)
    half = min(window // 2, max(edge, _smallest(rate.shape) // 2))
    reference = Reference(row, column, half, GIVEN)
    if not (half <= row < rate.shape[0] - half and half <= column < rate.shape[1] - half):
        width = f"{2 * half + 1} x {2 * half + 1} pixels"
        raise _refusal(
            f"a window of {width} around it reaches beyond the stack", "Choose a place farther inside"
        )
    covered = float(np.isfinite(rate[reference.window]).mean())
    if covered < 0.5:
        raise _refusal(
            f"the window lies on masked pixels: {covered:.0%} of it are measured in at least half of the "
            "pairs and free of layover and shadow",
            "Choose a coherent, stable place",
        )
    reference = _judged(reference, rate, mean_coherence)
    coherence, moves = reference.mean_coherence or 0.0, reference.rate_cm_per_year or 0.0
    if coherence < min_coherence:
        raise _refusal(
            f"the window's mean coherence is {coherence:.2f}, below {min_coherence}",
            "Choose a coherent place, such as rock or buildings, lower inversion.reference_min_coherence",
        )
    limit = moving_limit(rate)
    if abs(moves) > limit and not known_stable:
        raise _refusal(
            f"the window moves by {moves:+.1f} cm/yr against most of the scene, which is more than "
            f"{limit:.1f} cm/yr",
            "Choose a stable place, say known_stable: true if it is the scene that moves",
        )
    return reference


def _refusal(fault: str, cure: str) -> ConfigError:
    return ConfigError("inversion.reference", fault, f"{cure}, or leave it out and let the workflow choose.")


def reference_decisions(
    reference: Reference, missing: NDArray[np.integer], pairs: int, *, window: int
) -> list[dict[str, Any]]:
    """What was decided about the window, as the records hold it.

    Parameters
    ----------
    missing : array (rows, columns): how many of the ``pairs`` that it was chosen from are missing at a pixel
    window : the width that the config asks for
    """
    width = 2 * reference.half + 1
    gaps = missing[reference.window]
    complete = int(np.count_nonzero(gaps == 0))
    reason = (
        f"{complete} of its {gaps.size} pixels are measured in all of the {pairs} pairs it was chosen from, "
        f"{1 - gaps.mean() / pairs:.1%} of its phases are there"
    )
    where = f"row {reference.row}, column {reference.column}, {width} x {width} pixels"
    if width < window:
        why = "the scene is small" if width == _widths(window, missing.shape)[0] else "of gaps in wider ones"
        if reference.chosen == GIVEN:
            why = "the place is near the edge"
        where += f" in place of {window} x {window}, because {why}"
    notable = bool(width < window or gaps.min() > 0)
    return [decide("reference", where, reason, notable=notable)]


def unsettled_warning(reference: Reference, scenes: int) -> str:
    """What to know of a reference that may move when a scene arrives, and how to hold it.

    Parameters
    ----------
    scenes : inversion.reference_scenes of the config
    """
    return (
        f"The stack has {reference.scenes} scenes, fewer than inversion.reference_scenes ({scenes}): "
        "a scene that arrives may move the reference, and assessments then do not compare. To hold it, give "
        f"inversion.reference: {{longitude: {reference.longitude:.5f}, latitude: {reference.latitude:.5f}}}."
    )
