"""Tabulate the static factors: one row per mapping unit."""

from scarpwatch.factors.factor import read_columns
from scarpwatch.files.records import write_table
from scarpwatch.grids.class_names import read_class_names
from scarpwatch.units.table import open_zones, static_table
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read the units and ``rasters``, one for each factor of ``of``; write the static unit table."""
    source, factors = snakemake.input, read_columns(snakemake.params.factors)
    zones = open_zones(snakemake.params.source, source.raster, source.polygons)
    rasters = dict(zip(snakemake.params.of, source.rasters, strict=True))
    names = {
        factor.name: read_class_names(rasters[factor.name]) for factor in factors if factor.kind == "classes"
    }
    table = static_table(zones, factors, rasters, class_names=names)
    log.info(f"statistics:\n{table.describe().T.to_string()}")
    write_table(snakemake.output.table, table)


if __name__ == "__main__":
    run_step(main, snakemake)
