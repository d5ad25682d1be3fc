"""Plot the importance of the factors in every model, by all measures."""

import pandas as pd

from scarpwatch.algorithms.algorithm import read_looks
from scarpwatch.figures.charts.bars import plot_importance
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``static`` and ``coupled`` (rankings of all models; no coupled one for a static assessment)."""

    looks = read_looks(snakemake.params.algorithms)

    def tables(path: str) -> dict[str, pd.DataFrame]:
        ranking = read_csv(path)
        return {
            algorithm: ranking[ranking["algorithm"] == algorithm].set_index("factor") for algorithm in looks
        }

    coupled = tables(snakemake.input.coupled) if snakemake.input.coupled else None
    figure = plot_importance(
        tables(snakemake.input.static), coupled, looks=looks, titles=snakemake.params.titles
    )
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
