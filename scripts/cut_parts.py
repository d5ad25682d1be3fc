"""Cut a large area into the parts whose slope units are found in jobs of their own."""

from scarpwatch.files.json_files import write_json
from scarpwatch.terrain.slope_units.delineation import parameters_from, prepare_terrain
from scarpwatch.terrain.slope_units.masking import read_ground
from scarpwatch.terrain.slope_units.search import search_count
from scarpwatch.terrain.slope_units.tiles import split_by_outlet, write_part
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``dem`` (and ``water``); write ``parts``, in the order of their tiles, and ``parameters``."""
    settings = snakemake.params.settings
    elevation, grid, _, masked = read_ground(snakemake.input.dem, snakemake.input.water, settings)
    terrain, parameters, trials = prepare_terrain(elevation, grid.cell_size), parameters_from(settings), None
    if settings["target_count"]:
        parameters, _, trials = search_count(terrain, parameters, settings["target_count"], masked=masked)
    parts = split_by_outlet(terrain, parameters.threshold_m2, snakemake.params.layout)
    for path, part in zip(snakemake.output.parts, parts, strict=True):
        write_part(path, part)
        log.info(f"{path}: {part.cells.size} cells")
    write_json(snakemake.output.parameters, {"parameters": vars(parameters), "trials": trials})


if __name__ == "__main__":
    run_step(main, snakemake)
