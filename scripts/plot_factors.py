"""Plot thematic maps of the static and the dynamic factors."""

from scarpwatch.factors.factor import read_look
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.factors import plot_factors, read_panel
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``classes``, one raster for each of ``looks``."""
    _, grid = read_for_map(snakemake.input.classes[0], categorical=True)
    looks = [read_look(record) for record in snakemake.params.looks]
    panels = [read_panel(look, path) for look, path in zip(looks, snakemake.input.classes, strict=True)]
    figure = plot_factors(panels, grid, date=snakemake.params.date)
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
