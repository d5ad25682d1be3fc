"""The closure of a whole scene, block by block: what is known of it beforehand, its sums, and the map of the phase bias."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.conventions import FLAGGED
from scarpwatch.grids.grid import memory_blocks
from scarpwatch.insar.closure.phase_bias import finish_bias
from scarpwatch.insar.closure.region_repair import Regions
from scarpwatch.insar.closure.stage import (
    BYTES_PER_PAIR,
    ClosureBlock,
    ClosureNetwork,
    bridge_stack,
    close_block,
    closure_network,
    read_phase,
    stack_regions,
    with_halo,
)
from scarpwatch.insar.interferograms.pair_stack import PairStack, reference_offsets
from scarpwatch.insar.reference.window import Reference

Write = Callable[[Window, NDArray[np.int8], ClosureBlock], None]


class Scene(NamedTuple):
    """What is known of a stack before its blocks are closed.

    Attributes
    ----------
    components : files of the pairs' connected components
    offsets : array (pairs,), rad: phase of each pair at the reference
    bridges : cycles to add to components, by label, of each pair
    regions : those with a common unwrapping error; None without any
    """

    stack: PairStack
    components: Sequence[str]
    network: ClosureNetwork
    offsets: NDArray[np.float32]
    bridges: Sequence[Mapping[int, int]]
    regions: Regions | None


def prepare_scene(
    stack: PairStack,
    components: Sequence[str],
    reference: Reference,
    ties: Sequence[float],
    settings: Mapping[str, Any],
    *,
    memory_mb: float,
) -> Scene:
    """Look at a whole stack: bridging across gaps, and regions with a common unwrapping error, as the settings ask for.

    Parameters
    ----------
    ties : phase at the reference of pairs that are tied otherwise than through the window, NaN of the others
    settings : section ``closure`` of the config, as plain values
    """
    # Each pair is unwrapped up to a multiple of 2 pi.
    offsets = reference_offsets(stack, reference, ties)
    network = closure_network(stack.pairs, stack.indices())
    bridges: list[dict[int, int]] = [{} for _ in stack.pairs]
    if settings["bridge_gap"]:
        gap = settings["bridge_gap"]
        bridges = bridge_stack(stack, components, reference, network.triplets, offsets, longest=gap)
    regions = None
    if settings["repair"]:
        regions = stack_regions(stack, components, bridges, offsets, network.graph, memory_mb=memory_mb)
    return Scene(stack, components, network, offsets, bridges, regions)


class SceneClosure(NamedTuple):
    """Sums over the blocks of a scene.

    Attributes
    ----------
    counts : sums per pair by name, as in :class:`~scarpwatch.insar.closure.stage.ClosureBlock`
    sums : ``left``, ``lost`` and ``pixels``, as there
    layers : ``rate``, ``variance``, ``years`` and ``chains`` of the phase bias, arrays (rows, columns)
    autocovariance : of the chains over the scene, array (lags + 1,); 0 without chains
    """

    counts: dict[str, NDArray[np.int64]]
    sums: dict[str, int]
    layers: dict[str, NDArray[Any]]
    autocovariance: NDArray[np.float64]


def close_scene(
    scene: Scene,
    write: Write,
    *,
    absolute: bool,
    settings: Mapping[str, Any],
    memory_mb: float,
) -> SceneClosure:
    """Close a scene block by block, in blocks that fit into the memory.

    Parameters
    ----------
    write : takes a window, the cycles to add there, array (pairs, rows, columns), ``FLAGGED`` where a pair is in doubt,
        and the closure of the block
    absolute : whether phases are those of interferograms but for whole cycles, as in
        :func:`~scarpwatch.insar.closure.stage.close_block`
    settings : section ``closure`` of the config, as plain values
    """
    shape, regions = scene.stack.grid.shape, scene.regions
    layers: dict[str, NDArray[Any]] = {
        name: np.full(shape, np.nan, np.float32) for name in ("rate", "variance", "years")
    }
    layers["chains"] = np.zeros(shape, np.int16)
    held = list(layers.values())
    if regions:
        held += [regions.labels, regions.near]
    memory_mb = max(memory_mb - sum(layer.nbytes for layer in held) / 1e6, 0.5)
    counts: dict[str, NDArray[np.int64]] = {}
    shared: Any = 0.0
    sums = {"left": 0, "lost": 0, "pixels": 0}
    per_pixel = BYTES_PER_PAIR * len(scene.stack.pairs)
    for window in memory_blocks(shape, bytes_per_pixel=per_pixel, memory_mb=memory_mb):
        outer, core = with_halo(window, shape)
        phase, added = read_phase(scene.stack, outer, scene.components, scene.bridges)
        block = close_block(
            phase, core, scene.network, offsets=scene.offsets, absolute=absolute,
            repair=settings["repair"], bias_window=settings["bias_window"],
            regions=regions, outer=outer,
        )  # fmt: skip
        cycles = np.where(block.cycles == FLAGGED, FLAGGED, block.cycles + added[:, *core])
        write(window, cycles.astype(np.int8), block)
        if block.bias:
            for name, layer in layers.items():
                layer[window.toslices()] = getattr(block.bias, name)
            shared = shared + block.bias.autocovariance
        counts = {name: counts.get(name, 0) + values for name, values in block.counts.items()}
        sums = {name: value + getattr(block, name) for name, value in sums.items()}
    return SceneClosure(counts, sums, layers, np.asarray(shared))


def scene_bias(
    scene: Scene, closed: SceneClosure, reference: Reference, *, absolute: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Phase bias of the shortest pairs and its standard error (cm/yr), arrays (rows, columns); NaN without chains.

    Where phases are not absolute, the error of the reference window is in all pixels alike, and in their sigma.
    """
    if not scene.network.chains:
        nothing = np.full(scene.stack.grid.shape, np.nan, np.float32)
        return nothing, nothing
    bias, sigma = finish_bias(
        **closed.layers, autocovariance=closed.autocovariance, wavelength=scene.stack.wavelength
    )
    if not absolute:
        known = np.isfinite(sigma[reference.window])
        sigma = np.hypot(sigma, np.nanmedian(sigma[reference.window] if known.any() else sigma))
    return bias, sigma
