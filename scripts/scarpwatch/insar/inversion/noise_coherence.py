"""Temporal coherence of pure noise by redundancy: what a pixel must exceed to be significant.

Temporal coherence compares the pairs with the series that was fitted to them. At low redundancy (hardly more pairs than
unknowns) the series follows whatever they say and even noise is coherent: with six dates and nine pairs of uniform
noise one pixel in a hundred exceeds 0.94, with 48 dates and 138 pairs 0.43. The quantile depends on how many pairs and
unknowns there are and hardly on which pairs (0.01 to 0.02), so it is found by a seeded simulation on networks of a
standard kind, at nodes between which it is interpolated.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.insar.inversion.solver import invert_network

QUANTILE = 0.99  # of noise that stays below the limit
JUDGED = 0.85  # a limit above this leaves out too much that is good: such pixels cannot be judged
PIXELS, VALUES = 8000, 3_000_000  # most pixels of a simulation, and most of their pairs
_RANKS = (1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 23, 32, 47, 70, 110, 180, 300, 500, 1000)
_SURPLUS = (1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 23, 32, 47, 70, 110, 180, 300, 500, 1000, 2000, 5000)


def standard_network(rank: int, surplus: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of ``rank`` + 1 dates: each date with the next, then with the one after that, and so on.

    Where there are not so many pairs of different dates, pairs occur twice. A lag of which only some pairs are wanted
    has them spread evenly.
    """
    first: list[int] = []
    second: list[int] = []
    left, lag = rank + surplus, 0
    while left > 0:
        lag = lag % rank + 1
        count = rank + 1 - lag
        chosen = np.unique(np.linspace(0, count - 1, min(left, count)).round().astype(int))
        first += chosen.tolist()
        second += (chosen + lag).tolist()
        left -= chosen.size
    return np.array(first), np.array(second)


def simulated_coherence(
    rank: int, surplus: int, *, noise_rad: float | None = None, robust: bool = False
) -> NDArray[np.float32]:
    """Temporal coherence of pixels whose pairs hold nothing but noise.

    Parameters
    ----------
    rank, surplus : unknowns of a pixel, and how many more pairs it has
    noise_rad : standard deviation of normal noise; None for noise that is uniform over a cycle
    """
    first, second = standard_network(rank, surplus)
    pixels = min(PIXELS, VALUES // first.size + 500)
    rng = np.random.default_rng([rank, surplus, robust])
    shape = (first.size, pixels)
    noise = rng.uniform(-np.pi, np.pi, shape) if noise_rad is None else rng.normal(0, noise_rad, shape)
    values = noise.astype(np.float32)
    solved = invert_network(values, np.ones_like(values), first, second, np.arange(rank + 1.0), robust=robust)
    return solved.temporal_coherence


@lru_cache(maxsize=4096)
def _node(rank: int, surplus: int, robust: bool) -> float:
    return float(np.quantile(simulated_coherence(rank, surplus, robust=robust), QUANTILE))


def _between(value: int, nodes: tuple[int, ...]) -> tuple[int, int, float]:
    """The nodes on both sides of a value, and how far it is from the first to the second, in logarithms."""
    upper = min(int(np.searchsorted(nodes, value)), len(nodes) - 1)
    if value >= nodes[upper] or upper == 0:
        return nodes[upper], nodes[upper], 0.0
    low, high = nodes[upper - 1], nodes[upper]
    return low, high, float(np.log(value / low) / np.log(high / low))


@lru_cache(maxsize=100_000)
def noise_limit(pairs: int, rank: int, robust: bool = False) -> float:
    """Temporal coherence below which 99 % of uniform noise stays; 1 where no pair is surplus."""
    surplus = pairs - rank
    if surplus <= 0 or rank <= 0:
        return 1.0
    low, high, along = _between(rank, _RANKS)
    less, more, across = _between(surplus, _SURPLUS)
    limit = 0.0
    for node, share in ((low, 1 - along), (high, along)):
        for count, part in ((less, 1 - across), (more, across)):
            limit += share * part * _node(node, count, robust) if share * part > 0 else 0.0
    return limit


def noise_limits(*, robust: bool = False) -> Callable[[NDArray[Any], NDArray[Any]], NDArray[np.float32]]:
    """Function of two layers, the pixels' pairs and their rank, that gives the limit of each pixel; NaN without pairs.

    Parameters
    ----------
    robust : whether the inversion minimises absolute residuals
    """

    def limits(pairs: NDArray[Any], rank: NDArray[Any]) -> NDArray[np.float32]:
        kinds, place = np.unique(pairs.ravel().astype(np.int64) << 16 | rank.ravel(), return_inverse=True)
        values = [noise_limit(int(k) >> 16, int(k) & 0xFFFF, robust) if k >> 16 else np.nan for k in kinds]
        return np.asarray(np.array(values, np.float32)[place].reshape(pairs.shape))

    return limits


def kept_share(pairs: int, rank: int, limit: float, noise_rad: float, robust: bool = False) -> float:
    """Share of the pixels with so much noise in each pair (rad) whose temporal coherence reaches the limit."""
    surplus = max(0, pairs - rank)
    found = simulated_coherence(rank, surplus, noise_rad=noise_rad, robust=robust)
    return float(np.mean(found >= limit)) if surplus else 0.0
