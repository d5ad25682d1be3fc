"""Resample a raster of the user's own, of numbers or directions, to the analysis grid."""

from scarpwatch.grids.grid import read_grid
from scarpwatch.grids.warping import Kind, warp_blocks
from scarpwatch.inputs.rasters.own_factor import write_factor
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``raster`` and the grid of ``dem``; write ``factor``, NaN where the raster has no data."""
    source, said = snakemake.input, snakemake.params.settings
    grid = read_grid(source.dem)
    kind: Kind = "direction" if said["kind"] == "circular" else "continuous"
    blocks = warp_blocks(source.raster, grid, kind=kind, band=said["band"])
    write_factor(
        snakemake.output.factor,
        blocks,
        grid,
        title=said["title"],
        unit="degrees" if said["kind"] == "circular" else said["unit"],
        plausible=said["plausible"],
        source=source.raster,
        key=said["key"],
    )


if __name__ == "__main__":
    run_step(main, snakemake)
