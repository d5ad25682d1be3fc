"""Tabulate the dynamic factors of an assessment date: one row per mapping unit."""

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.records import write_table
from scarpwatch.units.table import dynamic_table, open_zones
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read the units and ``rasters``, one for each factor of ``of``; write the dynamic unit table."""
    source, factors = snakemake.input, read_columns(snakemake.params.factors)
    zones = open_zones(snakemake.params.source, source.raster, source.polygons)
    table = dynamic_table(zones, factors, dict(zip(snakemake.params.of, source.rasters, strict=True)))
    measured = table["deformation_rate"].notna()
    log.info(f"{int(measured.sum())} of {len(table)} units have a measurement")
    log.info(f"statistics:\n{table.describe().T.to_string()}")
    write_table(snakemake.output.table, table)


if __name__ == "__main__":
    run_step(main, snakemake)
