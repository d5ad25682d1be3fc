"""Plot the interferogram network: perpendicular baseline against date, coloured by coherence."""

import pandas as pd

from scarpwatch.figures.charts.network import plot_network
from scarpwatch.figures.style import save_figure
from scarpwatch.insar.network.table import read_network
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``network``, write ``figure``."""
    figure = plot_network(pd.DataFrame(read_network(snakemake.input.network)))
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
