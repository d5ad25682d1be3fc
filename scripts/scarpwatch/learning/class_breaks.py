"""Where the breaks between susceptibility classes lie: fixed, by the indices of a map, or by the landslides held out.

References
----------
Jenks, G. F. (1967). The data model concept in statistical mapping. Int. Yearb. Cartogr. 7, 186-190.
Wang, H., Song, M. (2011). Ckmeans.1d.dp: optimal k-means clustering in one dimension by dynamic programming.
The R Journal 3(2), 29-33.
Chung & Fabbri (2003), Natural Hazards 30: classes of a map by the landslides that they hold.
Cantarino, I., Carrion, M. A., Goerlich, F., Martinez Ibanez, V. (2019), Landslides 16: classes from the ROC curve. There
costs of errors lead; here the classes keep as much as they can of the area under the curve, which takes no costs.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.learning.metrics.roc import roc_curve
from scarpwatch.learning.samples.designs import headline_of
from scarpwatch.susceptibility_classes import DEFAULT_BREAKS, NUMBER

log = logging.getLogger(__name__)

Array = NDArray[np.float64]


def find_breaks(
    scores: ArrayLike,
    method: str = "fixed",
    fixed: Sequence[float] = DEFAULT_BREAKS,
    *,
    held: pd.DataFrame | None = None,
    shares: Sequence[float] = (),
) -> list[float]:
    """The breaks between the classes of a map, one fewer than classes.

    Parameters
    ----------
    scores : array (units,)
        Susceptibility index; NaN is left out.
    method : {"fixed", "quantiles", "natural_breaks", "success_rate", "roc"}
        The given breaks; equally many units in each class; the natural breaks of the scores; those above which the given
        shares of held-out landslides lie; or those that keep most of the held-out AUC.
    held : what :func:`held_out_scores` gives; for the last two
    shares : share of the landslides above each break, falling; for "success_rate"

    Returns
    -------
    list of float
        Rising; where too many scores are equal for that, the fixed ones, and the log says so.
    """
    known = np.asarray(scores, dtype=np.float64)
    known = known[np.isfinite(known)]
    found = np.asarray(fixed, dtype=np.float64)
    if method == "quantiles":
        found = np.quantile(known, np.arange(1, NUMBER) / NUMBER)
    elif method == "natural_breaks":
        found = natural_breaks(known, NUMBER)
    elif held is not None:
        if method == "success_rate":
            found = share_breaks(held["score"], held["landslides"], shares)
        else:
            found = roc_breaks(held["score"], held["landslide"], NUMBER)
    rising = found.size == NUMBER - 1 and bool((np.diff(found.astype(np.float32)) > 0).all())
    if not rising:
        log.warning(
            f"zoning.method {method}: too many indices are alike for {NUMBER} classes, so the fixed breaks are taken: "
            f"{', '.join(f'{value:g}' for value in fixed)}"
        )
    return [float(value) for value in (found if rising else fixed)]


def held_out_scores(out_of_fold: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Samples scored by models that did not see them: ``score``, ``landslide`` and ``landslides``, how many.

    A unit that a landslide polygon touches, most of which lies elsewhere, is a landslide unit with none.

    Parameters
    ----------
    out_of_fold : as `score_out_of_fold` gives it; the design whose AUC is that of the map is used, in all repeats
    labels : ``unit_id``, ``landslides``
    """
    design = headline_of(list(out_of_fold["design"].unique()))
    held = out_of_fold[(out_of_fold["design"] == design) & out_of_fold["score"].notna()]
    counts = held["unit_id"].map(labels.set_index("unit_id")["landslides"])
    return held[["score", "landslide"]].assign(landslides=np.where(held["landslide"] == 1, counts, 0))


def share_breaks(score: ArrayLike, landslides: ArrayLike, shares: Sequence[float]) -> Array:
    """The highest indices above which, or at which, at least the given shares of the landslides lie.

    Parameters
    ----------
    score, landslides : arrays (units,)
    shares : each 0 to 1; falling, as the breaks rise
    """
    index, number = np.asarray(score, np.float64), np.asarray(landslides, np.float64)
    order = np.argsort(-index, kind="stable")
    above = np.cumsum(number[order]) / number.sum()
    place = np.searchsorted(above, np.asarray(shares) - 1e-12)
    return np.asarray(index[order][np.minimum(place, index.size - 1)])


