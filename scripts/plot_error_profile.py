"""Plot the skill of the models against the distance to the samples that trained, and the distances bridged."""

from scarpwatch.algorithms.algorithm import read_looks
from scarpwatch.figures.charts.error_profile import plot_error_profile
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.json_files import read_json
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``profile`` (`tabulate_skill`) and ``distances`` (`draw_samples`); coupled models are shown where there are
    any."""
    profile = read_csv(snakemake.input.profile)
    looks = read_looks(snakemake.params.algorithms)
    coupled = bool((profile["factors"] == "coupled").any())
    figure = plot_error_profile(
        profile, read_json(snakemake.input.distances), [(look, coupled) for look in looks.values()]
    )
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
