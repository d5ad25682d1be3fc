"""Derive slope, aspect, elevation and profile curvature from the DEM."""

from contextlib import ExitStack

from scarpwatch.grids.grid import new_raster, open_raster, read_grid
from scarpwatch.terrain.derivatives import derivative_blocks
from scarpwatch.workflow.logs import Step, run_step

TAGS = {
    "slope": {"UNITS": "degrees"},
    "aspect": {"UNITS": "degrees", "CONVENTION": "clockwise from north, downslope; flat cells have none"},
    "elevation": {"UNITS": "m"},
    "profile_curvature": {"UNITS": "1/100 m", "SIGN": "concave upward positive (ArcGIS)"},
}


def main(snakemake: Step) -> None:
    """Read ``dem`` block by block; write ``slope``, ``aspect``, ``elevation`` and ``profile_curvature``."""
    grid, method = read_grid(snakemake.input.dem), snakemake.params.slope_method
    with ExitStack() as files:
        dem = files.enter_context(open_raster(snakemake.input.dem))
        write = {
            name: files.enter_context(
                new_raster(
                    getattr(snakemake.output, name),
                    grid,
                    dtype="float32",
                    descriptions=[name.replace("_", " ")],
                    tags={**tags, "METHOD": method} if name == "slope" else tags,
                )
            )
            for name, tags in TAGS.items()
        }
        blocks = derivative_blocks(
            lambda window: dem.read(1, window=window), grid.shape, grid.cell_size, method=method
        )
        for window, derived in blocks:
            write["elevation"].write(dem.read(1, window=window), 1, window=window)
            for name, values in derived._asdict().items():
                write[name].write(values, 1, window=window)


if __name__ == "__main__":
    run_step(main, snakemake)