def roc_breaks(score: ArrayLike, landslide: ArrayLike, classes: int) -> Array:
    """Breaks whose classes keep as much as they can of the area under the ROC curve, by dynamic programming.

    The curve of a map in classes goes straight from break to break. Corners of the curve's convex hull are tried alone:
    between two breaks the best third one is the point farthest above their chord.

    Returns
    -------
    array (classes - 1,)
        Rising; fewer where the hull has fewer corners.
    """
    false_rate, true_rate, threshold = roc_curve(np.asarray(landslide).astype(bool), np.asarray(score))
    corner = _hull(false_rate, true_rate)
    x, y = false_rate[corner], true_rate[corner]
    size, wanted = corner.size, min(classes, corner.size - 1)
    # area[i, j]: under the straight line from corner i to j
    area = (x[None, :] - x[:, None]) * (y[None, :] + y[:, None]) / 2
    area[np.tril_indices(size)] = -np.inf
    best, origin = area[0], []
    for _ in range(wanted - 1):
        ways = best[:, None] + area
        origin.append(ways.argmax(axis=0))
        best = ways.max(axis=0)
    chosen, end = [], size - 1
    for step in reversed(origin):
        end = int(step[end])
        chosen.append(end)
    return np.asarray(np.sort(threshold[corner[chosen]]))


def _hull(x: Array, y: Array) -> NDArray[np.int64]:
    """Corners of the upper convex hull of points whose x does not fall, from the first to the last."""
    corner: list[int] = []
    for point in range(x.size):
        while len(corner) > 1:
            (x0, y0), (x1, y1) = ((x[number], y[number]) for number in corner[-2:])
            if (x1 - x0) * (y[point] - y0) < (y1 - y0) * (x[point] - x0):
                break
            corner.pop()
        corner.append(point)
    return np.asarray(corner)


def natural_breaks(values: ArrayLike, classes: int, *, bins: int = 512) -> NDArray[np.float64]:
    """Breaks that make the squared deviations from the class means least (Jenks 1967), found exactly by
    dynamic programming over a histogram.

    Parameters
    ----------
    values : array
        Finite numbers.
    classes : int
    bins : int
        Bins between the smallest and the largest value; each is kept whole. Up to that, the result is exact.

    Returns
    -------
    array (classes - 1,)
        Each half way between the last value below and the first above; fewer if there are fewer distinct bins.
    """
    numbers = np.sort(np.asarray(values, dtype=np.float64))
    edges = np.linspace(numbers[0], numbers[-1], bins + 1)[1:-1]
    _, number, count = np.unique(np.searchsorted(edges, numbers), return_index=True, return_counts=True)
    first, last = number, number + count - 1
    size = np.concatenate([[0], np.cumsum(count)])
    total = np.concatenate([[0.0], np.cumsum(numbers)])[size]
    square = np.concatenate([[0.0], np.cumsum((numbers - numbers.mean()) ** 2)])[size]
    total = total - numbers.mean() * size
    groups = len(count)
    classes = min(classes, groups)
    ends = np.arange(1, groups + 1)
    # cost[start, end]: squared deviations of the bins start..end-1 from their mean
    with np.errstate(divide="ignore", invalid="ignore"):
        mass = size[None, ends] - size[:groups, None]
        cost = (
            square[None, ends]
            - square[:groups, None]
            - (total[None, ends] - total[:groups, None]) ** 2 / mass
        )
    cost[mass <= 0] = np.inf
    best, origin = cost[0], []
    for _ in range(classes - 1):
        ways = np.concatenate([[np.inf], best[:-1]])[:, None] + cost
        origin.append(ways.argmin(axis=0))
        best = ways.min(axis=0)
    starts, end = [], groups - 1
    for step in reversed(origin):
        starts.append(int(step[end]))
        end = starts[-1] - 1
    starts = starts[::-1]
    return np.array([(numbers[last[start - 1]] + numbers[first[start]]) / 2 for start in starts])
