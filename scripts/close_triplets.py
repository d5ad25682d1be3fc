"""Close the triplets of pairs: count and repair missing cycles, flag what is in doubt, map the phase bias."""

import json
from pathlib import Path

import numpy as np

from scarpwatch.grid import PROCESS_MB, atomic_path, memory_blocks, new_raster, write_raster
from scarpwatch.insar import closure_stage as stage
from scarpwatch.insar.closure_repair import FLAGGED
from scarpwatch.insar.pair_stack import open_stack, reference_offsets
from scarpwatch.insar.phase_bias import advise, finish_bias
from scarpwatch.insar.reference_window import Reference
from scarpwatch.insar.tables import read_network, used_files
from scarpwatch.logs import run_step

CYCLES = {
    "UNITS": "cycles",
    "MEANING": f"add to the referred unwrapped phase; {FLAGGED}: do not use the pair",
}
SHARES = {"nonzero": "triplets that do not close to zero cycles", "flagged": "pairs that are in doubt"}
BIAS = {
    "UNITS": "cm/yr",
    "MEANING": "rate of the shortest pairs less that of the longest, towards the satellite",
}


def main(snakemake):
    source, output, settings = snakemake.input, snakemake.output, snakemake.params.closure
    network = read_network(source.network)
    unwrapped, coherence, components = (
        used_files(network, source[kind]) for kind in ("unwrapped", "coherence", "components")
    )
    stack = open_stack(unwrapped, coherence)
    reference = Reference(**json.loads(Path(source.reference).read_text()))
    offsets = reference_offsets(stack, reference)  # each pair is unwrapped up to whole cycles
    grid, names = stack.grid, [pair.name for pair in stack.pairs]
    net = stage.closure_network(stack.pairs, stack.indices())
    bridges = [{} for _ in names]
    if settings["bridge_gap"]:
        how = {"longest": settings["bridge_gap"]}
        bridges = stage.bridge_stack(stack, components, reference, net.triplets, offsets, **how)
    layers = {
        name: np.full(grid.shape, np.nan, np.float32) for name in (*SHARES, "rate", "variance", "years")
    }
    layers["chains"] = np.zeros(grid.shape, np.int16)
    counts, left, shared = {}, 0, 0.0
    absolute = snakemake.params.absolute
    how = {name: settings[name] for name in ("repair", "bias_window")} | {
        "offsets": offsets,
        "absolute": absolute,
    }
    budget = {
        "bytes_per_pixel": stage.BYTES_PER_PAIR * len(names),
        "memory_mb": snakemake.resources.mem_mb - PROCESS_MB,
    }
    with new_raster(
        output.cycles, grid, bands=len(names), dtype="int8", descriptions=names, tags=CYCLES
    ) as target:
        for window in memory_blocks(grid.shape, **budget):
            outer, core = stage.with_halo(window, grid.shape)
            phase, added = stage.read_phase(stack, outer, components, bridges)
            block = stage.close_block(phase, core, net, **how)
            flagged = block.cycles == FLAGGED
            target.write(
                np.where(flagged, FLAGGED, block.cycles + added[:, *core]).astype(np.int8), window=window
            )
            place = window.toslices()
            for name in SHARES:
                layers[name][place] = getattr(block, name)
            for name in ("rate", "variance", "chains", "years") if block.bias else ():
                layers[name][place] = getattr(block.bias, name)
            counts = {name: counts.get(name, 0) + values for name, values in block.counts.items()}
            left += block.left
            shared = shared + block.bias.autocovariance if block.bias else shared
    for name, meaning in SHARES.items():
        tags = {"UNITS": "1", "MEANING": f"share of a pixel's {meaning}"}
        write_raster(output[f"{name}_share"], layers[name], grid, descriptions=[f"{name} share"], tags=tags)
    record = stage.closure_summary(net, counts, left, bridges)
    bias = sigma = np.full(grid.shape, np.nan, np.float32)
    if net.chains:
        parts = [layers[name] for name in ("rate", "variance", "chains", "years")]
        bias, sigma = finish_bias(*parts, shared, wavelength=stack.wavelength)
        if not absolute:  # the error of the reference window is in all pixels alike
            sigma = np.hypot(sigma, np.nanmedian(sigma[reference.window]))
    lag = net.chains.lag if net.chains else 0
    record["phase_bias"] = advise(bias, sigma, lag, min(pair.days for pair in stack.pairs))
    write_raster(
        output.phase_bias, np.stack([bias, sigma]), grid, descriptions=["phase bias", "sigma"], tags=BIAS
    )
    with atomic_path(output.summary) as temporary:
        temporary.write_text(json.dumps(record, indent=1) + "\n")
    with atomic_path(output.pairs) as temporary, open(temporary, "w", newline="") as stream:
        stage.write_pair_table(stream, names, counts)
    print(json.dumps(record, indent=1))


if __name__ == "__main__":
    run_step(main, snakemake)
