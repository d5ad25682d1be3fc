"""The closure of a stack, block by block: its counts, its repair, and the phase bias, with their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.conventions import FLAGGED
from scarpwatch.grids.grid import memory_blocks, read_raster
from scarpwatch.insar.closure.bridging import Component, Witness, agreed_moves, bridge_components
from scarpwatch.insar.closure.patterns import Graph, network_graph
from scarpwatch.insar.closure.phase_bias import BiasBlock, Chains, bias_chains, measure_bias
from scarpwatch.insar.closure.region_repair import BYTES_PER_PIXEL, Regions, find_regions
from scarpwatch.insar.closure.repair import repair_block
from scarpwatch.insar.closure.triplets import close_triplets, discount_noise, share, triplet_array
from scarpwatch.insar.interferograms.pair_stack import PairStack, read_pair_phase
from scarpwatch.insar.network.pairs import Pair
from scarpwatch.insar.reference.window import Reference

HALO = (
    8  # pixels around a block that are read, so that patches at its border are judged by their surroundings
)
# of a pixel: phase three times, closures twice, shifts, proposals, verdicts, cycles, closures of chains
BYTES_PER_PAIR = 36


class ClosureNetwork(NamedTuple):
    """What the closure needs of a network; ``chains`` is None where it has too few."""

    triplets: NDArray[np.int64]
    graph: Graph
    chains: Chains | None


def closure_network(
    pairs: Sequence[Pair], indices: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> ClosureNetwork:
    """Triplets and chains of the pairs; ``indices`` are those of each pair's dates."""
    triplets = triplet_array(pairs)
    return ClosureNetwork(triplets, network_graph(triplets, *indices), bias_chains(pairs))


class ClosureBlock(NamedTuple):
    """Closure of one block, arrays (rows, columns).

    Attributes
    ----------
    nonzero, flagged : share of the triplets with an integer closure residual, of the pairs that are flagged; NaN
        without any
    cycles : array (pairs, rows, columns), int8: to add; ``FLAGGED`` where a pair is not to be used
    counts : sums per pair by name: ``seen``, ``failed`` (triplet-pixels), ``measured``, ``repaired``,
        ``flagged`` (pixels)
    left : triplet-pixels that fail after the repair
    bias : None without chains
    lost : pixels that lose rank by the pairs left out
    pixels : pixels that have any pair
    """

    nonzero: NDArray[np.float32]
    flagged: NDArray[np.float32]
    cycles: NDArray[np.int8]
    counts: dict[str, NDArray[np.int64]]
    left: int
    bias: BiasBlock | None
    lost: int
    pixels: int


def close_block(
    phase: NDArray[np.float32],
    core: tuple[slice, slice],
    network: ClosureNetwork,
    *,
    offsets: NDArray[np.float32],
    absolute: bool,
    repair: bool,
    bias_window: int,
    regions: Regions | None = None,
    outer: Window | None = None,
) -> ClosureBlock:
    """Count, repair and average the closures of a block.

    Parameters
    ----------
    phase : array (pairs, rows, columns), rad; NaN where a pair is missing; referred to the reference window
        by this function, in place
    core : rows and columns of the block without its halo
    offsets : array (pairs,), rad, of each pair in the reference window
    absolute : the phase is that of interferograms but for whole cycles, so that its closures need no
        reference for the phase bias; else each pair may have a constant of its own
    regions, outer : the regions of the scene, and the window of ``phase`` in it
    """
    bias = None
    if absolute and network.chains:
        bias = measure_bias(phase, network.chains, window=bias_window, core=core)
    phase -= offsets[:, None, None]
    if not absolute and network.chains:
        bias = measure_bias(phase, network.chains, window=bias_window, core=core)
    counted = np.zeros(shape := phase.shape[1:], np.bool_)
    counted[core] = True
    flat = np.ascontiguousarray(phase).reshape(len(phase), -1)
    closure = close_triplets(flat, network.triplets, counted=counted.ravel())
    inner = phase[:, *core]
    cycles = np.zeros(phase.shape, np.int8)
    if repair:
        cycles = _repaired(phase, closure.cycles, network.graph, regions, outer)
    cycles = np.ascontiguousarray(cycles[:, *core])
    seen, failed = closure.seen.reshape(shape)[core], closure.failed.reshape(shape)[core]
    measured = np.isfinite(inner)
    flagged = cycles == FLAGGED
    wrong = (failed > 0) | (cycles != 0).any(axis=0)
    counts = {
        "seen": closure.pair_seen,
        "failed": closure.pair_failed,
        "measured": measured.sum(axis=(1, 2)),
        "repaired": ((cycles != 0) & ~flagged).sum(axis=(1, 2)),
        "flagged": flagged.sum(axis=(1, 2)),
    }
    return ClosureBlock(
        share(failed, seen),
        share(flagged.sum(axis=0), measured.sum(axis=0)),
        cycles,
        counts,
        _failing_after(inner[:, wrong], cycles[:, wrong], network.triplets),
        bias,
        _lost_rank(measured, flagged, network.graph),
        int(np.count_nonzero(measured.any(axis=0))),
    )


