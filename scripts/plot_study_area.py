"""Plot the study area: elevation over relief, landslides, rivers, roads, faults, mapping units."""

from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.overlays import read_landslides, read_lines
from scarpwatch.figures.maps.study_area import plot_study_area, visible_tolerance
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``dem`` and whichever of ``inventory``, ``rivers``, ``roads``, ``faults``, ``units`` are given."""
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
    )
    save_figure(figure, snakemake.output.figure, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
