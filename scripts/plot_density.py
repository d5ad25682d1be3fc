"""Plot the density of landslides, observed and, where counts are modelled, expected."""

import numpy as np

from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.susceptibility import plot_density
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step

TITLES = ("Observed", "Expected by the model of counts")


def main(snakemake: Step) -> None:
    """Read ``observed`` and ``expected`` (without any value where counts are not modelled)."""
    source = snakemake.input
    files = zip(TITLES, (source.observed, source.expected), strict=True)
    maps = {title: read_for_map(path) for title, path in files}
    grid = maps[TITLES[0]][1]
    if not np.isfinite(maps[TITLES[1]][0]).any():
        del maps[TITLES[1]]
    figure = plot_density(
        {title: values for title, (values, _) in maps.items()}, grid, date=snakemake.params.date
    )
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
