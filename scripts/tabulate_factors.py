"""Tabulate the static factors: one row per mapping unit."""

from scarpwatch.files.records import write_table
from scarpwatch.grids.class_names import read_class_names
from scarpwatch.units.table import MEAN_FACTORS, open_zones, static_table
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read the units and whichever factor rasters are given; write the static unit table."""
    zones = open_zones(snakemake.params.source, snakemake.input.raster, snakemake.input.polygons)
    names = (*MEAN_FACTORS, "aspect", "lithology")
    rasters: dict[str, str] = {name: path for name in names if (path := getattr(snakemake.input, name, None))}
    classes = None
    if "lithology" in rasters:
        classes = read_class_names(rasters["lithology"])
    table = static_table(zones, rasters, lithology_classes=classes)
    log.info(f"statistics:\n{table.describe().T.to_string()}")
    write_table(snakemake.output.table, table)


if __name__ == "__main__":
    run_step(main, snakemake)
