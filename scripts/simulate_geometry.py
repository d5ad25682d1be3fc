"""Simulate the demo's radar geometry, as a processor would deliver it, and the truth on the same grid."""

import numpy as np
import rasterio

from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.simulate.stack import header, multilook_truth, open_scene, simulate_geometry
from scarpwatch.stacks.layers import unit_of
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    looks = tuple(snakemake.params.looks)
    scene = open_scene(snakemake.input.ground, snakemake.params.demo, looks, snakemake.params.seed)
    geometry, truth = simulate_geometry(scene)
    grid = Grid(None, rasterio.Affine.identity(), scene.swath.shape)
    for path in snakemake.output.geometry:
        name = path.rsplit("/", 1)[-1].removesuffix(".tif")
        tags = {**header(), "UNITS": unit_of(name)}
        write_raster(path, geometry[name], grid, descriptions=[name], tags=tags)
    coarse = multilook_truth(truth, looks)
    values = np.stack(list(coarse.values()))
    write_raster(
        snakemake.output.truth,
        values,
        Grid(None, grid.transform, values.shape[1:]),
        descriptions=list(coarse),
    )


if __name__ == "__main__":
    run_step(main, snakemake)
