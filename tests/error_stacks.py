"""Simulated stacks of unwrapped pairs with errors of whole cycles where we know."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter

from scarpwatch.insar.closure import triplet_array
from scarpwatch.insar.closure_patterns import Graph, network_graph
from scarpwatch.insar.network import Pair, select_pairs

CYCLE = np.float32(2 * np.pi)
FLAGGED = -128


class Network(NamedTuple):
    """Pairs of dates 12 days apart with indices of their dates."""

    dates: list[date]
    pairs: list[Pair]
    first: np.ndarray
    second: np.ndarray
    triplets: np.ndarray
    graph: Graph

    def star(self, day: int) -> np.ndarray:
        """Pairs of a date."""
        return np.flatnonzero((self.first == day) | (self.second == day))

    def towards(self, day: int) -> np.ndarray:
        """Sign with which a shift of a date enters each pair."""
        return (self.second == day).astype(np.int8) - (self.first == day).astype(np.int8)


def make_network(dates: int = 24, neighbours: int = 3) -> Network:
    """Each date with its next ones."""
    days = [date(2024, 1, 7) + timedelta(12 * n) for n in range(dates)]
    pairs = select_pairs(days, neighbours=neighbours)
    order = {day: n for n, day in enumerate(days)}
    first = np.array([order[pair.reference] for pair in pairs])
    second = np.array([order[pair.secondary] for pair in pairs])
    triplets = triplet_array(pairs)
    return Network(days, pairs, first, second, triplets, network_graph(triplets, first, second))


def make_phase(rng, network: Network, shape=(60, 80), *, noise: float = 0.0) -> np.ndarray:
    """Pairs of smooth fields (atmosphere, motion) with noise of their own, rad, float32."""
    fields = [
        30 * gaussian_filter(rng.normal(size=shape), 8, mode="wrap") + rng.normal(0, 5) for _ in network.dates
    ]
    series = np.array(fields)
    phase = series[network.second] - series[network.first]
    return (phase + rng.normal(0, noise, phase.shape)).astype(np.float32)


def patches(rng, shape, cover: float) -> np.ndarray:
    """Connected patches that cover a share of the area."""
    field = gaussian_filter(rng.normal(size=shape), 3)
    return field > np.quantile(field, 1 - cover)


def scattered(rng, shape, cover: float) -> np.ndarray:
    """Single pixels that cover a share of the area."""
    return rng.random(shape) < cover


def independent_errors(rng, network: Network, shape, where, *, pairs: float = 0.1) -> np.ndarray:
    """Errors of one or two cycles of either sign in 5 % of the pixels of some pairs."""
    errors = np.zeros((len(network.pairs), *shape), np.int8)
    for pair in rng.choice(len(network.pairs), round(pairs * len(network.pairs)), replace=False):
        place = where(rng, shape, 0.05)
        errors[pair][place] = rng.choice([-2, -1, 1, 2], place.sum())
        if where is patches:
            errors[pair][place] = rng.choice([-2, -1, 1, 2])
    return errors


class Outcome(NamedTuple):
    """Shares of erroneous and of good pixel-pairs by what became of them."""

    repaired: float
    flagged: float
    found: float
    damaged: float
    damaged_count: int
    errors: int
    good_flagged: float


def judge(errors: np.ndarray, cycles: np.ndarray) -> Outcome:
    """Compare the cycles to add with the errors put in."""
    wrong = errors != 0
    flagged = cycles == FLAGGED
    repaired = (cycles == -errors) & wrong
    changed = ~wrong & (cycles != 0) & ~flagged
    count = max(int(wrong.sum()), 1)
    good = int((~wrong).sum())
    return Outcome(
        repaired.sum() / count,
        (flagged & wrong).sum() / count,
        ((cycles != 0) & wrong).sum() / count,
        changed.sum() / good,
        int(changed.sum()),
        int(wrong.sum()),
        (flagged & ~wrong).sum() / good,
    )
