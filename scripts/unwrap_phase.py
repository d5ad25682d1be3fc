"""Unwrap one interferogram."""

from scarpwatch.grids.grid import read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.coding import decode_coherence
from scarpwatch.insar.interferograms.unwrapping import unwrap_phase
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    interferogram, grid = read_raster(snakemake.input.interferogram)
    coherence = decode_coherence(read_raster(snakemake.input.coherence)[0])
    tags = read_tags(snakemake.input.interferogram)
    mask = None
    if snakemake.input.mask:
        mask = read_raster(snakemake.input.mask[0])[0] == 0
    phase, components = unwrap_phase(
        interferogram,
        coherence,
        looks=float(tags["LOOKS"]),
        min_coherence=snakemake.params.unwrapping["min_coherence"],
        goldstein_alpha=snakemake.params.goldstein_alpha,
        mask=mask,
        method=snakemake.params.unwrapping["method"],
    )
    log.info(f"{(components > 0).mean():.1%} of the pixels in {components.max()} components")
    write_raster(snakemake.output.unwrapped, phase, grid, tags=tags)
    write_raster(snakemake.output.components, components, grid, nodata=0, tags=tags)


if __name__ == "__main__":
    run_step(main, snakemake)
