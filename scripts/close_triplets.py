"""Close the triplets of pairs: count and repair missing cycles, flag what is in doubt, map the phase bias."""

import json
from contextlib import ExitStack

import numpy as np

from scarpwatch.conventions import FLAGGED, TOWARDS
from scarpwatch.files.finished import atomic_path
from scarpwatch.grids.grid import PROCESS_MB, memory_blocks, new_raster, write_raster
from scarpwatch.insar.closure import stage
from scarpwatch.insar.closure.phase_bias import bias_summary, finish_bias
from scarpwatch.insar.closure.record import closure_summary, write_pair_table
from scarpwatch.insar.interferograms.pair_stack import open_stack, reference_offsets
from scarpwatch.insar.network.table import read_network, used_files, used_ties
from scarpwatch.insar.reference.window import read_reference
from scarpwatch.workflow.logs import run_step

CYCLES = f"add to the referred unwrapped phase; {FLAGGED}: do not use the pair"
SHARES = {"nonzero": "triplets that do not close to zero cycles", "flagged": "pairs that are in doubt"}
BIAS = f"rate of the shortest pairs less that of the longest, {TOWARDS}"


def main(snakemake):
    source, output, params = snakemake.input, snakemake.output, snakemake.params
    network, settings = read_network(source.network), params.closure
    unwrapped, coherence, components = (
        used_files(network, source[kind]) for kind in ("unwrapped", "coherence", "components")
    )
    stack = open_stack(unwrapped, coherence)
    reference = read_reference(source.reference)
    # Each pair is unwrapped up to whole cycles.
    offsets = reference_offsets(stack, reference, used_ties(network))
    grid, names = stack.grid, [pair.name for pair in stack.pairs]
    net = stage.closure_network(stack.pairs, stack.indices())
    bridges = [{} for _ in names]
    if settings["bridge_gap"]:
        gap = settings["bridge_gap"]
        bridges = stage.bridge_stack(stack, components, reference, net.triplets, offsets, longest=gap)
    regions, free_mb = None, snakemake.resources.block_mb - PROCESS_MB
    if settings["repair"]:
        regions = stage.stack_regions(stack, components, bridges, offsets, net.graph, memory_mb=free_mb)
    layers = {name: np.full(grid.shape, np.nan, np.float32) for name in ("rate", "variance", "years")}
    layers["chains"] = np.zeros(grid.shape, np.int16)
    held = [*layers.values(), *([regions.labels, regions.near] if regions else [])]
    memory_mb = max(free_mb - sum(layer.nbytes for layer in held) / 1e6, 0.5)
    counts, shared = {}, 0.0
    sums = {"left": 0, "lost": 0, "pixels": 0}
    with ExitStack() as files:

        def create(path, dtype, descriptions, **tags):
            made = new_raster(
                path, grid, dtype=dtype, bands=len(descriptions), descriptions=descriptions, tags=tags
            )
            return files.enter_context(made)

        target = create(output.cycles, "int8", names, UNITS="cycles", MEANING=CYCLES)
        shares = {
            name: create(output[f"{name}_share"], "float32", [name], UNITS="1", MEANING=f"share of {text}")
            for name, text in SHARES.items()
        }
        per_pixel = stage.BYTES_PER_PAIR * len(names)
        for window in memory_blocks(grid.shape, bytes_per_pixel=per_pixel, memory_mb=memory_mb):
            outer, core = stage.with_halo(window, grid.shape)
            phase, added = stage.read_phase(stack, outer, components, bridges)
            block = stage.close_block(
                phase, core, net, offsets=offsets, absolute=params.absolute,
                repair=settings["repair"], bias_window=settings["bias_window"],
                regions=regions, outer=outer,
            )  # fmt: skip
            cycles = np.where(block.cycles == FLAGGED, FLAGGED, block.cycles + added[:, *core])
            target.write(cycles.astype(np.int8), window=window)
            for name, writer in shares.items():
                writer.write(getattr(block, name), 1, window=window)
            for name in layers if block.bias else ():
                layers[name][window.toslices()] = getattr(block.bias, name)
            shared = shared + block.bias.autocovariance if block.bias else shared
            counts = {name: counts.get(name, 0) + values for name, values in block.counts.items()}
            sums = {name: value + getattr(block, name) for name, value in sums.items()}
    record = closure_summary(net, counts, bridges, regions=regions, **sums)
    bias = sigma = np.full(grid.shape, np.nan, np.float32)
    if net.chains:
        bias, sigma = finish_bias(**layers, autocovariance=shared, wavelength=stack.wavelength)
        if not params.absolute:  # the error of the reference window is in all pixels alike
            known = np.isfinite(sigma[reference.window])
            sigma = np.hypot(sigma, np.nanmedian(sigma[reference.window] if known.any() else sigma))
    lag = net.chains.lag if net.chains else 0
    record["phase_bias"] = bias_summary(bias, sigma, lag, min(pair.days for pair in stack.pairs))
    tags = {"UNITS": "cm/yr", "MEANING": BIAS}
    write_raster(
        output.phase_bias, np.stack([bias, sigma]), grid, descriptions=["phase bias", "sigma"], tags=tags
    )
    with atomic_path(output.summary) as temporary:
        temporary.write_text(json.dumps(record, indent=1) + "\n")
    with atomic_path(output.pairs) as temporary, open(temporary, "w", newline="") as stream:
        write_pair_table(stream, names, counts)
    print(json.dumps(record, indent=1))


if __name__ == "__main__":
    run_step(main, snakemake)
