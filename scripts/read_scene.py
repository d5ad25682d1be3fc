"""Convert one SLC of a coregistered stack, of whatever family, to the project's layout: complex64, flattened."""

from pathlib import Path

import numpy as np

from scarpwatch.conventions import BASELINE_SIGN
from scarpwatch.dates import parse_date
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import read_grid, write_raster
from scarpwatch.stacks.families import scene_reader
from scarpwatch.stacks.listing import SceneFiles
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read, flatten and write one date."""
    params, date = snakemake.params, snakemake.wildcards.date
    scene = SceneFiles(parse_date(date), params.files, params.known)
    layers = {Path(path).stem: path for path in snakemake.input.geometry}
    grid = read_grid(layers["height"])
    values, facts = scene_reader(params.family).read_scene(scene, layers)
    where = next(iter(params.files.values()))
    if values.shape != grid.shape:
        raise InputError(
            where,
            f"it has {values.shape} cells over the area, the stack's geometry {grid.shape}",
            "Coregister all dates to one grid.",
        )
    values = values.astype(np.complex64, copy=False)
    for line in values:  # in place and line by line: an image may be as large as the memory
        line[~np.isfinite(line)] = 0
    if not values.any():
        raise InputError(
            where, "every pixel is zero or no data", "Leave the date out with sar.exclude_dates."
        )
    tags = {
        "DATE": date,
        "SOURCE": where.rsplit("/", 1)[-1],
        "WAVELENGTH_M": facts.wavelength_m,
        "HEADING_DEG": facts.heading_deg,
        "SENSOR": facts.sensor,
        "PERPENDICULAR_BASELINE_M": facts.perpendicular_baseline_m,
        "BASELINE_SIGN": BASELINE_SIGN,
        "FLATTENED": "yes",
        "NODATA": "0",
    }
    write_raster(snakemake.output.slc, values, grid, nodata=0, tags=tags, compress="none")
    log.info(f"{date}: {np.mean(values != 0):.1%} with data, baseline {facts.perpendicular_baseline_m:.1f} m")


if __name__ == "__main__":
    run_step(main, snakemake)
