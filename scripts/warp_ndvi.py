"""Resample NDVI to the analysis grid."""

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import new_raster, read_grid
from scarpwatch.terrain.vegetation import ndvi_blocks
from scarpwatch.workflow.logs import Step, log, run_step

# Interpolation does not leave the range of the source; a little room is for rounding in packed products.
LIMIT = 1.01


def main(snakemake: Step) -> None:
    """Read ``ndvi`` (one file or several) and the grid of ``dem``; write the index, NaN where none has it."""
    source, grid = snakemake.input.ndvi, read_grid(snakemake.input.dem)
    low, high, count = np.inf, -np.inf, 0
    target = new_raster(
        snakemake.output.ndvi, grid, dtype="float32", descriptions=["NDVI"], tags={"UNITS": "1"}
    )
    with target as raster:
        chosen = {"reliability": snakemake.params.reliability, "band": snakemake.params.band}
        for window, index in ndvi_blocks(source, grid, **chosen):
            raster.write(index, 1, window=window)
            known = index[np.isfinite(index)]
            low = min(low, float(known.min(initial=np.inf)))
            high = max(high, float(known.max(initial=-np.inf)))
            count += known.size
        if not count:
            raise InputError(source, "no cell on the analysis grid has a value", "Check its nodata")
        if low < -LIMIT or high > LIMIT:
            raise InputError(
                source,
                f"its values run from {low:g} to {high:g}, but NDVI lies within -1 and 1",
                "Apply the product's scale factor (0.0001 for MODIS) and declare its nodata value",
            )
    log.info(f"{count / np.prod(grid.shape):.1%} of the cells have a value, {low:.3f} to {high:.3f}")


if __name__ == "__main__":
    run_step(main, snakemake)
