"""Choose the reference window, once for all assessments, from the first scenes of the stack."""

import numpy as np

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.errors import ConfigError, DataError
from scarpwatch.grids.grid import read_raster
from scarpwatch.insar.corrections.dem_error import flatten_rate
from scarpwatch.insar.interferograms.pair_stack import open_stack, summarise
from scarpwatch.insar.output.geocoding import locate, position
from scarpwatch.insar.reference.choice import choose_reference, given_reference, reference_decisions
from scarpwatch.insar.reference.record import write_reference
from scarpwatch.insar.screening.pairs import screen_files
from scarpwatch.workflow.logs import run_step

FITTED = 100  # pixels that every pair measures, from which on plane and height term are fitted to these alone


def main(snakemake):
    params, source = snakemake.params, snakemake.input
    stack = open_stack(*screen_files(source.unwrapped, source.coherence, minimum=params.min_pair_coherence))
    summary = summarise(stack)
    height, _ = read_raster(source.height)
    complete = (summary.missing == 0) & np.isfinite(height)
    if not np.isfinite(summary.rate).any():
        raise DataError(
            "results/pairs/unwrapped",
            f"no pixel is measured in half of the {len(stack.pairs)} pairs that the reference is chosen from",
            "Set inversion.reference_scenes, so that it is chosen from other pairs, or network.min_coherence, so "
            "that poor pairs are dropped.",
        )
    if not np.isfinite(summary.rate[np.isfinite(height)]).any():
        raise DataError(
            source.height,
            "no pixel that the pairs measure has a height",
            "Give a DEM that covers the ground they measure (factors.dem), and look where it has no data.",
        )
    fit_to = complete if np.count_nonzero(complete) >= FITTED else None
    to_cm = displacement_per_phase(stack.wavelength, units_per_metre=100)
    rate = to_cm * flatten_rate(summary.rate, height, fit_to=fit_to)  # cm/yr
    if source.mask:
        rate[read_raster(source.mask[0])[0] > 0] = np.nan
    layers = [read_raster(path)[0] for path in source.position]
    wanted = params.reference
    if wanted is None:
        missing = summary.missing / len(stack.pairs)
        reference = choose_reference(rate, summary.mean_coherence, window=params.window, missing=missing)
    else:
        place = locate(wanted["longitude"], wanted["latitude"], stack.grid, *layers)
        if place is None:
            raise ConfigError(
                "inversion.reference", "it lies outside the stack", "Give a place inside, or none."
            )
        reference = given_reference(
            *place,
            rate,
            summary.mean_coherence,
            window=params.window,
            min_coherence=params.min_coherence,
            known_stable=wanted["known_stable"],
        )
    longitude, latitude = position(reference.row, reference.column, stack.grid, *layers)
    reference = reference._replace(
        longitude=longitude,
        latitude=latitude,
        scenes=len(stack.dates),
        settled=wanted is not None or len(stack.dates) >= params.scenes,
    )
    print(reference)
    decisions = reference_decisions(reference, summary.missing, len(stack.pairs), window=params.window)
    if not reference.settled:
        print(
            f"The stack has {reference.scenes} scenes, fewer than inversion.reference_scenes ({params.scenes}): "
            "a scene that arrives may move the reference, and assessments then do not compare. To hold it, give "
            f"inversion.reference: {{longitude: {longitude:.5f}, latitude: {latitude:.5f}}}."
        )
    write_reference(snakemake.output.reference, reference, decisions)


if __name__ == "__main__":
    run_step(main, snakemake)
