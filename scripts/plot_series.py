"""Draw the displacement series of the tabulated points with the fitted model and its uncertainty."""

import pandas as pd

from scarpwatch.figures.series_plot import plot_series
from scarpwatch.figures.style import save_figure
from scarpwatch.logs import run_step


def main(snakemake) -> None:
    """Read the table of ``points``, write ``figure``."""
    table = pd.read_csv(snakemake.input.points, keep_default_na=True, dtype={"name": str, "note": str})
    figure = plot_series(table, snakemake.params.velocity)
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
