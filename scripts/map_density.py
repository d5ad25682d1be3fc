"""Map the density of landslides: observed in every unit and, where counts are modelled, expected."""

import geopandas as gpd

from scarpwatch.errors import DataError
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.files.records import read_table
from scarpwatch.grids.grid import read_raster
from scarpwatch.grids.products import PROGRAM
from scarpwatch.learning.map_files import DENSITIES, density_limit, write_density_map
from scarpwatch.learning.map_layers import density_layer
from scarpwatch.styles.layers import density_style
from scarpwatch.styles.sidecars import write_style
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
    limit = density_limit(counted)
    for path in (snakemake.output.observed, snakemake.output.expected):
        write_style(path, density_style(limit))
    layer = density_layer(tags["ASSESSMENT"], limit)
    write_geopackage(mapped, snakemake.output.polygons, layer=layer, metadata=PROGRAM | tags)


if __name__ == "__main__":
    run_step(main, snakemake)
