"""Read a finished displacement series block by block, as if it came from an inversion of the project's own."""

import numpy as np

from scarpwatch.grids.grid import read_grid, read_raster, row_blocks
from scarpwatch.insar.output.geocoding import position
from scarpwatch.insar.reference.record import write_reference
from scarpwatch.insar.series.file import create_series
from scarpwatch.insar.series.ready import reference_record, series_attributes, with_coherence
from scarpwatch.insar.series.sample import rows_that_fit
from scarpwatch.stacks.families import series_reader
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params, output = snakemake.input, snakemake.params, snakemake.output
    reader = series_reader(params.family)
    facts = reader.read_facts(params.files, read_grid(source.grid), params.dates)
    grid = facts.grid
    places = [read_raster(layer)[0] for layer in source.position]
    place = position(*facts.reference, grid, *places) if facts.reference else None
    reference = reference_record(facts, params.maker, place)
    about = series_attributes(facts, reference, params.origin, series=True)
    layers = with_coherence(reader.read_layers(params.files, grid), grid)
    kinds = {name: (values.dtype, unit) for name, (values, unit) in layers.items()}
    measured = 0
    with (
        reader.open_series(params.files, grid, params.dates) as read,
        create_series(output.series, grid, kinds, dates=params.dates, attributes=about) as write,
    ):
        for window in row_blocks(grid.shape, rows_that_fit(grid.shape, facts.images)):
            part = read(window)
            write(window, {name: values[window.toslices()] for name, (values, _) in layers.items()}, part)
            measured += int(np.count_nonzero(np.isfinite(part).all(axis=0)))
    write_reference(output.reference, reference)
    log.info(f"{params.origin}; {measured / np.prod(grid.shape):.1%} of the pixels measured on all dates")


if __name__ == "__main__":
    run_step(main, snakemake)
