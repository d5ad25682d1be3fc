"""Choose the reference window, once for all assessments, from the first scenes of the stack."""

import numpy as np

from scarpwatch.errors import ConfigError
from scarpwatch.grids.grid import read_raster
from scarpwatch.insar.corrections.dem_error import stacking_rate
from scarpwatch.insar.interferograms.pair_stack import open_stack, summarise
from scarpwatch.insar.output.geocoding import locate, position
from scarpwatch.insar.reference.choice import (
    choose_reference,
    given_reference,
    reference_decisions,
    unsettled_warning,
)
from scarpwatch.insar.reference.record import write_reference
from scarpwatch.insar.screening.pairs import screen_files
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    params, source = snakemake.params, snakemake.input
    minimum = params.min_pair_coherence
    stack = open_stack(*screen_files(source.unwrapped, source.coherence, min_coherence=minimum))
    summary = summarise(stack)
    height, _ = read_raster(source.height)
    rate = stacking_rate(summary, height, stack.wavelength, where=source.height)
    if source.mask:
        rate[read_raster(source.mask[0])[0] > 0] = np.nan
    layers = [read_raster(path)[0] for path in source.position]
    wanted = params.reference
    if wanted is None:
        missing = summary.missing / len(stack.pairs)
        reference = choose_reference(rate, summary.mean_coherence, window=params.window, missing=missing)
    else:
        cell = locate(wanted["longitude"], wanted["latitude"], stack.grid, *layers)
        if cell is None:
            fault, cure = "it lies outside the stack", "Give a place inside, or none."
            raise ConfigError("inversion.reference", fault, cure)
        reference = given_reference(
            *cell,
            rate,
            summary.mean_coherence,
            window=params.window,
            min_coherence=params.min_coherence,
            known_stable=wanted["known_stable"],
        )
    longitude, latitude = position(reference.row, reference.column, stack.grid, *layers)
    scenes = len(stack.dates)
    settled = wanted is not None or scenes >= params.scenes
    reference = reference._replace(longitude=longitude, latitude=latitude, scenes=scenes, settled=settled)
    log.info(reference)
    decisions = reference_decisions(reference, summary.missing, len(stack.pairs), window=params.window)
    if not reference.settled:
        log.warning(unsettled_warning(reference, params.scenes))
    write_reference(snakemake.output.reference, reference, decisions)


if __name__ == "__main__":
    run_step(main, snakemake)
