"""Measure the distance from every cell to the nearest feature: fault, river, road, or one of the user's own."""

from scarpwatch.grids.grid import new_raster, read_grid
from scarpwatch.inputs.vectors.on_grid import read_vector
from scarpwatch.terrain.distance import distance_blocks
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``features`` and the grid of ``dem``; write ``distance``, capped."""
    grid, cap = read_grid(snakemake.input.dem), float(snakemake.params.cap_m)
    features = read_vector(snakemake.input.features, grid, layer=snakemake.params.layer, margin_m=cap)
    log.info(f"{len(features)} features within {cap:g} m of the grid")
    target = new_raster(
        snakemake.output.distance,
        grid,
        dtype="float32",
        descriptions=[snakemake.params.title[0].lower() + snakemake.params.title[1:]],
        tags={"UNITS": "m", "CAP": f"{cap:g} m: this value means this far or farther"},
    )
    with target as raster:
        for window, distance in distance_blocks(features.geometry, grid, cap):
            raster.write(distance, 1, window=window)


if __name__ == "__main__":
    run_step(main, snakemake)
