"""Tabulate the displacement series of the user's places and of the fastest slopes."""

import geopandas as gpd
import numpy as np
import pandas as pd
from rasterio.windows import Window

from scarpwatch.conventions import SIGN
from scarpwatch.files.csv_tables import write_csv
from scarpwatch.files.finished import atomic_path
from scarpwatch.grids.grid import open_raster, read_raster
from scarpwatch.insar.motion.subsets import blank_untied
from scarpwatch.insar.output.geocoding import locate, position
from scarpwatch.insar.output.point_table import Place, fastest_cells, fastest_units, point_row
from scarpwatch.insar.output.quality_mask import REMARKS, REMOVED
from scarpwatch.insar.reference.record import place_in_words, reference_of
from scarpwatch.insar.series.file import open_series
from scarpwatch.workflow.logs import run_step

LAYERS = {  # column: (layer, factor)
    "velocity": ("rate", 100),
    "velocity_sigma": ("sigma", 100),
    "velocity_sigma_to_reference": ("sigma_to_reference", 100),
    "cumulative": ("cumulative", 100),
    "temporal_coherence": ("temporal_coherence", 1),
}


def wanted_places(snakemake):
    """The user's places, then the fastest units of the map, or its fastest places where there are no units."""
    rate, grid = read_raster(snakemake.input.rate)
    places = [
        Place(place["name"], "given", place["longitude"], place["latitude"])
        for place in snakemake.params.points["places"]
    ]
    count = snakemake.params.points["fastest"]
    if snakemake.input.units:
        units, _ = read_raster(snakemake.input.units)
        cells = fastest_units(rate, units, count)
        found = [(f"Unit {unit}", "fastest unit", row, column) for unit, row, column in cells]
    else:
        cells = fastest_cells(rate, count)
        found = [(f"Place {n}", "fastest place", *cell) for n, cell in enumerate(cells, start=1)]
    return places + [Place(name, kind, *position(row, column, grid)) for name, kind, row, column in found]


def removing(path, cell):
    """Criteria that remove a cell of the quality mask."""
    with open_raster(path) as source:
        bands = source.read(window=Window(cell[1], cell[0], 1, 1))[:, 0, 0]
        pairs = zip(source.descriptions, bands, strict=True)
        return [name for name, removed in pairs if removed and name not in (REMOVED, *REMARKS)]


def main(snakemake):
    source = snakemake.input
    layers = [read_raster(path)[0] for path in source.position]
    rows = []
    with open_series(source.series) as series, open_series(source.velocity) as velocity:
        patterns = series.patterns
        for place in wanted_places(snakemake):
            cell = locate(place.longitude, place.latitude, series.grid, *layers)
            values, days, removed_by = {}, None, []
            if cell is not None:
                pixel = Window(cell[1], cell[0], 1, 1)
                shown = blank_untied(series.displacement(pixel), series.pattern(pixel), patterns)
                days = 100 * shown[:, 0, 0].astype(np.float64)
                values = {
                    name: factor * float(velocity.layer(layer, pixel)[0, 0])
                    for name, (layer, factor) in LAYERS.items()
                }
                removed_by = removing(source.quality_mask, cell)
            rows.append(point_row(place, cell, series.dates, values, days, removed_by))
            print(f"{place.name} ({place.kind}): {rows[-1]['note'] or rows[-1]['velocity']}")
        reference = reference_of(series.attributes, snakemake.input.series)
        names = list(point_row(Place("", "", 0, 0), None, series.dates, {}, None, []))
    columns = {name: [row[name] for row in rows] for name in names}
    table = gpd.GeoDataFrame(
        columns, geometry=gpd.points_from_xy(columns["longitude"], columns["latitude"]), crs=4326
    )
    told = place_in_words(reference)
    metadata = {"SIGN": SIGN, "UNITS": "cm, cm/yr", "REFERENCE": told}
    with atomic_path(snakemake.output.points) as temporary:
        table.to_file(temporary, layer="points", driver="GPKG", layer_metadata=metadata)
    with atomic_path(snakemake.output.table) as temporary:
        write_csv(pd.DataFrame(table.drop(columns="geometry")), temporary)


if __name__ == "__main__":
    run_step(main, snakemake)
