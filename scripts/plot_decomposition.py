"""Plot vertical and east rates, and where two tracks do not give them."""

from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.decomposition import plot_decomposition
from scarpwatch.figures.style import save_figure
from scarpwatch.grids.class_names import read_class_names
from scarpwatch.grids.grid import read_tags
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``vertical``, ``east`` and ``blind``, write ``figure``."""
    source, params = snakemake.input, snakemake.params
    vertical, grid = read_for_map(source.vertical)
    east, _ = read_for_map(source.east)
    blind, _ = read_for_map(source.blind, categorical=True)
    names = read_class_names(source.blind)
    tags = read_tags(source.vertical)
    figure = plot_decomposition(
        vertical,
        east,
        blind,
        grid,
        names=names,
        periods=(tags["PERIOD"], tags["OTHER_PERIOD"]),
    )
    save_figure(figure, snakemake.output.figure, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
