"""Map the density of landslides: observed in every unit and, where counts are modelled, expected."""

import geopandas as gpd

from scarpwatch.errors import DataError
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.files.records import read_table
from scarpwatch.grids.grid import read_raster
from scarpwatch.learning.map_files import DENSITIES, write_density_map
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    source = snakemake.input
    units, grid = read_raster(source.raster)
    polygons, counted = gpd.read_file(source.polygons), read_table(source.counts)
    if not counted["unit_id"].isin(polygons["unit_id"]).all():
        raise DataError(
            source.counts, "it has units that are not on the map", "Delete it and run the workflow again."
        )
    tags = {**snakemake.params.provenance, "ASSESSMENT": snakemake.wildcards.assessment}
    for column, path in zip(DENSITIES, (snakemake.output.observed, snakemake.output.expected), strict=True):
        write_density_map(path, column, counted, units, grid, tags)
    mapped = polygons.merge(counted, on="unit_id", how="left")
    write_geopackage(mapped, snakemake.output.polygons, layer="landslide_density")


if __name__ == "__main__":
    run_step(main, snakemake)
