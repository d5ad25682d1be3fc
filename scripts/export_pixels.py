"""Export every measured pixel with its displacement series as a point, for time-series plug-ins of QGIS."""

import geopandas as gpd
import numpy as np

from scarpwatch.conventions import SIGN
from scarpwatch.files.finished import atomic_path
from scarpwatch.grids.grid import read_raster, row_blocks
from scarpwatch.insar.motion.subsets import blank_untied
from scarpwatch.insar.output.geocoding import positions
from scarpwatch.insar.output.quality_mask import read_removed
from scarpwatch.insar.reference.record import place_in_words, reference_of
from scarpwatch.insar.series.file import open_series
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
    count = 0
    with (
        open_series(source.series) as series,
        open_series(source.velocity) as velocity,
        atomic_path(snakemake.output.pixels) as temporary,
    ):
        patterns = series.patterns
        reference = reference_of(series.attributes, snakemake.input.series)
        metadata = {"SIGN": SIGN, "UNITS": "cm, cm/yr", "REFERENCE": place_in_words(reference)}
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
            table = gpd.GeoDataFrame(columns, geometry=points, crs=4326)
            options = {"mode": "a"} if window.row_off else {"layer_metadata": metadata}
            table.to_file(temporary, layer="pixels", driver="GPKG", **options)
            count += len(table)
    log.info(f"{count} pixels of {removed.size}, {len(series.dates)} dates")


if __name__ == "__main__":
    run_step(main, snakemake)
