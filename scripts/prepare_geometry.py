"""Multilook a stack's geometry layers and convert them to the project's layout."""

from pathlib import Path

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.formation import multilook
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    looks = tuple(snakemake.params.looks)
    sources = {Path(path).stem: path for path in snakemake.input.layers}
    shape = None
    for path in snakemake.output.multilooked:
        name = Path(path).stem
        values, grid = read_raster(sources[name])
        shape = shape or values.shape
        if values.shape != shape:
            raise InputError(
                sources[name],
                f"it has {values.shape} cells, other layers {shape}",
                "Export all layers on one grid.",
            )
        coarse = multilook(values.astype(np.float64), looks)
        if name == "layover_shadow":
            # One distorted look spoils the cell, and so does one of which nothing is known.
            coarse = (np.nan_to_num(coarse, nan=1) > 0).astype(np.uint8)
        else:
            coarse = coarse.astype(np.float64 if name in ("longitude", "latitude") else np.float32)
        scaled = Grid(grid.crs, grid.transform @ grid.transform.scale(looks[1], looks[0]), coarse.shape)
        write_raster(path, coarse, scaled, descriptions=[name], tags=read_tags(sources[name]))


if __name__ == "__main__":
    run_step(main, snakemake)
