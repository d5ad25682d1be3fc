"""Bring the elevation model to the analysis grid."""

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.grid import open_raster, read_grid, read_raster, write_raster
from scarpwatch.logs import run_step
from scarpwatch.terrain.analysis_grid import analysis_grid
from scarpwatch.terrain.warping import warp_to_grid


def main(snakemake) -> None:
    """Read ``dem``; write it as float32 on the analysis grid, NaN where unknown."""
    source, settings = snakemake.input.dem, snakemake.params.settings
    grid = analysis_grid(source, crs=settings["crs"], resolution_m=settings["resolution_m"])
    band = snakemake.params.band
    if grid == read_grid(source):
        elevation = exact_copy(source, band)
    else:
        elevation = warp_to_grid(source, grid, band=band)
    if not np.isfinite(elevation).any():
        raise InputError(source, "no cell has an elevation", "Check the band and the nodata value")
    print(
        f"{grid.shape[0]} x {grid.shape[1]} cells of {grid.cell_size} m, {np.isfinite(elevation).mean():.1%} known"
    )
    write_raster(snakemake.output.dem, elevation, grid, descriptions=["elevation"], tags={"UNITS": "m"})


def exact_copy(source, band):
    """The values as they are, with nodata as NaN: warping onto the same grid could fill cells beside gaps."""
    with open_raster(source) as dataset:
        if band > dataset.count:
            raise InputError(
                source, f"band {band} does not exist (the file has {dataset.count})", "Set factors.dem_band"
            )
        nodata = dataset.nodatavals[band - 1]
    values, _ = read_raster(source, band)
    elevation = values.astype(np.float32)
    if nodata is not None:
        elevation[values == nodata] = np.nan
    return elevation


if __name__ == "__main__":
    run_step(main, snakemake)
