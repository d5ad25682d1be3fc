"""Plot the ROC curves: training and validation, static and coupled models."""

from scarpwatch.algorithms.algorithm import read_looks
from scarpwatch.figures.charts.roc import plot_roc, read_curve
from scarpwatch.figures.style import save_figure
from scarpwatch.files.json_files import read_json
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``static`` and ``coupled`` (metrics, one per algorithm; no coupled ones without radar data)."""
    looks, panels = read_looks(snakemake.params.algorithms), {}
    for split, title in (("training", "Training (fit)"), ("validation", "Validation")):
        for kind, paths in (("static", snakemake.input.static), ("coupled", snakemake.input.coupled)):
            records = [read_json(path) for path in paths]
            if records:
                panels[f"{title}, {kind} models"] = [
                    read_curve(record, split, looks[record["algorithm"]], coupled=kind == "coupled")
                    for record in records
                ]
    save_figure(plot_roc(panels), snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
