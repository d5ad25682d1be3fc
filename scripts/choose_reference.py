"""Choose the reference window, once for all assessments, from the first scenes of the stack."""

import json

import numpy as np

from scarpwatch.errors import ConfigError
from scarpwatch.grid import atomic_path, read_raster
from scarpwatch.insar.corrections import flatten_rate
from scarpwatch.insar.geocoding import locate, position
from scarpwatch.insar.pair_screening import screen_files
from scarpwatch.insar.pair_stack import open_stack, summarise
from scarpwatch.insar.reference_window import choose_reference, given_reference
from scarpwatch.logs import run_step


def main(snakemake):
    params, source = snakemake.params, snakemake.input
    stack = open_stack(*screen_files(source.unwrapped, source.coherence, minimum=params.min_pair_coherence))
    summary = summarise(stack)
    height, _ = read_raster(source.height)
    rate = -100 * stack.wavelength / (4 * np.pi) * flatten_rate(summary.rate, height)  # cm/yr
    if source.mask:
        rate[read_raster(source.mask[0])[0] > 0] = np.nan
    layers = [read_raster(path)[0] for path in source.position]
    wanted = params.reference
    if wanted is None:
        reference = choose_reference(rate, summary.mean_coherence, window=params.window)
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
    if not reference.settled:
        print(
            f"The stack has {reference.scenes} scenes, fewer than inversion.reference_scenes ({params.scenes}): "
            "a scene that arrives may move the reference, and assessments then do not compare. To hold it, give "
            f"inversion.reference: {{longitude: {longitude:.5f}, latitude: {latitude:.5f}}}."
        )
    with atomic_path(snakemake.output.reference) as temporary:
        temporary.write_text(json.dumps(reference._asdict(), indent=1) + "\n")


if __name__ == "__main__":
    run_step(main, snakemake)
