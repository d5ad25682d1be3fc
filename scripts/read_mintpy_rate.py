"""Read a rate of MintPy's that comes without its displacement series."""

import json

import numpy as np

from scarpwatch.files.finished import atomic_path
from scarpwatch.grids.grid import read_raster
from scarpwatch.insar.network.pairs import DAYS_PER_YEAR
from scarpwatch.insar.output.geocoding import position
from scarpwatch.insar.reference.window import Reference
from scarpwatch.insar.series.file import write_series
from scarpwatch.stacks.mintpy.images import read_image, read_layers, read_rate
from scarpwatch.stacks.mintpy.metadata import number, read_attributes, reference_cell
from scarpwatch.stacks.mintpy.reader import QUALITY
from scarpwatch.stacks.scene_table import parse_date
from scarpwatch.workflow.logs import run_step


def main(snakemake):
    path, dates = snakemake.input.rate, snakemake.params.dates
    attributes = read_attributes(path)
    rate, sigma, grid = read_rate(path)
    if snakemake.input.mask:
        rate[read_image(snakemake.input.mask[0], "mask", grid) == 0] = np.nan
    cell = reference_cell(attributes, path)
    places = [read_raster(layer)[0] for layer in snakemake.input.position]
    longitude, latitude = position(*cell, grid, *places)
    reference = Reference(*cell, 0, "MintPy's own", longitude, latitude)
    layers = read_layers(dict(zip(snakemake.params.layers, snakemake.input.layers, strict=True)), grid)
    # Named by all that comes after; NaN where MintPy's is not there.
    layers.setdefault("temporal_coherence", np.full(grid.shape, np.nan, np.float32))
    given = {name: (values, QUALITY[name][2]) for name, values in layers.items()}
    about = {
        "wavelength_m": number(attributes, "WAVELENGTH", path),
        "reference": json.dumps(reference._asdict()),
        "origin": snakemake.params.origin,
    }
    years = (parse_date(dates[1]) - parse_date(dates[0])).days / DAYS_PER_YEAR
    # Two dates with the straight line of the rate between them: there is no more to tell.
    line = np.stack(
        [np.where(np.isfinite(rate), np.float32(0), np.float32(np.nan)), rate * np.float32(years)]
    )
    write_series(snakemake.output.series, grid, given, displacement=line, dates=dates, attributes=about)
    found = {"rate": (rate, "m/yr"), "sigma": (sigma, "m/yr"), "sigma_to_reference": (sigma, "m/yr")}
    found |= {"cumulative": (line[1], "m"), "cumulative_sigma": (sigma * np.float32(years), "m")}
    write_series(snakemake.output.velocity, grid, {**found, **given}, attributes=about)
    with atomic_path(snakemake.output.reference) as temporary:
        temporary.write_text(json.dumps(reference._asdict(), indent=1) + "\n")
    print(f"{snakemake.params.origin}; {np.isfinite(rate).mean():.1%} of the pixels have a rate")


if __name__ == "__main__":
    run_step(main, snakemake)
