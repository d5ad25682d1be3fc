"""Geometry of a stack of GAMMA interferograms, on their own map grid."""

import math

import numpy as np

from scarpwatch.grid import read_grid, write_raster
from scarpwatch.logs import run_step
from scarpwatch.products.gamma_geometry import height_on_grid, view_cells
from scarpwatch.products.gamma_parameters import read_acquisition


def main(snakemake) -> None:
    """Write height, incidence and slant range on the grid of the stack."""
    files = snakemake.input
    grid = read_grid(files.grid)
    acquisition = read_acquisition(files.slc_par)
    lookup, image = getattr(files, "lookup", None), getattr(files, "mli_par", None)
    height = height_on_grid(files.dem, grid, band=snakemake.params.dem_band)
    slant_range, incidence = view_cells(acquisition, height, lookup=lookup, mli_par=image)
    source = "lookup table, cell by cell" if lookup and image else "the middle of the image, for all cells"
    tags = {
        "WAVELENGTH_M": acquisition.wavelength,
        "HEADING_DEG": math.degrees(acquisition.heading),
        "SENSOR": acquisition.sensor,
        "ANGLES_FROM": source,
    }
    for name, values, unit in (
        ("height", height, "m"),
        ("incidence", incidence, "rad"),
        ("slant_range", slant_range, "m"),
    ):
        write_raster(
            getattr(snakemake.output, name), values, grid, descriptions=[name], tags={**tags, "UNITS": unit}
        )
    print(f"{grid.shape[0]} x {grid.shape[1]} cells, {np.isfinite(height).mean():.1%} with height")
    print(f"mean incidence {np.degrees(np.nanmean(incidence)):.2f} degrees, from {source}")


if __name__ == "__main__":
    run_step(main, snakemake)
