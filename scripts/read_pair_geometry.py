"""Grid and geometry of a stack of ready interferograms, of whatever family."""

import numpy as np

from scarpwatch.grids.grid import write_raster
from scarpwatch.insar.network.pairs import Pair
from scarpwatch.stacks.common_grid import area_bounds, stack_grid
from scarpwatch.stacks.families import pair_reader
from scarpwatch.stacks.heights import height_on_grid
from scarpwatch.stacks.layers import unit_of
from scarpwatch.stacks.listing import PairFiles
from scarpwatch.stacks.pair_checks import check_layers
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Lay the grid over the DEM; write height, incidence, slant range and look vector on it."""
    params, dem = snakemake.params, snakemake.input.dem
    reader = pair_reader(params.family)
    first = PairFiles(*Pair.parse(params.first), params.pair, params.known)
    own = reader.read_facts(first).grid
    grid = stack_grid(own, area_bounds(dem, own.crs), where=params.folder)
    geometry = reader.read_geometry(params.files, grid, height_on_grid(dem, grid, band=params.dem_band))
    check_layers(geometry, where=params.folder)
    for name, values in geometry.layers.items():
        write_raster(
            getattr(snakemake.output, name),
            values,
            grid,
            descriptions=[name],
            tags={**geometry.tags, "UNITS": unit_of(name)},
        )
    log.info(
        f"{grid.shape[0]} x {grid.shape[1]} cells, {np.isfinite(geometry.layers['height']).mean():.1%} with height"
    )
    log.info(f"mean incidence {np.degrees(np.nanmean(geometry.layers['incidence'])):.2f} degrees")
    log.info(dict(geometry.tags))


if __name__ == "__main__":
    run_step(main, snakemake)
