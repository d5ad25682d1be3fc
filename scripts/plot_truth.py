"""Plot the demo's estimated deformation rate against its truth."""

import numpy as np

from scarpwatch.figures.charts.truth import plot_truth
from scarpwatch.figures.style import save_figure
from scarpwatch.files.json_files import read_json
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``summary`` (JSON) and ``sample`` (arrays ``true`` and ``estimated``), write ``figure``."""
    summary = read_json(snakemake.input.summary)
    with np.load(snakemake.input.sample) as sample:
        figure = plot_truth(sample["true"], sample["estimated"], summary)
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