def _failing_after(phase: NDArray[np.float32], cycles: NDArray[np.int8], triplets: NDArray[np.int64]) -> int:
    """Triplet-pixels that fail after the repair of pixels, arrays (pairs, pixels)."""
    mended = np.where(cycles == FLAGGED, np.nan, phase + 2 * np.pi * cycles)
    return int(close_triplets(mended.astype(np.float32), triplets).failed.sum())


def _lost_rank(measured: NDArray[np.bool_], flagged: NDArray[np.bool_], graph: Graph) -> int:
    """Pixels that lose rank by the pairs left out, from arrays (pairs, rows, columns)."""
    touched = flagged.any(axis=0)
    ties = (graph.first, graph.second)
    lost = ranks(measured[:, touched], *ties) - ranks((measured & ~flagged)[:, touched], *ties)
    return int(np.count_nonzero(lost))


def _repaired(
    phase: NDArray[np.float32],
    closures: NDArray[np.int8],
    graph: Graph,
    regions: Regions | None,
    outer: Window | None,
) -> NDArray[np.int8]:
    """Cycles to add, ``FLAGGED`` where in doubt: of whole regions first, then pixel by pixel."""
    shifts = None
    if regions is not None and outer is not None:
        shifts = regions.shifts(phase, graph.triplets, outer)
    if shifts is not None and shifts.any():
        doubted = shifts == FLAGGED
        phase = np.where(doubted, np.float32(np.nan), phase + np.float32(2 * np.pi) * shifts)
        closures = close_triplets(phase.reshape(len(phase), -1), graph.triplets).cycles
        discount_noise(phase, graph.triplets, closures)
        cycles = repair_block(phase, closures, graph)
        both = np.where(cycles == FLAGGED, FLAGGED, cycles.astype(np.int16) + shifts)
        return np.where(doubted, FLAGGED, both).astype(np.int8)
    discount_noise(phase, graph.triplets, closures)
    return repair_block(phase, closures, graph)


@njit(cache=True)
def _ranks(held, first, second, dates, found):  # type: ignore[no-untyped-def]
    root = np.empty(dates, np.int64)
    for x in range(held.shape[1]):
        for date in range(dates):  # an assignment of an array takes four seconds to compile
            root[date] = date
        rank = 0
        for pair in range(held.shape[0]):
            if held[pair, x]:
                one, two = first[pair], second[pair]
                while root[one] != one:
                    one = root[one]
                while root[two] != two:
                    two = root[two]
                if one != two:
                    root[max(one, two)] = min(one, two)
                    rank += 1
        found[x] = rank


def ranks(held: NDArray[np.bool_], first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int32]:
    """Rank of the network of every pixel, array (pixels,): its dates less its connected subsets.

    Parameters
    ----------
    held : array (pairs, pixels): pairs that it has
    """
    found = np.zeros(held.shape[1], np.int32)
    _ranks(np.ascontiguousarray(held), first, second, int(second.max()) + 1, found)
    return found


def with_halo(window: Window, shape: tuple[int, int]) -> tuple[Window, tuple[slice, slice]]:
    """The window with its halo, and where the window lies in it."""
    row, column = int(window.row_off), int(window.col_off)
    top, left = max(0, row - HALO), max(0, column - HALO)
    bottom = min(shape[0], row + int(window.height) + HALO)
    right = min(shape[1], column + int(window.width) + HALO)
    core = (
        slice(row - top, row - top + int(window.height)),
        slice(column - left, column - left + int(window.width)),
    )
    return Window(left, top, right - left, bottom - top), core


