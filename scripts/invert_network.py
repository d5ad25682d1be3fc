"""Invert the network of unwrapped pairs into a displacement series on the stack's grid."""

import json
from pathlib import Path

import numpy as np

from scarpwatch.grid import atomic_path, row_blocks
from scarpwatch.insar.inversion import invert_network
from scarpwatch.insar.pair_stack import open_stack, read_block, reference_offsets, summarise
from scarpwatch.insar.phase_statistics import pair_weights
from scarpwatch.insar.reference_window import Reference, reference_values
from scarpwatch.insar.series_file import write_series
from scarpwatch.insar.tables import read_network, used_files
from scarpwatch.logs import run_step


def main(snakemake):
    network = read_network(snakemake.input.network)
    stack = open_stack(
        used_files(network, snakemake.input.unwrapped), used_files(network, snakemake.input.coherence)
    )
    summary = summarise(stack)
    reference = Reference(**json.loads(Path(snakemake.input.reference).read_text()))
    offsets = reference_offsets(stack, reference)
    first, second = stack.indices()
    shape, dates = stack.grid.shape, stack.dates
    displacement = np.full((len(dates), *shape), np.nan, np.float32)
    layers = {name: np.full(shape, np.nan, np.float32) for name in ("residual_rms", "temporal_coherence")}
    counts = {name: np.zeros(shape, np.int16) for name in ("rank", "pairs")}
    for window in row_blocks(shape, snakemake.params.block_rows):
        phase, coherence = read_block(stack, window)
        flat = phase.reshape(len(phase), -1) - offsets[:, None]
        weight = (
            np.ones_like(flat)
            if snakemake.params.weights == "uniform"
            else pair_weights(coherence, stack.looks).reshape(flat.shape)
        )
        solved = invert_network(flat, weight, first, second, stack.years)
        block = window.toslices()
        displacement[:, *block] = (-stack.wavelength / (4 * np.pi) * solved.phase).reshape(
            -1, *phase.shape[1:]
        )
        for name in layers:
            layers[name][block] = getattr(solved, name).reshape(phase.shape[1:])
        for name in counts:
            counts[name][block] = getattr(solved, name).reshape(phase.shape[1:])
    displacement -= reference_values(displacement, reference)[:, None, None]
    measured = counts["pairs"] > 0
    print(
        f"{measured.mean():.1%} of the pixels measured, full rank {np.mean(counts['rank'][measured] == len(dates) - 1):.1%}"
    )
    write_series(
        snakemake.output.series,
        stack.grid,
        {
            **{name: (values, "rad" if name == "residual_rms" else "1") for name, values in layers.items()},
            **{name: (values, "1") for name, values in counts.items()},
            "mean_coherence": (summary.mean_coherence, "1"),
        },
        displacement=displacement,
        dates=dates,
        attributes={"wavelength_m": stack.wavelength, "reference": json.dumps(reference._asdict())},
    )
    with atomic_path(snakemake.output.reference) as temporary:
        temporary.write_text(json.dumps(reference._asdict(), indent=1) + "\n")


if __name__ == "__main__":
    run_step(main, snakemake)
