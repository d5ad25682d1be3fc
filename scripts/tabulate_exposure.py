"""Tabulate what lies near and in every mapping unit: its nearest place, lengths and numbers of exposed features."""

import geopandas as gpd

from scarpwatch.files.records import write_table
from scarpwatch.inputs.areas import dem_area, units_area
from scarpwatch.inputs.vectors.exposure import read_exposed, read_places
from scarpwatch.units.exposure import amount_column, amounts_inside, nearest_places
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read the units, ``places`` and ``exposed`` (a file for each name in the parameter); write the table.

    The area is that of ``dem``, or without one that of the units.
    """
    source, params = snakemake.input, snakemake.params
    units = gpd.read_file(source.polygons)
    area = dem_area(source.dem) if source.dem else units_area(source.polygons, units.geometry)
    table = units[["unit_id"]].copy()
    if source.places:
        places, found = read_places(source.places, area, **params.places)
        log.info(f"places: {found}")
        told = nearest_places(units, places)
        table[list(told.columns)] = told
    for (name, said), path in zip(params.exposed.items(), source.exposed, strict=True):
        features, kind, found = read_exposed(path, area, **said)
        log.info(f"{name}: {found}")
        table[amount_column(name, kind)] = amounts_inside(units, features, kind)
    write_table(snakemake.output.table, table)


if __name__ == "__main__":
    run_step(main, snakemake)
