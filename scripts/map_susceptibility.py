"""Put the scores of one model on the map: index, five classes, polygons and shares per class."""

import json

import geopandas as gpd
import numpy as np

from scarpwatch.errors import DataError
from scarpwatch.grid import read_raster, write_raster
from scarpwatch.learning.records import read_table, write_table
from scarpwatch.learning.zoning import (
    CLASS_COLOURS,
    class_limits,
    class_table,
    classify_scores,
    density_rises,
)
from scarpwatch.logs import run_step
from scarpwatch.units.polygons import write_geopackage


def main(snakemake) -> None:
    breaks = snakemake.params.breaks
    units, grid = read_raster(snakemake.input.raster)
    polygons = gpd.read_file(snakemake.input.polygons)
    scores = read_table(snakemake.input.scores).set_index("unit_id")["score"]
    landslides = read_table(snakemake.input.labels).set_index("unit_id")["landslides"]
    if not scores.index.isin(polygons["unit_id"]).all():
        raise DataError(
            snakemake.input.scores,
            "it scores units that are not on the map",
            "Delete it and run the workflow again.",
        )

    polygons["score"] = polygons["unit_id"].map(scores).astype("float32")
    polygons["class"] = classify_scores(polygons["score"], breaks)
    polygons["landslides"] = polygons["unit_id"].map(landslides).fillna(0).astype("int64")

    index_of = np.full(int(max(units.max(), polygons["unit_id"].max())) + 1, np.nan, dtype=np.float32)
    index_of[polygons["unit_id"]] = polygons["score"]
    index_of[0] = np.nan  # 0 is the ground outside all units
    index = index_of[units]

    tags = {
        "ASSESSMENT": snakemake.wildcards.assessment,
        "ALGORITHM": snakemake.wildcards.algorithm,
    }
    meaning = "susceptibility index 0-1: ranks slope units, is not a probability"
    write_raster(
        snakemake.output.index,
        index,
        grid,
        descriptions=["susceptibility index"],
        tags={**tags, "UNITS": "1", "MEANING": meaning},
    )
    write_raster(
        snakemake.output.classes,
        classify_scores(index, breaks),
        grid,
        nodata=0,
        descriptions=["susceptibility class"],
        tags={**tags, "CLASSES": json.dumps(class_limits(breaks))},
        colormap=CLASS_COLOURS,
    )
    write_geopackage(polygons, snakemake.output.polygons, layer="susceptibility")
    table = class_table(polygons["class"], polygons["area_m2"], polygons["landslides"], breaks)
    write_table(snakemake.output.table, table)
    rises = "rises" if density_rises(table) else "DOES NOT rise everywhere"
    print(f"{snakemake.wildcards.algorithm}: landslide density {rises} with the class")


if __name__ == "__main__":
    run_step(main, snakemake)
