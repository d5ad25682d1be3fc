"""Plot deformation rate and cumulative deformation, and their standard deviation and temporal coherence."""

import numpy as np
from numpy.typing import NDArray
from rasterio.warp import transform

from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.deformation import plot_deformation, plot_quality
from scarpwatch.figures.maps.overlays import read_landslides
from scarpwatch.figures.maps.remarks import read_codes
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.json_files import read_json
from scarpwatch.grids.grid import Grid, read_tags
from scarpwatch.workflow.logs import Step, run_step


def _places(points: str, grid: Grid) -> NDArray[np.float64]:
    """x and y of the tabulated points, array (points, 2)."""
    table = read_csv(points)
    x, y = transform("EPSG:4326", grid.crs, table["longitude"], table["latitude"])
    return np.column_stack([x, y])


def main(snakemake: Step) -> None:
    """Read the deformation rasters, ``quality`` and, where given, ``inventory`` and the ``points`` of the series."""
    source, params = snakemake.input, snakemake.params
    rate, grid = read_for_map(source.rate)
    cumulative, sigma, coherence = (
        read_for_map(path)[0] for path in (source.cumulative, source.rate_sigma, source.temporal_coherence)
    )
    place = read_json(source.quality)["reference"]
    known = place["longitude"] is not None
    where = transform("EPSG:4326", grid.crs, [place["longitude"]], [place["latitude"]]) if known else None
    tags, remarks = read_tags(source.rate), read_codes(source.remark)
    figure = plot_deformation(
        rate,
        cumulative,
        grid,
        landslides=read_landslides(source.inventory, grid, params.inventory) if source.inventory else None,
        reference=(where[0][0], where[1][0]) if where else None,
        period=(tags["FIRST_DATE"], tags["LAST_DATE"]) if "FIRST_DATE" in tags else None,
        remarks=remarks,
        series=_places(source.points, grid) if source.points else None,
    )
    save_figure(figure, snakemake.output.deformation, dpi=params.dpi)
    quality = plot_quality(sigma, coherence, grid, remarks=remarks)
    save_figure(quality, snakemake.output.quality, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
