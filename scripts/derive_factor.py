"""Derive a factor from the DEM, by a module of the library or by a file of the user's own."""

from scarpwatch.grids.grid import new_raster, open_raster, read_grid
from scarpwatch.terrain.derivation import derivation
from scarpwatch.terrain.elevation_blocks import Elevation
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``dem`` block by block; write ``factor``."""
    grid, how = read_grid(snakemake.input.dem), snakemake.params.derivation
    derive = derivation(module=how.get("module"), file=how.get("file"))
    log.info(f"settings: {how['settings'] or 'none'}")
    target = new_raster(
        snakemake.output.factor,
        grid,
        dtype="float32",
        descriptions=[snakemake.wildcards.factor.replace("_", " ")],
        tags={
            "UNITS": snakemake.params.unit or "1",
            **{name.upper(): str(value) for name, value in how["settings"].items()},
        },
    )
    with open_raster(snakemake.input.dem) as dem, target as raster:
        elevation = Elevation(lambda window: dem.read(1, window=window), grid.shape, grid.cell_size)
        for window, values in derive(elevation, **how["settings"]):
            raster.write(values, 1, window=window)


if __name__ == "__main__":
    run_step(main, snakemake)
