"""Folds whose held-out samples are as far from the others as the ground of the map is from all samples.

A map says something of ground at some distance from the nearest sample. Random folds hold out samples beside others and
judge too short a distance where samples lie in clumps; compact blocks judge too long a one where they lie all over.
Nearest-neighbour distance matching (NNDM) takes folds between both, with the distances that the map bridges.

References
----------
Milà, Mateu, Pebesma, Meyer (2022), Methods in Ecology and Evolution 13: nearest-neighbour distance matching.
Linnenbrink, Milà, Ludwig, Meyer (2024), Geoscientific Model Development 17: the same with k folds (kNNDM).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scarpwatch.errors import DataError
from scarpwatch.learning.samples.copies import keep_together

Places = NDArray[np.float64]
Fold = NDArray[np.int64]

CLUSTERINGS = 40
"""Numbers of clusters that are tried, from as many as folds to as many as places, in equal ratios."""

LARGEST_FOLD = 0.5
"""Most of the samples that one fold may hold."""

MOST_PLACES = 5000
"""With more places they are put into the cells of a grid first, as the tree needs memory for all pairs."""

_SHARES = (np.arange(1000) + 0.5) / 1000


def bridged_distances(xy: Places, ground: Places) -> NDArray[np.float64]:
    """Distance from each place of the ground (places, 2) to the nearest sample (samples, 2), m."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(xy).query(ground)[0], dtype=np.float64)


def mutual_distances(xy: Places) -> NDArray[np.float64]:
    """Distance from each sample to the nearest other one, m."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(xy).query(xy, k=2)[0][:, 1], dtype=np.float64)


def fold_distances(xy: Places, fold: ArrayLike) -> NDArray[np.float64]:
    """Distance from each sample to the nearest one of another fold, m; infinite where there is none."""
    number = np.asarray(fold)
    distance = np.full(len(xy), np.inf)
    for one in np.unique(number):
        held = number == one
        if not held.all():
            distance[held] = bridged_distances(xy[~held], xy[held])
    return distance


def match_distances(
    xy: Places,
    truth: ArrayLike,
    bridged: ArrayLike,
    *,
    folds: int,
    rng: np.random.Generator,
    groups: ArrayLike | None = None,
) -> Fold:
    """Folds by k-fold nearest-neighbour distance matching.

    The samples are clustered (Ward), in numbers of clusters from ``folds`` to one for each place. Clusters are dealt to
    the folds along the longest axis of the samples, one to each fold in a random order, then again. Of these
    clusterings that one is taken whose distances from a sample to the nearest one of another fold are most like those
    from the ground to the nearest sample (least Wasserstein distance).

    Parameters
    ----------
    xy : array (samples, 2)
        Coordinates, m.
    truth : array (samples,)
        1 with a landslide, 0 without: whatever fold is held out, both classes must be left.
    bridged : array (places,)
        Distances from the ground of the map to the nearest sample, m (`bridged_distances`).
    folds : int
    groups : array (samples,), optional
        Samples of one group go to one fold.

    Raises
    ------
    DataError
        If the samples have fewer places than there are folds, or no clustering leaves both classes.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.stats import wasserstein_distance

    labels = np.asarray(truth).astype(bool)
    places, place = _distinct(xy)
    if len(places) < folds:
        raise DataError("samples.blocks", f"{folds} folds cannot be made of the samples", "Use fewer folds.")
    wanted = np.quantile(np.asarray(bridged, dtype=np.float64), _SHARES)
    tree = linkage(places, "ward")
    along = _along(places)
    best: tuple[float, Fold] | None = None
    for count in np.unique(np.geomspace(folds, len(places), CLUSTERINGS).round().astype(int)):
        cluster = np.unique(fcluster(tree, count, "maxclust"), return_inverse=True)[1]
        fold = keep_together(_deal(cluster, along, folds, rng)[place], groups)
        if not _usable(fold, labels):
            continue
        apart = wasserstein_distance(fold_distances(xy, fold), wanted)
        if best is None or apart < best[0]:
            best = (float(apart), fold)
    if best is None:
        raise DataError(
            "the samples",
            f"no {folds} folds leave both classes to train on, none with more than {LARGEST_FOLD:.0%} of the samples",
            "Use fewer folds (samples.blocks) or add samples.",
        )
    return best[1]


def _distinct(xy: Places) -> tuple[Places, NDArray[np.intp]]:
    """The distinct places, and which one each sample has; cells of a grid where there are too many."""
    places, place = np.unique(xy, axis=0, return_inverse=True)
    low, extent = xy.min(axis=0), float(np.ptp(xy, axis=0).max())
    cells = MOST_PLACES
    while len(places) > MOST_PLACES:
        index = np.floor((xy - low) / (extent / cells))
        places, place = np.unique(index, axis=0, return_inverse=True)
        places = low + (places + 0.5) * extent / cells
        cells = int(cells / 1.2)
    return places, place


def _along(places: Places) -> NDArray[np.float64]:
    """Position along the longest axis of the places."""
    x, y = (places - places.mean(axis=0)).T
    angle = 0.5 * np.arctan2(2 * (x * y).mean(), (x * x).mean() - (y * y).mean())
    return np.asarray(x * np.cos(angle) + y * np.sin(angle), dtype=np.float64)


def _deal(
    cluster: NDArray[np.intp], along: NDArray[np.float64], folds: int, rng: np.random.Generator
) -> Fold:
    """Fold of each place: its cluster's, dealt out along the axis, a random order of all folds in every round."""
    middle = np.bincount(cluster, along) / np.bincount(cluster)
    rounds = [rng.permutation(folds) for _ in range(-(-middle.size // folds))]
    fold = np.empty(middle.size, dtype=np.int64)
    fold[np.argsort(middle, kind="stable")] = np.concatenate(rounds)[: middle.size]
    return fold[cluster]


def _usable(fold: Fold, truth: NDArray[np.bool_]) -> bool:
    """Whether no fold is too large, and both classes are left whichever is held out."""
    sizes, positives = np.bincount(fold), np.bincount(fold, truth)
    left, left_positives = fold.size - sizes, positives.sum() - positives
    return bool(
        (sizes > 0).sum() > 1
        and sizes.max() <= LARGEST_FOLD * fold.size
        and ((left_positives > 0) & (left_positives < left)).all()
    )
