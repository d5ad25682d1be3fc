"""Plot the stages of the run and which of them need which."""

from scarpwatch.figures.charts.workflow import plot_workflow
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Write ``figure`` of the ``stages`` with their rules, the ``links`` between rules and the ``parts`` of the work."""
    figure = plot_workflow(snakemake.params.stages, snakemake.params.links, snakemake.params.parts)
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
