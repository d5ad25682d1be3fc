"""Cutting samples into parts: a stratified split, random folds, and spatial blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import DataError


def split_stratified(
    truth: NDArray[np.bool_], *, train_share: float, rng: np.random.Generator
) -> NDArray[np.str_]:
    """ "training" or "validation" for each sample, with the same share of both classes.

    Raises
    ------
    DataError
        If either split would be left without one of the classes.
    """
    split = np.full(truth.size, "validation", dtype="<U10")
    for value in (True, False):
        members = np.flatnonzero(truth == value)
        count = round(train_share * members.size)
        if not 0 < count < members.size:
            raise DataError(
                "samples.train_share",
                f"{train_share:g} of {members.size} units leaves one split without any",
                "Choose a share nearer 0.5 or add samples.",
            )
        split[rng.permutation(members)[:count]] = "training"
    return split


def random_folds(truth: NDArray[np.bool_], *, folds: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Random folds of equal size with the same share of both classes.

    Parameters
    ----------
    truth : bool array (samples,)

    Raises
    ------
    DataError
        If a class has fewer samples than there are folds.
    """
    labels = np.asarray(truth).astype(bool)
    if min(labels.sum(), (~labels).sum()) < folds:
        raise DataError(
            "the samples", f"one class has fewer than {folds} units, one for each fold", "Use fewer folds."
        )
    fold = np.empty(labels.size, dtype=np.int64)
    start = 0
    for value in (True, False):
        members = np.flatnonzero(labels == value)
        # The second class goes on where the first stopped, so that folds differ by one sample at most.
        fold[rng.permutation(members)] = (start + np.arange(members.size)) % folds
        start += members.size
    return fold


def spatial_folds(xy: NDArray[np.float64], *, folds: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Blocks of neighbouring samples: k-means on the coordinates, numbered from west to east.

    Parameters
    ----------
    xy : array (samples, 2)
        Coordinates in m.

    Raises
    ------
    DataError
        If there are fewer distinct places than folds.

    Notes
    -----
    Brenning (2012), "Spatial cross-validation and bootstrap for the assessment of prediction rules
    in remote sensing", IGARSS: k-means blocks with one initialisation.
    """
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    if len(np.unique(xy, axis=0)) < folds:
        raise DataError(
            "samples.blocks", f"{folds} spatial blocks cannot be made of the samples", "Use fewer blocks."
        )
    # One thread: parallel sums could differ in the last bit, and a sample could change its block.
    with threadpool_limits(limits=1):
        seed = int(rng.integers(2**31 - 1))
        means = KMeans(n_clusters=folds, n_init=1, random_state=seed).fit(xy - xy.mean(axis=0))
    number = np.empty(folds, dtype=np.int64)
    number[np.lexsort(means.cluster_centers_.T[::-1])] = np.arange(folds)
    return np.asarray(number[means.labels_])
