"""Join the divided parts of a large area to slope units: contiguous, without slivers, numbered as a whole."""

from scarpwatch.files.json_files import read_json
from scarpwatch.terrain.slope_units.delineation import SlopeUnitParameters, clean_units
from scarpwatch.terrain.slope_units.masking import read_ground
from scarpwatch.terrain.slope_units.tiles import join_divisions
from scarpwatch.units.files import write_units
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``dem``, ``divisions`` and ``parameters`` (and ``water``); write what delineate_units writes."""
    source, settings = snakemake.input, snakemake.params.settings
    _, grid, aspect, masked = read_ground(source.dem, source.water, settings)
    chosen = read_json(source.parameters)
    parameters = SlopeUnitParameters(**chosen["parameters"])
    divided = join_divisions(source.divisions, grid.shape)
    labels = clean_units(divided, aspect, grid.cell_size[0] * grid.cell_size[1], parameters, masked=masked)
    record = write_units(
        labels,
        grid,
        aspect,
        {"source": "slope_units", "method": "aspect", **chosen["parameters"]},
        raster=snakemake.output.raster,
        polygons=snakemake.output.polygons,
        summary=snakemake.output.summary,
        masked=masked,
        trials=chosen["trials"],
    )
    log.info(record)


if __name__ == "__main__":
    run_step(main, snakemake)
