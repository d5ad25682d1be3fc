"""Resample the DEM to the analysis grid."""

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, memory_blocks, open_raster
from scarpwatch.grids.warping import warp_blocks
from scarpwatch.inputs.dem.surface import FAULTS_CURE, cell_side, height_reader, surface_faults
from scarpwatch.terrain.analysis_grid import analysis_grid
from scarpwatch.terrain.elevation_file import write_elevation
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``dem``, check its surface for artefacts, and write it as float32 on the analysis grid."""
    path, settings = snakemake.input.dem, snakemake.params.settings
    sigma = snakemake.params.smoothing
    grid = analysis_grid(path, crs=settings["crs"], resolution_m=settings["resolution_m"])
    with open_raster(path) as source:
        band = snakemake.params.band
        if band > source.count:
            raise InputError(
                path, f"band {band} does not exist (the file has {source.count})", "Set factors.dem_band"
            )
        own = Grid(source.crs, source.transform, (source.height, source.width))
        read = height_reader(source, band)
        faults = surface_faults(read, own, cell_side(own))
        if faults and snakemake.params.dem_faults == "stop":
            raise InputError(path, "; ".join(faults), FAULTS_CURE)
        # Onto its own grid it is copied: interpolation could fill cells beside gaps.
        windows = memory_blocks(grid.shape, bytes_per_pixel=16.0, memory_mb=100.0)
        blocks = ((w, read(w)) for w in windows) if grid == own else warp_blocks(path, grid, band=band)
        tags = {"UNITS": "m", **({"FAULTS": "; ".join(faults)} if faults else {})}
        share = write_elevation(snakemake.output.dem, blocks, grid, tags, source=path, sigma=sigma)
    log.info(f"{grid.shape[0]} x {grid.shape[1]} cells of {grid.cell_size} m, {share:.1%} known")
    for fault in faults:
        log.warning(f"Used as it is (factors.dem_faults: report): {fault}")


if __name__ == "__main__":
    run_step(main, snakemake)
