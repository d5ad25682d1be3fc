"""Plot the density of landslides, observed and, where counts are modelled, expected."""

import numpy as np

from scarpwatch.figures.maps.cartography import read_for_map, relief
from scarpwatch.figures.maps.susceptibility import plot_density
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step

TITLES = ("Observed", "Expected by the model of counts")


def main(snakemake: Step) -> None:
    """Read ``observed``, ``expected`` (without any value where counts are not modelled) and ``dem``."""
    source = snakemake.input
    files = zip(TITLES, (source.observed, source.expected), strict=True)
    maps = {title: read_for_map(path)[0] for title, path in files}
    if not np.isfinite(maps[TITLES[1]]).any():
        del maps[TITLES[1]]
    elevation, grid = read_for_map(source.dem)
    figure = plot_density(maps, grid, relief(elevation, grid))
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
