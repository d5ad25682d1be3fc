"""Tabulate the deformation factors of an assessment date: one row per mapping unit."""

from scarpwatch.files.records import write_table
from scarpwatch.units.table import deformation_table, open_zones
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read the units, ``rate`` and ``cumulative``; write the deformation table."""
    zones = open_zones(snakemake.params.source, snakemake.input.raster, snakemake.input.polygons)
    table = deformation_table(zones, snakemake.input.rate, snakemake.input.cumulative)
    measured = table["deformation_rate"].notna()
    log.info(f"{int(measured.sum())} of {len(table)} units have a measurement")
    log.info(f"statistics:\n{table.describe().T.to_string()}")
    write_table(snakemake.output.table, table)


if __name__ == "__main__":
    run_step(main, snakemake)
