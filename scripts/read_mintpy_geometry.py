"""Read the geometry of MintPy's results, on their own grid."""

from pathlib import Path

import numpy as np

from scarpwatch.grids.grid import write_raster
from scarpwatch.stacks.mintpy.images import read_geometry
from scarpwatch.workflow.logs import run_step

UNITS = {"height": "m", "slant_range": "m", "incidence": "rad", "latitude": "degrees", "longitude": "degrees"}


def main(snakemake) -> None:
    """Write one raster per layer, named by its stem."""
    geometry = read_geometry(snakemake.input.geometry)
    for path in snakemake.output:
        name = Path(path).stem
        tags = {**geometry.tags, "UNITS": UNITS.get(name, "1")}
        write_raster(path, geometry.layers[name], geometry.grid, descriptions=[name], tags=tags)
    angle = np.degrees(geometry.layers["incidence"])
    print(
        f"{geometry.grid.shape[0]} x {geometry.grid.shape[1]} cells, mean incidence {np.nanmean(angle):.2f} degrees"
    )


if __name__ == "__main__":
    run_step(main, snakemake)
