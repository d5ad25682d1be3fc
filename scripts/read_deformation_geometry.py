"""Read the geometry of a finished deformation, on its own grid."""

from pathlib import Path

import numpy as np

from scarpwatch.grids.grid import write_raster
from scarpwatch.stacks.families import deformation_reader
from scarpwatch.stacks.layers import unit_of
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Write one raster per layer, named by its stem."""
    params = snakemake.params
    geometry = deformation_reader(params.family).read_geometry(
        params.files, params.known, snakemake.input.dem or None, dem_band=params.dem_band
    )
    for path in snakemake.output:
        name = Path(path).stem
        tags = {**geometry.tags, "UNITS": unit_of(name)}
        write_raster(path, geometry.layers[name], geometry.grid, descriptions=[name], tags=tags)
    angle = np.degrees(geometry.layers.get("incidence", np.nan))
    log.info(
        f"{geometry.grid.shape[0]} x {geometry.grid.shape[1]} cells, mean incidence {np.nanmean(angle):.2f} degrees"
    )


if __name__ == "__main__":
    run_step(main, snakemake)
