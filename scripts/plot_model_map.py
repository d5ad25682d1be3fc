"""Plot the susceptibility map of one model on a page of its own."""

import geopandas

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.overlays import read_landslides
from scarpwatch.figures.maps.units import frame_of
from scarpwatch.figures.pages.model_map import (
    CONTOUR_CELLS,
    Sheet,
    picture_cells,
    plot_model_map,
    plot_unit_map,
)
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.grids.grid import read_grid
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``shares`` and either ``units``, or ``classes``, ``applicable``, ``dem`` and, where given, ``inventory``."""
    source, params = snakemake.input, snakemake.params
    look = next(iter(read_looks(params.algorithms).values()))
    sheet = Sheet(
        title=model_name(look, params.coupled),
        date=params.date,
        units=params.unit_name,
        shares=read_csv(source.shares),
        same_breaks=params.same_breaks,
    )
    if source.units:
        units = geopandas.read_file(source.units)
        figure = plot_unit_map(units, frame_of(units), sheet)
    else:
        cells = picture_cells(read_grid(source.classes), params.dpi)
        classes, grid = read_for_map(source.classes, categorical=True, max_cells=cells)
        figure = plot_model_map(
            classes,
            grid,
            sheet,
            outside=read_for_map(source.applicable, categorical=True)[0] == 0,
            landslides=read_landslides(source.inventory, grid, params.inventory)
            if source.inventory
            else None,
            elevation=read_for_map(source.dem, max_cells=CONTOUR_CELLS),
        )
    save_figure(figure, snakemake.output.figure, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
