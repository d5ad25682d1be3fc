"""Tabulate the displacement series of points of interest: the user's places and the fastest slopes."""

import geopandas as gpd
import pandas as pd

from scarpwatch.conventions import SIGN
from scarpwatch.files.csv_tables import write_csv
from scarpwatch.files.finished import atomic_path
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.grids.grid import read_raster
from scarpwatch.insar.output.geocoding import locate
from scarpwatch.insar.output.point_layers import point_layer
from scarpwatch.insar.output.point_table import Place, pixel_values, point_row, wanted_places
from scarpwatch.insar.output.quality_mask import read_criteria
from scarpwatch.insar.reference.record import place_in_words, reference_of
from scarpwatch.insar.series.file import open_series
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source = snakemake.input
    layers = [read_raster(path)[0] for path in source.position]
    (rate, grid), points = read_raster(source.rate), snakemake.params.points
    units = read_raster(source.units)[0] if source.units else None
    rows = []
    with open_series(source.series) as series, open_series(source.velocity) as velocity:
        patterns = series.patterns
        for place in wanted_places(points["places"], rate, grid, units, points["fastest"]):
            cell = locate(place.longitude, place.latitude, series.grid, *layers)
            if cell is None:
                row = point_row(place, None, series.dates, {}, None, [])
            else:
                values, days = pixel_values(series, velocity, patterns, cell)
                removed_by = read_criteria(source.quality_mask, cell)
                row = point_row(place, cell, series.dates, values, days, removed_by)
            rows.append(row)
            log.info(f"{place.name} ({place.kind}): {row['note'] or row['velocity']}")
        reference = reference_of(series.attributes, snakemake.input.series)
        dates = series.dates
        names = list(point_row(Place("", "", 0, 0), None, series.dates, {}, None, []))
    columns = {name: [row[name] for row in rows] for name in names}
    table = gpd.GeoDataFrame(
        columns, geometry=gpd.points_from_xy(columns["longitude"], columns["latitude"]), crs=4326
    )
    metadata = {"SIGN": SIGN, "UNITS": "cm, cm/yr", "REFERENCE": place_in_words(reference)}
    layer = point_layer("points", snakemake.wildcards.until, dates, table["velocity"])
    write_geopackage(table, snakemake.output.points, layer=layer, metadata=metadata)
    with atomic_path(snakemake.output.table) as temporary:
        write_csv(pd.DataFrame(table.drop(columns="geometry")), temporary)


if __name__ == "__main__":
    run_step(main, snakemake)