def bridge_stack(
    stack: PairStack,
    components: Sequence[str],
    reference: Reference,
    triplets: NDArray[np.int64],
    offsets: NDArray[np.float32],
    *,
    longest: float,
) -> list[dict[int, int]]:
    """Bridging of every pair (cycles per component), as far as triplets confirm it; few pairs held in memory."""
    wanted: dict[Component, int] = {}
    for number, (path, labels) in enumerate(zip(stack.unwrapped, components, strict=True)):
        found = bridge_components(
            read_pair_phase(path), read_raster(labels)[0], reference.window, longest=longest
        )
        wanted |= {(number, label): cycles for label, cycles in found.items() if cycles}
    names = {component: place for place, component in enumerate(wanted)}

    def places(pair: int, inside: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Numbers in ``names`` of the components that a pair has at some pixels."""
        labels = read_raster(components[pair])[0][inside]
        table = np.full(int(labels.max(initial=0)) + 1, -1)
        for (own, label), place in names.items():
            if own == pair and label < table.size:
                table[label] = place
        return table[labels]

    witnesses: dict[Component, list[Witness]] = {}
    for pair, label in wanted:
        inside = read_raster(components[pair])[0] == label
        held = witnesses.setdefault((pair, label), [])
        for ab, bc, ac in triplets[(triplets == pair).any(axis=1)]:
            phases = [read_pair_phase(stack.unwrapped[n])[inside] - offsets[n] for n in (ab, bc, ac)]
            turns = (phases[0] + phases[1] - phases[2]) / np.float32(2 * np.pi)
            known = np.isfinite(turns)
            one, two, three = (places(n, inside)[known] for n in (ab, bc, ac))
            held.append(Witness(turns[known], (1, 1, -1), (one, two, three)))
    bridges: list[dict[int, int]] = [{} for _ in stack.pairs]
    for (pair, label), cycles in agreed_moves(wanted, witnesses).items():
        bridges[pair][label] = cycles
    return bridges


def read_bridged(
    stack: PairStack,
    number: int,
    components: Sequence[str],
    bridges: Sequence[Mapping[int, int]],
    window: Window | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Phase of one pair, bridged, and the cycles that bridging added; each (rows, columns)."""
    phase = read_pair_phase(stack.unwrapped[number], window)
    added = np.zeros(phase.shape, np.int8)
    if bridges[number]:
        labels, _ = read_raster(components[number], window=window)
        for label, value in bridges[number].items():
            added[labels == label] = value
    return phase + np.float32(2 * np.pi) * added, added


def read_phase(
    stack: PairStack,
    window: Window,
    components: Sequence[str],
    bridges: Sequence[Mapping[int, int]],
) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Phase of a window, bridged, and the cycles that bridging added; each (pairs, rows, columns)."""
    shape = (len(stack.pairs), int(window.height), int(window.width))
    phase, added = np.empty(shape, np.float32), np.empty(shape, np.int8)
    for number in range(len(stack.pairs)):
        phase[number], added[number] = read_bridged(stack, number, components, bridges, window)
    return phase, added


def stack_regions(
    stack: PairStack,
    components: Sequence[str],
    bridges: Sequence[Mapping[int, int]],
    offsets: NDArray[np.float32],
    graph: Graph,
    *,
    memory_mb: float,
) -> Regions | None:
    """The regions of a stack with a common unwrapping error, from two passes over its files; None without any."""
    shape = stack.grid.shape
    memory_mb = max(memory_mb - BYTES_PER_PIXEL * shape[0] * shape[1] / 1e6, 0.5)
    windows = memory_blocks(shape, bytes_per_pixel=6.0 * len(stack.pairs), memory_mb=memory_mb)

    def read_block(window: Window) -> NDArray[np.float32]:
        phase, _ = read_phase(stack, window, components, bridges)
        phase -= offsets[:, None, None]
        return phase

    def read_pair(number: int) -> NDArray[np.float32]:
        return read_bridged(stack, number, components, bridges)[0] - offsets[number]

    blocks = ((*with_halo(window, shape), window) for window in windows)
    return find_regions(shape, blocks, graph, read_block, read_pair)
