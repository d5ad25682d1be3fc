"""Geometry of a coregistered stack of SLCs, of whatever family, at full resolution over the DEM."""

from pathlib import Path

import numpy as np
from rasterio.crs import CRS

from scarpwatch.grids.grid import write_raster
from scarpwatch.stacks.common_grid import area_bounds
from scarpwatch.stacks.families import scene_reader
from scarpwatch.stacks.layers import unit_of
from scarpwatch.stacks.pair_checks import check_layers
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Cut the stack to the DEM and write the layers that describe its geometry."""
    params, dem = snakemake.params, snakemake.input.dem
    bounds = area_bounds(dem, CRS.from_epsg(4326))
    geometry = scene_reader(params.family).read_geometry({**params.files, "dem": dem}, bounds)
    check_layers(geometry, where=params.folder)
    for path in snakemake.output.layers:
        name = Path(path).stem
        tags = {**geometry.tags, "UNITS": unit_of(name)}
        write_raster(path, geometry.layers[name], geometry.grid, descriptions=[name], tags=tags)
    incidence = np.degrees(np.nanmean(geometry.layers["incidence"]))
    log.info(
        f"{geometry.grid.shape[0]} x {geometry.grid.shape[1]} cells, mean incidence {incidence:.2f} degrees"
    )
    log.info(dict(geometry.tags))


if __name__ == "__main__":
    run_step(main, snakemake)
