"""Read a finished rate that comes without its displacement series, of whatever family."""

import numpy as np

from scarpwatch.dates import parse_date
from scarpwatch.grids.grid import read_grid, read_raster
from scarpwatch.insar.output.geocoding import position
from scarpwatch.insar.reference.record import write_reference
from scarpwatch.insar.series.file import write_series
from scarpwatch.insar.series.ready import line_of_rate, reference_record, series_attributes, with_coherence
from scarpwatch.stacks.families import deformation_reader
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, params = snakemake.input, snakemake.params
    reader = deformation_reader(params.family)
    facts = reader.read_facts(params.files, read_grid(source.grid))
    rate, sigma = reader.read_rate(params.files, params.known, facts.grid)
    layers = with_coherence(reader.read_layers(params.files, facts.grid), facts.grid)
    places = [read_raster(layer)[0] for layer in source.position]
    place = position(*facts.reference, facts.grid, *places) if facts.reference else None
    reference = reference_record(facts, params.maker, place)
    about = series_attributes(facts, reference, params.origin, series=False)
    line, found = line_of_rate(rate, sigma, [parse_date(day) for day in params.dates])
    write_series(
        snakemake.output.series, facts.grid, layers, displacement=line, dates=params.dates, attributes=about
    )
    write_series(snakemake.output.velocity, facts.grid, {**found, **layers}, attributes=about)
    write_reference(snakemake.output.reference, reference)
    log.info(f"{params.origin}; {np.isfinite(rate).mean():.1%} of the pixels have a rate")


if __name__ == "__main__":
    run_step(main, snakemake)
