"""Cut a large area into the parts whose slope units are found in jobs of their own."""

import json

from scarpwatch.grid import atomic_path, read_raster
from scarpwatch.logs import run_step
from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.masking import masked_ground
from scarpwatch.terrain.slope_units import parameters_from, prepare_terrain
from scarpwatch.terrain.tiles import split_by_outlet, write_part
from scarpwatch.terrain.unit_search import search_count


def main(snakemake) -> None:
    """Read ``dem`` (and ``water``); write ``parts``, in the order of their tiles, and ``parameters``."""
    settings = snakemake.params.settings
    elevation, grid = read_raster(snakemake.input.dem)
    terrain, parameters, trials = prepare_terrain(elevation, grid.cell_size), parameters_from(settings), None
    if settings["target_count"]:
        slope, _ = slope_aspect(elevation, grid.cell_size)
        masked = masked_ground(
            slope,
            grid,
            water=snakemake.input.water,
            flat_below_deg=settings["flat_below_deg"],
            clean_size_m2=settings["clean_size_m2"],
        )
        parameters, _, trials = search_count(terrain, parameters, settings["target_count"], masked=masked)
    parts = split_by_outlet(terrain, parameters.threshold_m2, snakemake.params.layout)
    for path, part in zip(snakemake.output.parts, parts, strict=True):
        write_part(path, part)
        print(f"{path}: {part.cells.size} cells")
    with atomic_path(snakemake.output.parameters) as temporary:
        temporary.write_text(json.dumps({"parameters": vars(parameters), "trials": trials}, indent=2) + "\n")


if __name__ == "__main__":
    run_step(main, snakemake)
