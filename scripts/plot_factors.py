"""Plot thematic maps of the static and the deformation factors."""

from scarpwatch.figures.maps.cartography import read_for_map, relief
from scarpwatch.figures.maps.factors import ordered_factors, plot_factors, read_panel
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read the rasters of classes (one input per factor) and ``dem``."""
    elevation, grid = read_for_map(snakemake.input.dem)
    names = ordered_factors(snakemake.params.factors)
    panels = [read_panel(name, getattr(snakemake.input, name)) for name in names]
    figure = plot_factors(panels, grid, background=relief(elevation, grid))
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
