"""Map the susceptibility of one model: index, classes, polygons and shares per class."""

import geopandas as gpd

from scarpwatch.errors import DataError
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.files.records import read_table, write_table
from scarpwatch.grids.grid import read_raster
from scarpwatch.grids.products import PROGRAM
from scarpwatch.learning.class_breaks import find_breaks, held_out_scores
from scarpwatch.learning.map_files import held_out_units, write_maps
from scarpwatch.learning.map_layers import susceptibility_layer
from scarpwatch.learning.zoning import class_limits, class_table, density_line, rate_units
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, zoning = snakemake.input, snakemake.params.zoning
    units, grid = read_raster(source.raster)
    polygons = gpd.read_file(source.polygons)
    scores, held_out = read_table(source.scores), held_out_units(source.samples)
    if not scores["unit_id"].isin(polygons["unit_id"]).all():
        raise DataError(
            source.scores,
            "it scores units that are not on the map",
            "Delete it and run the workflow again.",
        )
    labels = read_table(source.labels)
    breaks = find_breaks(
        scores["score"],
        zoning["method"],
        zoning["breaks"],
        held=held_out_scores(read_table(source.held_out), labels) if source.held_out else None,
        shares=zoning["landslides_above"],
    )
    polygons = rate_units(
        polygons,
        scores,
        labels,
        read_table(source.reliability),
        breaks,
        probability=read_table(source.probability) if source.probability else None,
    )

    tags = {
        **snakemake.params.provenance,
        "ASSESSMENT": snakemake.wildcards.assessment,
        "ALGORITHM": snakemake.wildcards.algorithm,
    }
    write_maps(snakemake.output, polygons, units, grid, breaks, tags)
    layer = susceptibility_layer(tags["ALGORITHM"], tags["ASSESSMENT"], class_limits(breaks))
    write_geopackage(polygons, snakemake.output.polygons, layer=layer, metadata=PROGRAM | tags)
    table = class_table(
        polygons["class"],
        polygons["area_m2"],
        polygons["landslides"],
        breaks,
        held_out=polygons["unit_id"].isin(held_out),
    )
    write_table(snakemake.output.table, table)
    log.info(f"{snakemake.wildcards.algorithm}: {density_line(table)}")


if __name__ == "__main__":
    run_step(main, snakemake)
