"""Choose the reference window, once for all assessments, from the first scenes of the stack."""

import json

import numpy as np

from scarpwatch.errors import ConfigError
from scarpwatch.grid import atomic_path, read_raster
from scarpwatch.insar.corrections import flatten_rate
from scarpwatch.insar.geocoding import locate
from scarpwatch.insar.pair_stack import open_stack, summarise
from scarpwatch.insar.reference_window import choose_reference, given_reference
from scarpwatch.logs import run_step


def main(snakemake):
    window, wanted = snakemake.params.window, snakemake.params.reference
    stack = open_stack(snakemake.input.unwrapped, snakemake.input.coherence)
    summary = summarise(stack)
    if wanted is None:
        height, _ = read_raster(snakemake.input.height)
        rate = flatten_rate(summary.rate, height)
        reference = choose_reference(rate, summary.mean_coherence, window=window)
    else:
        layers = [read_raster(path)[0] for path in snakemake.input.position]
        place = locate(wanted["longitude"], wanted["latitude"], stack.grid, *layers)
        if place is None:
            raise ConfigError(
                "inversion.reference", "it lies outside the stack", "Give a place inside, or none."
            )
        reference = given_reference(*place, np.isfinite(summary.rate), window=window)
    print(reference)
    with atomic_path(snakemake.output.reference) as temporary:
        temporary.write_text(json.dumps(reference._asdict(), indent=1) + "\n")


if __name__ == "__main__":
    run_step(main, snakemake)
