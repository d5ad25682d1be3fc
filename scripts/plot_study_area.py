"""Plot the study area: elevation over relief, landslides, rivers, roads, faults, places, mapping units, and where it lies."""

from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.overlays import read_landslides, read_lines
from scarpwatch.figures.overlaid.locator import radar_coverage
from scarpwatch.figures.overlaid.place_names import Named, places_on_grid
from scarpwatch.figures.overlaid.study_area import plot_study_area, visible_tolerance
from scarpwatch.figures.style import save_figure
from scarpwatch.grids.grid import Grid
from scarpwatch.inputs.areas import dem_area
from scarpwatch.inputs.vectors.exposure import read_places
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``dem`` and whichever of ``inventory``, ``rivers``, ``roads``, ``faults``, ``units``, ``places`` are given, and
    of the radar's grid ``height`` and ``position``."""
    source, params = snakemake.input, snakemake.params
    elevation, grid = read_for_map(source.dem)
    tolerance = visible_tolerance(grid)
    lines = {
        name: read_lines(getattr(source, name), grid, layer=params.layers[name], tolerance=tolerance)
        for name in ("rivers", "roads", "faults")
        if getattr(source, name)
    }
    figure = plot_study_area(
        elevation,
        grid,
        landslides=read_landslides(source.inventory, grid, params.inventory) if source.inventory else None,
        lines=lines,
        units=read_lines(source.units, grid) if source.units else None,
        unit_name=params.unit_name,
        places=_places(snakemake, grid) if source.places else None,
        covered=radar_coverage(source.height, source.position) if source.height else None,
    )
    save_figure(figure, snakemake.output.figure, dpi=params.dpi)


def _places(snakemake: Step, grid: Grid) -> Named:
    """The user's places on the map."""
    area = dem_area(snakemake.input.dem)
    return places_on_grid(read_places(snakemake.input.places, area, **snakemake.params.places)[0], grid)


if __name__ == "__main__":
    run_step(main, snakemake)
