"""Invert the network of unwrapped pairs into a displacement series on the stack's grid, block by block."""

import numpy as np

from scarpwatch.files.decision_records import read_decisions
from scarpwatch.grids.grid import PROCESS_MB
from scarpwatch.insar.interferograms.pair_stack import open_stack, reference_offsets
from scarpwatch.insar.motion.subsets import Patterns
from scarpwatch.insar.network.table import read_network, used_files, used_ties
from scarpwatch.insar.reference.record import read_reference, reference_attribute, write_reference
from scarpwatch.insar.screening.coherence_trust import choose_weights, stack_trust
from scarpwatch.insar.series.file import create_series
from scarpwatch.insar.series.stack_inversion import LAYERS, inverted_blocks, window_levels, window_solver
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, output, settings = snakemake.input, snakemake.output, snakemake.params.inversion
    network = read_network(source.network)
    stack = open_stack(used_files(network, source.unwrapped), used_files(network, source.coherence))
    reference = read_reference(source.reference)
    offsets = reference_offsets(stack, reference, used_ties(network))
    trust = stack_trust(stack) if settings["weights"] == "auto" else None
    weights, decision = choose_weights(trust, settings["weights"])
    robust = settings["robust"] == "l1"
    solve = window_solver(
        stack, offsets=offsets, cycles=source.cycles, uniform=weights == "uniform", robust=robust
    )
    zero = window_levels(solve, reference)
    patterns = Patterns(np.empty((0, len(stack.dates)), np.int16))
    attributes = {
        "wavelength_m": stack.wavelength,
        **reference_attribute(reference),
        "robust": settings["robust"] or "",
    }
    memory_mb = snakemake.resources.block_mb - PROCESS_MB
    measured = full = 0
    with create_series(
        output.series, stack.grid, LAYERS, dates=stack.dates, attributes=attributes, patterns=patterns
    ) as write:
        for window, layers, displacement in inverted_blocks(
            stack, solve, zero, patterns, robust=robust, memory_mb=memory_mb
        ):
            write(window, layers, displacement)
            measured += int(np.count_nonzero(layers["pairs"]))
            full += int(np.count_nonzero(layers["rank"] == len(stack.dates) - 1))
    share = measured / np.prod(stack.grid.shape)
    log.info(f"{share:.1%} of the pixels measured, full rank {full / max(measured, 1):.1%}")
    if measured > full:
        log.info(f"{1 - full / measured:.1%} in {len(patterns.table)} patterns of disconnected subsets")
    write_reference(output.reference, reference, [*read_decisions([source.reference]), decision])


if __name__ == "__main__":
    run_step(main, snakemake)
