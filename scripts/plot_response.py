"""Plot how the index of the main model follows its leading factors."""

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.figures.charts.response import plot_response
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    params = snakemake.params
    (look,) = read_looks(params.algorithms).values()
    figure = plot_response(
        read_csv(snakemake.input.response),
        read_csv(snakemake.input.importance),
        titles=params.titles,
        units=params.units,
        name=model_name(look, params.coupled),
    )
    save_figure(figure, snakemake.output.figure, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
