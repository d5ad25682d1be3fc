"""Plot calibration curves, and success-rate and prediction-rate curves, of all models."""

from scarpwatch.algorithms.algorithm import read_looks
from scarpwatch.figures.charts.calibration import plot_calibration, read_calibration
from scarpwatch.figures.charts.rate_curves import plot_rate_curves, read_rate_curve
from scarpwatch.figures.style import save_figure
from scarpwatch.files.json_files import read_json
from scarpwatch.learning.metrics.rate_curves import measures_apart
from scarpwatch.workflow.logs import Step, run_step

TITLES = {"success": "Success rate (fit)", "prediction": "Prediction rate"}
BY = {None: "", "landslides": " by landslides", "landslide_area": " by landslide area"}
AMONG_SAMPLES, ON_GROUND = "Validation samples", "At the area's prevalence"
PROBABILITY = "Probability, out of fold"


def main(snakemake: Step) -> None:
    """Read ``static`` and ``coupled`` (metrics, one per algorithm; no coupled ones without radar data), and beside them
    ``static_probability`` and ``coupled_probability``."""
    kinds = {
        kind: [read_json(path) for path in paths]
        for kind, paths in (("static", snakemake.input.static), ("coupled", snakemake.input.coupled))
        if paths
    }
    looks, panels = read_looks(snakemake.params.algorithms), {}
    measures = measures_apart([record for records in kinds.values() for record in records])
    drawn = [("success", None), ("prediction", None), *(("prediction", measure) for measure in measures)]
    for curve, measure in drawn:
        for kind, records in kinds.items():
            panels[f"{TITLES[curve]}{BY[measure]}, {kind} models"] = [
                read_rate_curve(
                    record, curve, looks[record["algorithm"]], coupled=kind == "coupled", measure=measure
                )
                for record in records
            ]
    save_figure(plot_rate_curves(panels), snakemake.output.rate_curves, dpi=snakemake.params.dpi)

    shown = kinds.get("coupled") or kinds["static"]
    rows = {AMONG_SAMPLES: [record["validation"]["calibration"] for record in shown]}
    if all(record["validation"]["population"] for record in shown):
        rows[ON_GROUND] = [record["validation"]["population"]["calibration"] for record in shown]
    source = snakemake.input
    told = source.coupled_probability if "coupled" in kinds else source.static_probability
    rows[PROBABILITY] = [read_json(path)["calibration"] for path in told]
    curves = {
        title: [
            read_calibration(part, looks[record["algorithm"]], coupled="coupled" in kinds)
            for part, record in zip(parts, shown, strict=True)
        ]
        for title, parts in rows.items()
    }
    figure = plot_calibration(curves, at_prevalence=[ON_GROUND, PROBABILITY])
    save_figure(figure, snakemake.output.calibration, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
