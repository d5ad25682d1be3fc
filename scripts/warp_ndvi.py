"""Warp the vegetation index to the analysis grid."""

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.grid import read_grid, write_raster
from scarpwatch.logs import run_step
from scarpwatch.terrain.warping import warp_to_grid

# Interpolation does not leave the range of the source; a little room is for rounding in packed products.
LIMIT = 1.01


def main(snakemake) -> None:
    """Read ``ndvi`` and the grid of ``dem``; write the index, NaN outside its coverage."""
    grid = read_grid(snakemake.input.dem)
    index = warp_to_grid(snakemake.input.ndvi, grid)
    if not np.isfinite(index).any():
        raise InputError(snakemake.input.ndvi, "no cell on the analysis grid has a value", "Check its nodata")
    low, high = float(np.nanmin(index)), float(np.nanmax(index))
    if low < -LIMIT or high > LIMIT:
        raise InputError(
            snakemake.input.ndvi,
            f"its values run from {low:g} to {high:g}, but NDVI lies within -1 and 1",
            "Apply the product's scale factor (0.0001 for MODIS) and declare its nodata value",
        )
    print(f"{np.isfinite(index).mean():.1%} of the cells have a value, {low:.3f} to {high:.3f}")
    write_raster(snakemake.output.ndvi, index, grid, descriptions=["NDVI"], tags={"UNITS": "1"})


if __name__ == "__main__":
    run_step(main, snakemake)
