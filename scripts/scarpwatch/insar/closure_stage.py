"""The closure of a stack, block by block: its counts, its repair, and the phase bias, with their sums."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TextIO

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grid import read_raster
from scarpwatch.insar.bridging import Component, Witness, agreed_moves, bridge_components
from scarpwatch.insar.closure import close_triplets, share, triplet_array
from scarpwatch.insar.closure_patterns import Graph, network_graph
from scarpwatch.insar.closure_repair import FLAGGED, repair_block
from scarpwatch.insar.network import Pair
from scarpwatch.insar.pair_stack import PairStack
from scarpwatch.insar.phase_bias import BiasBlock, Chains, bias_chains, measure_bias
from scarpwatch.insar.reference_window import Reference

HALO = (
    8  # pixels around a block that are read, so that patches at its border are judged by their surroundings
)
BYTES_PER_PAIR = 28  # of a pixel: phase twice, closures, proposals, verdicts, cycles, closures of chains


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
    nonzero, flagged : share of the triplets that do not close, of the pairs that are flagged; NaN without any
    cycles : array (pairs, rows, columns), int8: to add; ``FLAGGED`` where a pair is not to be used
    counts : sums per pair by name: ``seen``, ``failed`` (triplet-pixels), ``measured``, ``repaired``,
        ``flagged`` (pixels)
    left : triplet-pixels that fail after the repair
    bias : None without chains
    """

    nonzero: NDArray[np.float32]
    flagged: NDArray[np.float32]
    cycles: NDArray[np.int8]
    counts: dict[str, NDArray[np.int64]]
    left: int
    bias: BiasBlock | None


def close_block(
    phase: NDArray[np.float32],
    core: tuple[slice, slice],
    network: ClosureNetwork,
    *,
    offsets: NDArray[np.float32],
    absolute: bool,
    repair: bool,
    bias_window: int,
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
    """
    bias = None
    if absolute and network.chains:
        bias = measure_bias(phase, network.chains, window=bias_window, core=core)
    phase -= offsets[:, None, None]
    if not absolute and network.chains:
        bias = measure_bias(phase, network.chains, window=bias_window, core=core)
    shape = phase.shape[1:]
    counted = np.zeros(shape, np.bool_)
    counted[core] = True
    flat = np.ascontiguousarray(phase).reshape(len(phase), -1)
    closure = close_triplets(flat, network.triplets, counted=counted.ravel())
    inner = phase[:, *core]
    if repair:
        cycles = np.ascontiguousarray(repair_block(phase, closure.cycles, network.graph)[:, *core])
    else:
        cycles = np.zeros(inner.shape, np.int8)
    seen, failed = closure.seen.reshape(shape)[core], closure.failed.reshape(shape)[core]
    measured = np.isfinite(inner)
    flagged = cycles == FLAGGED
    wrong = failed > 0
    mended = np.where(flagged[:, wrong], np.nan, inner[:, wrong] + 2 * np.pi * cycles[:, wrong])
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
        int(close_triplets(mended.astype(np.float32), network.triplets).failed.sum()),
        bias,
    )


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
    """Cycles per component of every pair that gaps suggest and triplets agree to; few pairs held in memory."""
    wanted: dict[Component, int] = {}
    for number, (path, labels) in enumerate(zip(stack.unwrapped, components, strict=True)):
        found = bridge_components(
            read_raster(path)[0], read_raster(labels)[0], reference.window, longest=longest
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
            phases = [read_raster(stack.unwrapped[n])[0][inside] - offsets[n] for n in (ab, bc, ac)]
            turns = (phases[0] + phases[1] - phases[2]) / np.float32(2 * np.pi)
            known = np.isfinite(turns)
            one, two, three = (places(n, inside)[known] for n in (ab, bc, ac))
            held.append(Witness(turns[known], (1, 1, -1), (one, two, three)))
    bridges: list[dict[int, int]] = [{} for _ in stack.pairs]
    for (pair, label), cycles in agreed_moves(wanted, witnesses).items():
        bridges[pair][label] = cycles
    return bridges


def read_phase(
    stack: PairStack,
    window: Window,
    components: Sequence[str],
    bridges: Sequence[Mapping[int, int]],
) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Phase of a window, bridged, and the cycles that bridging added; each (pairs, rows, columns)."""
    phase = np.stack([read_raster(path, window=window)[0] for path in stack.unwrapped])
    added = np.zeros(phase.shape, np.int8)
    for number, cycles in enumerate(bridges):
        if cycles:
            labels = read_raster(components[number], window=window)[0]
            for label, value in cycles.items():
                added[number][labels == label] = value
    phase += np.float32(2 * np.pi) * added
    return phase, added


def write_pair_table(stream: TextIO, names: Sequence[str], counts: Mapping[str, NDArray[np.int64]]) -> None:
    """Shares per pair as a table; empty where a pair has no triplet or no pixel."""
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(("pair", "nonzero_share", "repaired_share", "flagged_share"))
    for number, name in enumerate(names):
        parts = (("failed", "seen"), ("repaired", "measured"), ("flagged", "measured"))
        shares = [int(counts[part][number]) / max(int(counts[of][number]), 1) for part, of in parts]
        known = [int(counts[of][number]) > 0 for _, of in parts]
        writer.writerow(
            (name, *(f"{value:.6f}" if is_ else "" for value, is_ in zip(shares, known, strict=True)))
        )


def closure_summary(
    network: ClosureNetwork,
    counts: Mapping[str, NDArray[np.int64]],
    left: int,
    bridges: Sequence[Mapping[int, int]],
) -> dict[str, Any]:
    """Shares over the whole scene; None where there is no triplet."""
    total = {name: int(values.sum()) for name, values in counts.items()}
    seen, measured = total["seen"], total["measured"]
    return {
        "triplets": len(network.triplets),
        "nonzero_share": total["failed"] / seen if seen else None,
        "nonzero_share_after_repair": 3 * left / seen if seen else None,
        "repaired_share": total["repaired"] / measured if measured else None,
        "flagged_share": total["flagged"] / measured if measured else None,
        "components_moved": sum(map(len, bridges)),
    }
