"""Simulated stacks of unwrapped pairs with errors of whole cycles where we know."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter, label

from scarpwatch.conventions import FLAGGED
from scarpwatch.insar.closure.patterns import Graph, network_graph
from scarpwatch.insar.closure.triplets import triplet_array
from scarpwatch.insar.network.pairs import Pair, select_pairs

CYCLE = np.float32(2 * np.pi)


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


class Belts(NamedTuple):
    """Ground in regions behind belts of low coherence.

    Attributes
    ----------
    belt : array (rows, columns), bool
    regions : array (rows, columns): the region of every pixel, also of those in a belt; 0 is the largest
    """

    belt: np.ndarray
    regions: np.ndarray


def make_belts(rng, shape, *, half: float = 2.5, lines: int = 2) -> Belts:
    """Belts along contours of smooth fields, about twice ``half`` wide, and the regions that they part."""
    belt = np.zeros(shape, bool)
    for _ in range(lines):
        field = gaussian_filter(rng.normal(size=shape), 15, mode="wrap")
        field -= np.median(field)
        slope = np.hypot(*np.gradient(field))
        belt |= np.abs(field) < half * np.maximum(slope, np.quantile(slope, 0.3))
    parts, _ = label(~belt)
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    regions = np.full(shape, -1)
    for number, part in enumerate(np.argsort(-sizes, kind="stable")[: (sizes >= 60).sum()]):
        regions[parts == part] = number
    nearest = distance_transform_edt(regions < 0, return_distances=False, return_indices=True)
    return Belts(belt, regions[tuple(nearest)])


def belt_errors(rng, network: Network, belts: Belts, *, share: float = 0.35, same: float = 0.7) -> np.ndarray:
    """Errors of whole regions as an unwrapper makes them behind a belt.

    A belt is incoherent for half of the year (of 30 dates): of the pairs within that season a share is wrong over the
    whole region, most of them by the same cycle, one in ten by two.
    """
    dates = len(network.dates)
    year = max(6, dates // 3) if dates < 30 else 30
    errors = np.zeros((len(network.pairs), *belts.regions.shape), np.int8)
    for region in range(1, int(belts.regions.max()) + 1):
        start, sign = rng.integers(0, year), rng.choice([-1, 1])
        season = (np.arange(dates) - start) % year < year // 2
        for pair in range(len(network.pairs)):
            if season[network.first[pair]] and season[network.second[pair]] and rng.random() < share:
                cycles = sign * (1 if rng.random() < same else -1) * (2 if rng.random() < 0.1 else 1)
                errors[pair][belts.regions == region] = cycles
    return errors


def behind_belts(seed: int, *, dates: int = 30, neighbours: int = 3, shape=(60, 80), share: float = 0.35):
    """Network, true phase (noisy and with gaps in the belts), errors, and the belts."""
    rng = np.random.default_rng(seed)
    network = make_network(dates, neighbours)
    belts = make_belts(rng, shape)
    errors = belt_errors(rng, network, belts, share=share)
    phase = make_phase(rng, network, shape)
    phase += rng.normal(size=phase.shape) * gaussian_filter(np.where(belts.belt, 1.2, 0.4), 1)
    for values in phase:
        field = gaussian_filter(rng.normal(size=shape), 1.5)
        values[belts.belt & (field > np.quantile(field, 0.7))] = np.nan
    return network, phase, np.where(np.isfinite(phase), errors, 0).astype(np.int8), belts


def small_with_gaps(seed: int, *, dates: int = 61, pairs: int = 214, shape=(20, 20), noise: float = 0.5):
    """A small stack of many pairs with 3 % gaps, in three parts two of which are wrong in places: as behind_belts."""
    rng = np.random.default_rng(seed)
    whole = make_network(dates, 4)
    longer = rng.permutation(np.flatnonzero(whole.second - whole.first > 1))
    kept = np.setdiff1d(np.arange(len(whole.pairs)), longer[: len(whole.pairs) - pairs])
    first, second = whole.first[kept], whole.second[kept]
    triplets = triplet_array([whole.pairs[n] for n in kept])
    network = Network(
        whole.dates, [whole.pairs[n] for n in kept], first, second, triplets,
        network_graph(triplets, first, second),
    )  # fmt: skip
    column = np.arange(shape[1])[None, :] + 4 * gaussian_filter(rng.normal(size=shape), 4)
    regions = np.digitize(column, (0.3 * shape[1], 0.7 * shape[1]))
    regions = np.array([1, 0, 2])[regions]
    belt = np.zeros(shape, bool)
    belt[:, 1:] = regions[:, 1:] != regions[:, :-1]
    errors = belt_errors(rng, network, Belts(belt, regions), share=0.25)
    phase = make_phase(rng, network, shape)
    phase += rng.normal(size=phase.shape) * np.where(belt, 1.2, noise)
    for values in phase:
        field = gaussian_filter(rng.normal(size=shape), 1.5)
        values[field > np.quantile(field, 0.97)] = np.nan
    return network, phase, np.where(np.isfinite(phase), errors, 0).astype(np.int8), Belts(belt, regions)


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
