"""List the units with the highest index of the main model, with what is known of each."""

import pyogrio
from rasterio.crs import CRS

from scarpwatch.figures.report.verdict.priority import priority_units, unit_rates
from scarpwatch.files.json_files import read_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.grids.grid import read_raster
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``rated`` (the units of the main model's map), ``factors`` and, with radar data, rates; write ``table``."""
    source = snakemake.input
    crs = pyogrio.read_info(source.rated)["crs"]
    rates = None
    if source.deformation:
        deformation = read_table(source.deformation)
        offset = read_json(source.quality).get("reference_offset_sigma_cm_per_year")
        rates = unit_rates(deformation, read_raster(source.raster)[0], read_raster(source.sigma)[0], offset)
    table = priority_units(
        pyogrio.read_dataframe(source.rated, read_geometry=False),
        read_table(source.factors),
        CRS.from_user_input(crs) if crs else None,
        rates=rates,
    )
    write_table(snakemake.output.table, table)
    log.info(f"{len(table)} units, index {table['score'].max():.3f} to {table['score'].min():.3f}")


if __name__ == "__main__":
    run_step(main, snakemake)
