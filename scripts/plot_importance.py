"""Plot the importance of the factors in every model, by all measures."""

from scarpwatch.figures.charts.bars import plot_importance
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.workflow.logs import run_step


def main(snakemake) -> None:
    """Read ``static`` and ``coupled`` (rankings of all models; no coupled one for a static assessment)."""

    def tables(path):
        if not path:
            return None
        ranking = read_csv(path)
        return {
            algorithm: ranking[ranking["algorithm"] == algorithm].set_index("factor")
            for algorithm in snakemake.params.algorithms
        }

    figure = plot_importance(tables(snakemake.input.static), tables(snakemake.input.coupled))
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
