"""Export every measured pixel with its displacement series as a point, for time-series plug-ins of QGIS."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from scarpwatch.conventions import SIGN
from scarpwatch.files.geopackages import write_blocks
from scarpwatch.grids.grid import read_raster, row_blocks
from scarpwatch.insar.motion.subsets import blank_untied
from scarpwatch.insar.output.geocoding import positions
from scarpwatch.insar.output.point_layers import point_layer
from scarpwatch.insar.output.quality_mask import read_removed
from scarpwatch.insar.reference.record import place_in_words, reference_of
from scarpwatch.insar.series.file import SeriesFile, open_series
from scarpwatch.workflow.logs import Step, log, run_step

LAYERS = {  # column: (layer, factor)
    "velocity": ("rate", 100),
    "velocity_sigma": ("sigma", 100),
    "cumulative": ("cumulative", 100),
    "temporal_coherence": ("temporal_coherence", 1),
}
BLOCK_ROWS = 64  # rows of the stack whose points are held in memory at a time


def main(snakemake: Step) -> None:
    source = snakemake.input
    removed = read_removed(source.quality_mask)
    layers = [read_raster(path)[0] for path in source.position]
    with open_series(source.series) as series, open_series(source.velocity) as velocity:
        reference = reference_of(series.attributes, source.series)
        metadata = {"SIGN": SIGN, "UNITS": "cm, cm/yr", "REFERENCE": place_in_words(reference)}
        tables = pixel_tables(series, velocity, removed, layers)
        rates = LAYERS["velocity"][1] * velocity.layer("rate")[~removed]
        layer = point_layer("pixels", snakemake.wildcards.until, series.dates, rates)
        count = write_blocks(tables, snakemake.output.pixels, layer=layer, metadata=metadata)
        log.info(f"{count} pixels of {removed.size}, {len(series.dates)} dates")


def pixel_tables(
    series: SeriesFile, velocity: SeriesFile, removed: NDArray[np.bool_], layers: list[NDArray[Any]]
) -> Iterator[gpd.GeoDataFrame]:
    """The measured pixels of one block of rows after another."""
    patterns = series.patterns
    for window in row_blocks(series.grid.shape, BLOCK_ROWS):
        kept = ~removed[window.toslices()]
        longitude, latitude = positions(window, series.grid, *layers)
        kept &= np.isfinite(longitude)
        columns = {
            name: (factor * velocity.layer(layer, window)[kept]).round(4)
            for name, (layer, factor) in LAYERS.items()
        }
        shown = blank_untied(series.displacement(window), series.pattern(window), patterns)
        displacement = (100 * shown[:, kept]).round(4)
        columns |= {f"D{day}": values for day, values in zip(series.dates, displacement, strict=True)}
        points = gpd.points_from_xy(longitude[kept], latitude[kept])
        yield gpd.GeoDataFrame(columns, geometry=points, crs=4326)


if __name__ == "__main__":
    run_step(main, snakemake)
