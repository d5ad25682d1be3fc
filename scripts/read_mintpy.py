"""Read a displacement series of MintPy's, block by block, as if it came from an inversion of the project's own."""

import json

import numpy as np

from scarpwatch.files.finished import atomic_path
from scarpwatch.grids.grid import read_raster, row_blocks
from scarpwatch.insar.output.geocoding import position
from scarpwatch.insar.reference.window import Reference
from scarpwatch.insar.series.file import create_series
from scarpwatch.insar.series.sample import rows_that_fit
from scarpwatch.stacks.listing import acquisition_tag
from scarpwatch.stacks.mintpy.images import read_displacement, read_image, read_layers
from scarpwatch.stacks.mintpy.metadata import (
    centre_time,
    grid_of,
    metres,
    number,
    open_hdf5,
    read_attributes,
    read_dates,
    reference_cell,
    series_baselines,
)
from scarpwatch.stacks.mintpy.reader import QUALITY
from scarpwatch.workflow.logs import run_step


def main(snakemake):
    path, wanted = snakemake.input.series, snakemake.params.dates
    attributes = read_attributes(path)
    grid, cell = grid_of(attributes, path), reference_cell(attributes, path)
    places = [read_raster(layer)[0] for layer in snakemake.input.position]
    longitude, latitude = position(*cell, grid, *places)
    reference = Reference(*cell, 0, "MintPy's own", longitude, latitude)
    numbers = [number for number, day in enumerate(read_dates(path)) if f"{day:%Y%m%d}" in wanted]
    layers = read_layers(dict(zip(snakemake.params.layers, snakemake.input.layers, strict=True)), grid)
    # Named by all that comes after; NaN where MintPy's is not there.
    layers.setdefault("temporal_coherence", np.full(grid.shape, np.nan, np.float32))
    kept = np.ones(grid.shape, bool)
    if snakemake.input.mask:
        kept = read_image(snakemake.input.mask[0], "mask", grid) > 0
    baselines = series_baselines(path, numbers)
    about = {
        "wavelength_m": number(attributes, "WAVELENGTH", path),
        "reference": json.dumps(reference._asdict()),
        "origin": snakemake.params.origin,
        **acquisition_tag(centre_time(attributes)),
        **({} if baselines is None else {"baselines_m": json.dumps(baselines)}),
    }
    kinds = {name: (values.dtype, QUALITY[name][2]) for name, values in layers.items()}
    measured = 0
    with (
        open_hdf5(path) as file,
        create_series(snakemake.output.series, grid, kinds, dates=wanted, attributes=about) as write,
    ):
        for window in row_blocks(grid.shape, rows_that_fit(grid.shape, len(file["date"]))):
            part = read_displacement(file, numbers, window, cell, scale=metres(attributes, path, rate=False))
            part[:, ~kept[window.toslices()]] = np.nan
            blocks = {name: values[window.toslices()] for name, values in layers.items()}
            write(window, blocks, part)
            measured += np.count_nonzero(np.isfinite(part).all(axis=0))
    with atomic_path(snakemake.output.reference) as temporary:
        temporary.write_text(json.dumps(reference._asdict(), indent=1) + "\n")
    print(
        f"{snakemake.params.origin}; {measured / np.prod(grid.shape):.1%} of the pixels measured on all dates"
    )


if __name__ == "__main__":
    run_step(main, snakemake)
