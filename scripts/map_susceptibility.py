"""Put the scores of one model on the map: index, classes, polygons and shares per class."""

import geopandas as gpd
import numpy as np

from scarpwatch.errors import DataError
from scarpwatch.files.records import read_table, write_table
from scarpwatch.grids.class_names import class_tag
from scarpwatch.grids.grid import read_raster, write_raster
from scarpwatch.learning.zoning import (
    class_limits,
    class_table,
    classify_scores,
    density_falls,
    find_breaks,
    rate_units,
)
from scarpwatch.susceptibility_classes import colour_table
from scarpwatch.units.polygons import write_geopackage
from scarpwatch.workflow.logs import run_step

BANDS = (
    "susceptibility index",
    "standard deviation of the index",
    "model speaks for the unit (1) or not (0)",
)


def main(snakemake) -> None:
    source, zoning = snakemake.input, snakemake.params.zoning
    units, grid = read_raster(source.raster)
    polygons = gpd.read_file(source.polygons)
    scores, samples = read_table(source.scores), read_table(source.samples)
    if not scores["unit_id"].isin(polygons["unit_id"]).all():
        raise DataError(
            source.scores,
            "it scores units that are not on the map",
            "Delete it and run the workflow again.",
        )
    breaks = find_breaks(scores["score"], zoning["method"], zoning["breaks"])
    polygons = rate_units(polygons, scores, read_table(source.labels), read_table(source.reliability), breaks)

    def on_grid(column: str) -> np.ndarray:
        of_unit = np.full(int(max(units.max(), polygons["unit_id"].max())) + 1, np.nan, dtype=np.float32)
        of_unit[polygons["unit_id"]] = polygons[column].astype("float32")
        of_unit[0] = np.nan  # 0 is the ground outside all units
        return of_unit[units]

    index = on_grid("score")
    tags = {
        "ASSESSMENT": snakemake.wildcards.assessment,
        "ALGORITHM": snakemake.wildcards.algorithm,
    }
    meaning = "susceptibility index 0-1: ranks slope units, is not a probability"
    write_raster(
        snakemake.output.index,
        np.stack([index, on_grid("score_std"), on_grid("applicable")]),
        grid,
        descriptions=list(BANDS),
        tags={**tags, "UNITS": "1", "MEANING": meaning},
    )
    write_raster(
        snakemake.output.classes,
        classify_scores(index, breaks),
        grid,
        nodata=0,
        descriptions=["susceptibility class"],
        tags=tags | class_tag(class_limits(breaks)),
        colormap=colour_table(),
    )
    write_geopackage(polygons, snakemake.output.polygons, layer="susceptibility")
    table = class_table(
        polygons["class"],
        polygons["area_m2"],
        polygons["landslides"],
        breaks,
        held_out=polygons["unit_id"].isin(samples.loc[samples["split"] == "validation", "unit_id"]),
    )
    write_table(snakemake.output.table, table)
    falls = ", ".join(f"{higher} than {lower}" for lower, higher in density_falls(table) or [])
    print(
        f"{snakemake.wildcards.algorithm}: landslides no denser in {falls or 'any class than in the one below'}"
    )


if __name__ == "__main__":
    run_step(main, snakemake)
