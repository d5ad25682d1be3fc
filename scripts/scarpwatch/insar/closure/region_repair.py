"""Repair of regions with a common unwrapping error behind decorrelated belts: found for the scene, applied by blocks.

The regions are compared with their surroundings one by one, beginning with the ground that closes; each one that is
settled helps to settle the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.conventions import FLAGGED, UNKNOWN
from scarpwatch.insar.closure.patterns import Graph
from scarpwatch.insar.closure.region_cycles import (
    SURE_ENOUGH,
    certainty,
    cheapest_cycles,
    date_runs,
    edge_jumps,
    pieces,
)
from scarpwatch.insar.closure.region_patterns import FEWEST, closure_patterns, empty_patterns
from scarpwatch.insar.closure.regions import (
    Contact,
    assign_regions,
    find_contacts,
    label_regions,
    labels_around,
)

SAMPLED = 25  # pixels of a region that its closures are taken from
MEASURED_SHARE = 0.3  # of a region's pixels that a pair must have to be one of its pairs
BYTES_PER_PIXEL = 48  # of the whole scene: patterns, roots and their order, labels, labels around


class Regions(NamedTuple):
    """What is known of the regions of a scene.

    Attributes
    ----------
    labels : array (rows, columns), int32, of :func:`scarpwatch.insar.closure.regions.label_regions`
    near : array (4, rows, columns), int16: labels around
    cycles : array (regions + 1, pairs), int8: to add; none for label 0
    flagged : array (regions + 1, pairs): pairs in doubt
    """

    labels: NDArray[np.int32]
    near: NDArray[np.int16]
    cycles: NDArray[np.int8]
    flagged: NDArray[np.bool_]

    def shifts(
        self, phase: NDArray[np.float32], triplets: NDArray[np.int64], window: Window
    ) -> NDArray[np.int8]:
        """Cycles to add in a window, ``FLAGGED`` where a pair is in doubt; array (pairs, rows, columns).

        Parameters
        ----------
        phase : array (pairs, rows, columns), rad, referred to the reference
        """
        rows, columns = window.toslices()
        own = assign_regions(
            phase,
            triplets,
            self.labels[rows, columns],
            self.near[:, rows, columns],
            self.cycles,
            self.flagged,
        )
        table = np.where(self.flagged, np.int8(FLAGGED), self.cycles)
        shifts = np.moveaxis(table[own], 2, 0)
        return np.where(np.isfinite(phase), shifts, np.int8(0))


ReadBlock = Callable[[Window], NDArray[np.float32]]
ReadPair = Callable[[int], NDArray[np.float32]]


def find_regions(
    shape: tuple[int, int],
    blocks: Iterable[tuple[Window, tuple[slice, slice], Window]],
    graph: Graph,
    read_block: ReadBlock,
    read_pair: ReadPair,
) -> Regions | None:
    """Find the regions of a scene and settle their cycles; None where there is no region that fails.

    Parameters
    ----------
    shape : rows and columns of the scene
    blocks : windows with their surroundings, where they lie in these, and the windows themselves
    graph : of the network
    read_block : gives the phase of all pairs in a window, array (pairs, rows, columns), rad, referred to the reference
    read_pair : gives that of one pair over the whole scene, array (rows, columns)
    """
    patterns = empty_patterns(shape)
    for outer, core, window in blocks:
        found = closure_patterns(read_block(outer), graph.triplets)
        rows, columns = window.toslices()
        patterns.keys[rows, columns] = found.keys[core]
        patterns.state[rows, columns] = found.state[core]
        patterns.differ[:, rows, columns] = found.differ[:, *core]
    labels, failing = label_regions(patterns, len(graph.triplets))
    if not failing:
        return None
    del patterns
    contacts = find_contacts(labels)
    sample = _sample(labels, contacts, graph, read_pair)
    cycles, flagged, settled = _settle(contacts, graph, sample, failing)
    labels[~settled[labels]] = -1  # where it is -1 already, the last label does not matter
    return Regions(labels, labels_around(labels), cycles, flagged)


class _Sample(NamedTuple):
    """Closures (regions + 1, triplets), pairs held (regions + 1, pairs), and per label the jumps in cycles to each
    of its contacts, arrays (pairs, bridges)."""

    closures: NDArray[np.int64]
    held: NDArray[np.bool_]
    turns: list[list[NDArray[np.float32]]]


def _sample(
    labels: NDArray[np.int32],
    contacts: list[list[Contact]],
    graph: Graph,
    read_pair: ReadPair,
) -> _Sample:
    """What the decisions need of the phases, one pair held in memory."""
    pairs, count = graph.first.size, len(contacts)
    inside = labels.ravel() > 0
    sizes = np.bincount(labels.ravel()[inside], minlength=count)
    order = np.flatnonzero(inside)[np.argsort(labels.ravel()[inside], kind="stable")]
    share = (np.arange(SAMPLED) + 0.5) / SAMPLED
    places = order[(np.cumsum(sizes) - sizes)[1:, None] + (share * sizes[1:, None]).astype(int)]
    sampled = np.empty((pairs, *places.shape), np.float32)
    held = np.zeros((count, pairs), bool)
    turns = [[np.empty((pairs, len(one.here)), np.float32) for one in own] for own in contacts]
    for pair in range(pairs):
        phase = read_pair(pair).ravel()
        sampled[pair] = phase[places]
        measured = np.bincount(labels.ravel()[inside & np.isfinite(phase)], minlength=count)
        held[:, pair] = measured >= MEASURED_SHARE * np.maximum(sizes, 1)
        for own, values in zip(contacts[1:], turns[1:], strict=True):
            for one, value in zip(own, values, strict=True):
                value[pair] = (phase[one.here] - phase[one.there]) / np.float32(2 * np.pi)
    ab, bc, ac = graph.triplets.T
    closures = np.full((count, len(graph.triplets)), UNKNOWN, np.int64)
    for region in range(1, count):
        phases = sampled[:, region - 1].astype(np.float64)
        sums = (phases[ab] + phases[bc] - phases[ac]) / (2 * np.pi)
        known = np.isfinite(sums).sum(axis=1) >= FEWEST
        closures[region, known] = np.rint(np.nanmedian(sums[known], axis=1))
    return _Sample(closures, held, turns)


def _settle(
    contacts: list[list[Contact]], graph: Graph, sample: _Sample, failing: int
) -> tuple[NDArray[np.int8], NDArray[np.bool_], NDArray[np.bool_]]:
    """Cycles and doubts of every region, in the order of how much settled ground they touch; which are settled.

    What all pairs of a date share is not mended, but the next region is compared with this one as if it were. So a
    region that closes is settled too, and nothing of it is changed.
    """
    count, pairs = sample.held.shape
    dates = int(graph.second.max()) + 1
    runs = date_runs(graph.first, graph.second, dates)
    cycles, flagged = np.zeros((count, pairs), np.int8), np.zeros((count, pairs), bool)
    smooth = np.zeros((count, pairs), np.float32)  # cycles after which the phase goes on from label 0
    settled = np.zeros(count, bool)
    settled[0] = True
    waiting = list(range(1, count))
    while waiting:
        touch = [sum(len(one.here) for one in contacts[region] if settled[one.other]) for region in waiting]
        region = waiting.pop(int(np.argmax(touch)))
        beyond = [np.empty((pairs, 0), np.float32)]
        for one, turns in zip(contacts[region], sample.turns[region], strict=True):
            if settled[one.other]:
                level = np.where(flagged[one.other], np.float32(np.nan), smooth[one.other])
                beyond.append(turns - level[:, None])
        edge = edge_jumps(np.concatenate(beyond, axis=1))
        solved = cheapest_cycles(sample.closures[region], graph.triplets, edge, runs)
        if solved is None:  # left to the repair pixel by pixel
            continue
        settled[region] = True
        found, after = solved
        smooth[region] = found + after.jump - edge.jump
        if region > failing:
            continue
        held, edge = sample.held[region], after
        doubt = held & (certainty(found, edge, runs, held) < 1)
        whole = pieces(held, graph.first, graph.second, dates)
        if doubt.any() and pieces(held & ~doubt, graph.first, graph.second, dates) > whole:
            doubt = held & (certainty(found, edge, runs, held, needed=SURE_ENOUGH) < 1)
        cycles[region], flagged[region] = found, doubt
    return cycles, flagged, settled
