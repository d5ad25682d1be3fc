"""Invert the network of unwrapped pairs into a displacement series on the stack's grid, block by block."""

import numpy as np
from rasterio.windows import Window

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.files.decision_records import read_decisions
from scarpwatch.grids.grid import PROCESS_MB, memory_blocks
from scarpwatch.insar.interferograms.pair_stack import (
    mean_coherence,
    open_stack,
    read_coded,
    reference_offsets,
)
from scarpwatch.insar.interferograms.phase_statistics import weight_table
from scarpwatch.insar.inversion.noise_coherence import noise_limits
from scarpwatch.insar.inversion.solver import invert_network
from scarpwatch.insar.motion.subsets import Patterns
from scarpwatch.insar.network.table import read_network, used_files, used_ties
from scarpwatch.insar.reference.record import read_reference, reference_attribute, write_reference
from scarpwatch.insar.screening.coherence_trust import choose_weights, stack_trust
from scarpwatch.insar.series.file import PATTERN, create_series
from scarpwatch.workflow.logs import run_step

LAYERS = {
    "residual_rms": (np.float32, "rad"),
    "temporal_coherence": (np.float32, "1"),
    "rank": (np.int16, "1"),
    "pairs": (np.int16, "1"),
    "dates": (np.int16, "1"),
    "mean_coherence": (np.float32, "1"),
    "noise_coherence": (np.float32, "1"),
    PATTERN: (np.int32, "1"),
}


def main(snakemake):
    settings = snakemake.params.inversion
    network = read_network(snakemake.input.network)
    stack = open_stack(
        used_files(network, snakemake.input.unwrapped), used_files(network, snakemake.input.coherence)
    )
    reference = read_reference(snakemake.input.reference)
    offsets = reference_offsets(stack, reference, used_ties(network))
    trust = stack_trust(stack) if settings["weights"] == "auto" else None
    weights, decision = choose_weights(trust, settings["weights"])
    table = weight_table(stack.looks, uniform=weights == "uniform")
    first, second = stack.indices()
    limits = noise_limits(robust=settings["robust"] == "l1")
    to_displacement = np.float32(displacement_per_phase(stack.wavelength))

    def solve(window, out=None):
        phase, codes = read_coded(stack, window, offsets=offsets, cycles=snakemake.input.cycles, out=out)
        solved = invert_network(
            phase.reshape(len(phase), -1),
            codes.reshape(len(codes), -1),
            first,
            second,
            stack.years,
            table=table,
            robust=settings["robust"] == "l1",
        )
        shape = phase.shape[1:]
        layers = {name: getattr(solved, name).reshape(shape) for name in LAYERS if name in solved._fields}
        layers["mean_coherence"] = mean_coherence(codes)
        displacement = solved.phase.reshape(-1, *shape)
        displacement *= to_displacement
        return displacement, layers, solved

    # What is left of the pairs' offsets; a date that no pair measures there has none.
    zero = np.nanmedian(solve(Window.from_slices(*reference.window))[0], axis=(1, 2))[:, None, None]
    zero = np.where(np.isfinite(zero), zero, np.float32(0))
    patterns = Patterns(np.empty((0, len(stack.dates)), np.int16))
    per_pixel = 6 * len(stack.pairs) + 4 * len(stack.dates) + 72  # phase, codes, cycles, series, layers
    memory_mb = snakemake.resources.block_mb - PROCESS_MB
    windows = list(memory_blocks(stack.grid.shape, bytes_per_pixel=per_pixel, memory_mb=memory_mb))
    values = len(stack.pairs) * max(window.height * window.width for window in windows)
    buffers = np.empty(values, np.float32), np.empty(values, np.uint8)
    measured = full = 0
    with create_series(
        snakemake.output.series,
        stack.grid,
        LAYERS,
        dates=stack.dates,
        attributes={
            "wavelength_m": stack.wavelength,
            **reference_attribute(reference),
            "robust": settings["robust"] or "",
        },
        patterns=patterns,
    ) as write:
        for window in windows:
            displacement, layers, solved = solve(window, buffers)
            displacement -= zero
            layers["noise_coherence"] = limits(layers["pairs"], layers["rank"])
            layers[PATTERN] = np.zeros(layers["rank"].shape, np.int32)
            layers[PATTERN].ravel()[solved.cut] = patterns.number(solved.subsets)
            write(window, layers, displacement)
            measured += np.count_nonzero(layers["pairs"])
            full += np.count_nonzero(layers["rank"] == len(stack.dates) - 1)
    share = measured / np.prod(stack.grid.shape)
    print(f"{share:.1%} of the pixels measured, full rank {full / max(measured, 1):.1%}")
    if measured > full:
        print(f"{1 - full / measured:.1%} in {len(patterns.table)} patterns of subsets without ties")
    decisions = [*read_decisions([snakemake.input.reference]), decision]
    write_reference(snakemake.output.reference, reference, decisions)


if __name__ == "__main__":
    run_step(main, snakemake)
