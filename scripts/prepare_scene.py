"""Convert one coregistered SLC to the project's layout: complex64 on the stack's grid, with its orbit in the tags."""

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import read_grid, read_raster, read_tags, write_raster
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    path, date = snakemake.input.scene, snakemake.wildcards.date
    values, grid = read_raster(path)
    if not np.iscomplexobj(values):
        raise InputError(
            path, f"its values are {values.dtype}, not complex", "Export single-look complex images."
        )
    expected = read_grid(snakemake.input.grid)
    if grid.shape != expected.shape:
        raise InputError(
            path,
            f"it has {grid.shape} cells, the stack's geometry {expected.shape}",
            "Coregister all scenes to one grid.",
        )
    values = np.where(np.isfinite(values), values, 0).astype(np.complex64)
    if not values.any():
        raise InputError(path, "every pixel is zero or no data", "Leave the date out with sar.exclude_dates.")
    tags = {**read_tags(path), **snakemake.params.tags, "DATE": date, "NODATA": "0"}
    write_raster(snakemake.output.slc, values, expected, nodata=0, tags=tags, compress="none")


if __name__ == "__main__":
    run_step(main, snakemake)
