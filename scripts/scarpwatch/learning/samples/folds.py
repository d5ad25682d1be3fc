"""Cutting samples into parts: a stratified split, random folds, and spatial blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scarpwatch.errors import DataError
from scarpwatch.learning.samples.copies import keep_together


def split_stratified(
    truth: NDArray[np.bool_],
    *,
    train_share: float,
    rng: np.random.Generator,
    groups: ArrayLike | None = None,
) -> NDArray[np.str_]:
    """ "training" or "validation" for each sample, with the same share of both classes.

    Parameters
    ----------
    groups : array (samples,), optional
        Samples of one group go to one side.

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
    return keep_together(split, groups)


def random_folds(
    truth: NDArray[np.bool_], *, folds: int, rng: np.random.Generator, groups: ArrayLike | None = None
) -> NDArray[np.int64]:
    """Random folds of equal size with the same share of both classes.

    Parameters
    ----------
    truth : bool array (samples,)
    groups : array (samples,), optional
        Samples of one group go to one fold.

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
    return keep_together(fold, groups)


def spatial_folds(
    xy: NDArray[np.float64], *, folds: int, rng: np.random.Generator, groups: ArrayLike | None = None
) -> NDArray[np.int64]:
    """Blocks of neighbouring samples: k-means on the coordinates, numbered from west to east.

    Parameters
    ----------
    xy : array (samples, 2)
        Coordinates in m.
    groups : array (samples,), optional
        Samples of one group go to one block.

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
    return keep_together(np.asarray(number[means.labels_]), groups)


BLOCKS_OF_A_SPLIT = 20
"""Blocks from which the held-out ones of a spatial split are drawn; each is about a twentieth of the samples."""


def split_in_blocks(
    xy: NDArray[np.float64],
    truth: NDArray[np.bool_],
    *,
    train_share: float,
    rng: np.random.Generator,
    groups: ArrayLike | None = None,
) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """Hold out whole blocks of neighbouring samples.

    Blocks are taken in random order for validation until they hold ``1 - train_share`` of the samples as
    nearly as possible.

    Parameters
    ----------
    xy : array (samples, 2)
        Coordinates in m.
    truth : bool array (samples,)
    groups : array (samples,), optional
        Samples of one group go to one block.

    Returns
    -------
    split : array (samples,)
        "training" or "validation".
    block : array (samples,)
        Number of each sample's block.

    Raises
    ------
    DataError
        If either part would be left without one of the classes.
    """
    blocks = min(BLOCKS_OF_A_SPLIT, len(np.unique(xy, axis=0)))
    block = spatial_folds(xy, folds=blocks, rng=rng, groups=groups)
    order = rng.permutation(blocks)
    held = np.cumsum(np.bincount(block, minlength=blocks)[order])
    wanted = (1 - train_share) * truth.size
    count = int(np.argmin(np.abs(held[:-1] - wanted))) + 1 if blocks > 1 else 0
    validation = np.isin(block, order[:count])
    for part in (validation, ~validation):
        if not 0 < truth[part].sum() < part.sum():
            raise DataError(
                "samples.split",
                "a spatial split leaves one part with a single class",
                "Choose random, another samples.train_share or more samples.",
            )
    return np.where(validation, "validation", "training"), block
