"""Whether coherence follows the noise that the phases themselves show, before pairs are weighed by it.

The wrapped phases of three pairs that close a triangle sum to noise. Its variance has to grow with the phase variance
that the coherences of the three predict. Smooth parts of the closure (processing, phase bias, what is left of the
ionosphere) say nothing of that, so it is looked at in differences between neighbouring pixels. The logarithm of their
mean square is fitted against the logarithm of the predicted variance; the slope is one for a perfect estimate of
independent noise, well above zero for real coherence (1.4 to 2.8 on real pairs of Mexico City), and zero for numbers
that have nothing to do with the phase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.decisions import decide
from scarpwatch.grids.grid import TILE
from scarpwatch.insar.closure.triplets import triplet_array
from scarpwatch.insar.interferograms.pair_stack import PairStack, read_block
from scarpwatch.insar.interferograms.phase_statistics import FLOOR, phase_variance

FOLLOWS = 0.2
"""Slope below which, with its standard error, coherence does not follow the noise."""
LEAST_SPAN = 1.6
"""Of the predicted variances (their 90th over their 10th percentile): below it weights hardly differ."""
LEAST_NOISE = 1e-6  # rad^2, mean square of the differences: below it the phases have no noise to compare with
EXCESS = 10.0  # times the predicted variance: noise that a coherence without any span cannot mean
UNEVEN = 2.5  # ratio of the noise of noisy and quiet pixels, or triplets, that it cannot mean either
MOST_TRIPLETS, _SIDE, _BINS, _GROUPS = 24, TILE // 2, 8, 8
_SHAPE_LOOKS = 20.0
_TINY = 1e-4  # rad
_FEWEST = 500  # differences that a judgement needs
_WRAPPED = np.pi**2 / 3  # variance of a phase that is uniform between -pi and pi

Read = Callable[[Window], tuple[NDArray[np.float32], NDArray[np.floating[Any]]]]
"""Gives phase (rad, NaN where missing) and coherence of all pairs, each (pairs, rows, columns)."""


class Trust(NamedTuple):
    """How closely noise follows coherence.

    Attributes
    ----------
    slope, error : of log noise on log predicted variance, and its standard error; NaN where the latter has no span
    span : 90th over 10th percentile of the predicted variance
    excess : noise over predicted variance
    uneven : noise where it is high over noise where it is low, among triplets or among pixels (told apart by other
        triplets than those that are compared); 1 for even noise
    differences : how many were looked at
    triplets : of pairs
    """

    slope: float
    error: float
    span: float
    excess: float
    uneven: float
    differences: int
    triplets: int


def look_windows(shape: tuple[int, int]) -> Iterator[Window]:
    """All of a small scene; of a large one its middle and the middles of its quarters, within tiles."""
    rows, columns = shape
    if rows * columns <= 3 * _SIDE**2:
        yield Window(0, 0, columns, rows)
        return
    for down, across in ((2, 2), (1, 1), (1, 3), (3, 1), (3, 3)):
        top, left = (int(size * part / 4) // TILE * TILE for size, part in ((rows, down), (columns, across)))
        yield Window(left, top, min(_SIDE, columns - left), min(_SIDE, rows - top))


def chosen_triplets(triplets: NDArray[np.int64]) -> NDArray[np.int64]:
    """At most 24 triplets, spread over the stack."""
    if len(triplets) <= MOST_TRIPLETS:
        return triplets
    return triplets[np.linspace(0, len(triplets) - 1, MOST_TRIPLETS).astype(int)]


def stack_trust(stack: PairStack) -> Trust | None:
    """:func:`measure_trust` of a stack, of which only the pairs of the chosen triplets are read."""
    triplets = chosen_triplets(triplet_array(stack.pairs))
    used = np.unique(triplets)
    part = stack._replace(
        pairs=[stack.pairs[k] for k in used],
        unwrapped=[stack.unwrapped[k] for k in used],
        coherence=[stack.coherence[k] for k in used],
        baselines=[stack.baselines[k] for k in used],
    )

    def read(window: Window) -> tuple[NDArray[np.float32], NDArray[np.floating[Any]]]:
        return read_block(part, window)

    return measure_trust(read, stack.grid.shape, np.searchsorted(used, triplets), stack.looks)


def measure_trust(
    read: Read, shape: tuple[int, int], triplets: NDArray[np.int64], looks: float
) -> Trust | None:
    """Compare closures with the variance that coherence predicts; None where there is too little to compare.

    Parameters
    ----------
    read : function of a window
    shape : rows and columns of the stack
    triplets : array (triplets, 3), indices of the pairs ab, bc and ac
    looks : effective number of looks
    """
    found: list[tuple[NDArray[np.floating[Any]], ...]] = []
    maps: list[NDArray[np.floating[Any]]] = []  # size of the differences, (triplets, pixels) per window
    meant = 0.0  # sum of the variances that coherence means
    for number, window in enumerate(look_windows(shape) if len(triplets) else ()):
        phase, coherence = read(window)
        means = np.maximum(phase_variance(coherence, looks), FLOOR)
        # In order of coherence the variances of few looks hardly differ, so that those of more are compared with.
        shaped = np.maximum(phase_variance(coherence, max(looks, _SHAPE_LOOKS)), FLOOR)
        sizes = []
        for triplet in triplets:
            ab, bc, ac = triplet
            closure = phase[ab].astype(np.float64) + phase[bc] - phase[ac]
            apart = closure[:, 1:] - closure[:, :-1]
            apart = np.abs(apart - 2 * np.pi * np.round(apart / (2 * np.pi)))
            both, real = (_of_neighbours(layer, triplet) for layer in (shaped, means))
            known = np.isfinite(apart) & np.isfinite(both)
            strip = np.arange(apart.shape[1]) * _GROUPS // max(apart.shape[1], 1) + _GROUPS * number
            found.append((both[known], apart[known], np.broadcast_to(strip, apart.shape)[known]))
            sizes.append(np.where(known, apart, np.nan).ravel())
            meant += float(real[known].sum())
        maps.append(np.array(sizes, np.float32))
    if not found:
        return None
    expected, size, group = (np.concatenate(parts) for parts in zip(*found, strict=True))
    noise = float(np.mean(size**2)) if size.size else 0.0
    if size.size < _FEWEST or noise < LEAST_NOISE:  # also where nothing is known
        return None
    low, high = np.quantile(expected, [0.1, 0.9])
    x = np.log(expected)
    slopes = [_slope(x[group == k], size[group == k]) for k in np.unique(group)]
    sound = [slope for slope in slopes if np.isfinite(slope)]
    spread = np.std(sound, ddof=1) / np.sqrt(len(sound)) if len(sound) > 3 else np.nan
    return Trust(
        _slope(x, size),
        float(spread),
        float(high / low),
        noise * size.size / meant,
        _unevenness(np.concatenate(maps, axis=1), triplets),
        int(size.size),
        len(triplets),
    )


def _of_neighbours(
    variance: NDArray[np.floating[Any]], triplet: NDArray[np.int64]
) -> NDArray[np.floating[Any]]:
    """Variance of the difference of a closure between neighbours in a row, as that of a wrapped phase."""
    whole = variance[triplet].astype(np.float64).sum(axis=0)
    # That of a wrapped phase does not grow beyond the variance of any phase at all.
    return np.asarray(_WRAPPED * -np.expm1(-(whole[:, 1:] + whole[:, :-1]) / _WRAPPED))


def _unevenness(noise: NDArray[np.floating], triplets: NDArray[np.int64]) -> float:
    """See :class:`Trust`. The pixels are ordered by the first triplets and compared by the last, without pairs in common."""
    known = np.isfinite(noise)
    number, total = known.sum(axis=1), np.nansum(noise, axis=1)  # of the sizes
    level = (total[number >= 100] / number[number >= 100]) ** 2
    among = (
        float(np.quantile(level, 0.9) / max(np.quantile(level, 0.1), LEAST_NOISE)) if level.size > 3 else 1.0
    )
    half = len(triplets) // 2
    early = np.arange(half)
    late = [k for k in range(half, len(triplets)) if not np.isin(triplets[k], triplets[:half]).any()]
    if not half or not late:
        return among
    both = known[early].any(axis=0) & known[late].any(axis=0)
    if both.sum() < 10 * _BINS:
        return among
    with np.errstate(invalid="ignore"):
        order, compared = (np.nanmean(noise[part][:, both], axis=0) for part in (early, late))
    pieces = np.array_split(np.argsort(order, kind="stable"), _BINS)
    low, high = (float(compared[piece].mean()) ** 2 for piece in (pieces[0], pieces[-1]))
    return max(among, high / max(low, LEAST_NOISE))


def _slope(x: NDArray[np.floating], size: NDArray[np.floating]) -> float:
    """Slope of the logarithm of the noise over bins of x that hold as many values each; NaN without a span.

    As noise counts the geometric mean square, in which a few large values (edges of unwrapping errors, loud corners of
    a scene) weigh no more than others.
    """
    if x.size < 10 * _BINS:
        return float("nan")
    order = np.argsort(x, kind="stable")
    level = 2 * np.log(size + _TINY)
    pieces = [(x[part].mean(), level[part].mean()) for part in np.array_split(order, _BINS)]
    place, noise = np.array(pieces).T
    if np.ptp(place) < 1e-3:
        return float("nan")
    return float(np.polyfit(place, noise, 1)[0])


def choose_weights(trust: Trust | None, wanted: str) -> tuple[str, dict[str, Any]]:
    """``"variance"`` or ``"uniform"`` weights, and the decision as it is kept.

    Parameters
    ----------
    trust : of :func:`measure_trust`; None where it was not or cannot be measured
    wanted : `inversion.weights` of the config; anything but "auto" is taken as it is
    """
    if wanted != "auto":
        return wanted, decide("weights", _WORDS[wanted], "inversion.weights asks for it")
    if trust is None:
        reason = "closures show no noise, or too few were found to compare coherence with"
        return "variance", decide("weights", _WORDS["variance"], reason)
    base = f"{trust.differences} differences of {trust.triplets} closures between neighbouring pixels"
    if trust.span < LEAST_SPAN:
        # Coherence that hardly differs cannot mean noise that does, unless its small differences go with the noise.
        even = trust.span < 1.001
        blind = even or not trust.slope - trust.error > FOLLOWS
        if blind and (trust.excess > EXCESS or trust.uneven > UNEVEN * trust.span):
            where = "is one and the same" if even else "is nearly the same"
            reason = (
                f"coherence {where} everywhere, but the noise of {base} is {trust.excess:.2g} times what "
                f"it means and differs by a factor of {trust.uneven:.1f} from place to place or triplet to triplet"
            )
            return "uniform", decide("weights", _WORDS["uniform"], reason, notable=True)
        reason = f"the variances that it predicts differ by no more than {trust.span:.2f} times"
        return "variance", decide("weights", _WORDS["variance"], reason)
    if not np.isfinite(trust.error):
        return "variance", decide("weights", _WORDS["variance"], f"{base} are too few to doubt coherence")
    figures = (
        f"the noise of {base} grows with the predicted variance to the power of {trust.slope:.2f} ± {trust.error:.2f}, "
        f"which spans a factor of {trust.span:.1f}"
    )
    if trust.slope + trust.error < FOLLOWS:
        return "uniform", decide(
            "weights",
            _WORDS["uniform"],
            f"coherence does not follow the phase noise: {figures}",
            notable=True,
        )
    return "variance", decide("weights", _WORDS["variance"], figures)


_WORDS = {"variance": "by the phase variance from coherence", "uniform": "all pairs alike"}
