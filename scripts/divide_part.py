"""Delineate the slope units of one tile of a large area."""

from scarpwatch.files.json_files import read_json
from scarpwatch.terrain.slope_units.delineation import SlopeUnitParameters, divide_trees
from scarpwatch.terrain.slope_units.tiles import read_part, write_division
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``part`` and ``parameters``; write which unit of the part each of its cells belongs to."""
    part = read_part(snakemake.input.part)
    chosen = read_json(snakemake.input.parameters)["parameters"]
    units = divide_trees(part.trees, part.sine, part.cosine, part.cell_area, SlopeUnitParameters(**chosen))
    write_division(snakemake.output.division, part.cells, units)


if __name__ == "__main__":
    run_step(main, snakemake)
