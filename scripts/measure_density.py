"""Measure the density of features around every cell: length of lines, number of points or share of polygons."""

from scarpwatch.grids.grid import new_raster, read_grid
from scarpwatch.inputs.vectors.density_kind import UNITS, density_kind
from scarpwatch.inputs.vectors.on_grid import read_vector
from scarpwatch.terrain.density import density_blocks
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``features`` and the grid of ``dem``; write ``density``."""
    source, params = snakemake.input, snakemake.params
    grid, radius = read_grid(source.dem), float(params.radius_m)
    features = read_vector(source.features, grid, layer=params.layer, margin_m=radius)
    kind = density_kind(features.geometry)
    log.info(f"{len(features)} {kind or 'features'} within {radius:g} m of the grid")
    target = new_raster(
        snakemake.output.density,
        grid,
        dtype="float32",
        descriptions=[params.title],
        tags={**({"UNITS": UNITS[kind]} if kind else {}), "RADIUS": f"{radius:g} m"},
    )
    with target as raster:
        for window, density in density_blocks(features.geometry, grid, radius):
            raster.write(density, 1, window=window)


if __name__ == "__main__":
    run_step(main, snakemake)
