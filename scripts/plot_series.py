"""Plot the displacement series of the tabulated points with the fitted model and its uncertainty."""

from scarpwatch.figures.charts.series import plot_series
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.json_files import read_json
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read the table of ``points`` and the motion model that ``quality`` tells, write ``figure``."""
    table = read_csv(snakemake.input.points, dtype={"name": str, "note": str})
    motion = read_json(snakemake.input.quality)["motion_model"]
    figure = plot_series(table, motion)
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
