"""Plot errors on the map, curves with bands, thresholds, and the index against its standard deviation, of all models."""

import geopandas

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.figures.charts.skill_curves import BandedCurves, plot_skill_curves
from scarpwatch.figures.charts.thresholds import plot_index_spread, plot_thresholds
from scarpwatch.figures.maps.units import plot_errors
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.json_files import read_json
from scarpwatch.files.records import read_table
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read the files of ``static`` and of coupled models, one per algorithm each."""
    source, output, dpi = snakemake.input, snakemake.output, snakemake.params.dpi
    looks = list(read_looks(snakemake.params.algorithms).values())
    maps, records, thresholds, spreads = {}, {}, {}, {}
    rows: dict[str, list[BandedCurves]] = {}
    for kind in ("static", "coupled"):
        files = {
            name: getattr(source, f"{kind}_{name}")
            for name in ("curves", "thresholds", "records", "metrics", "scores", "units", "bins")
        }
        for number, look in enumerate(looks[: len(files["curves"])]):
            name = model_name(look, kind == "coupled")
            prevalence = read_json(files["metrics"][number])["prevalence"]["share"]
            curves = BandedCurves(name, look, read_csv(files["curves"][number]), prevalence)
            rows.setdefault(f"{kind.capitalize()} models", []).append(curves)
            maps[name] = geopandas.read_file(getattr(source, kind)[number])
            records[name] = read_json(files["records"][number])
            thresholds[name] = read_csv(files["thresholds"][number])
            units = read_table(files["scores"][number]).merge(
                read_table(files["units"][number]), on="unit_id"
            )
            bins = read_csv(files["bins"][number])
            spreads[name] = (units["score"].to_numpy(), units["score_std"].to_numpy(), bins)
    if getattr(output, "errors", None):
        save_figure(
            plot_errors(maps, records, in_row=len(source.static), date=snakemake.params.date),
            output.errors,
            dpi=dpi,
        )
    save_figure(plot_skill_curves(rows), output.curves, dpi=dpi)
    save_figure(plot_thresholds(thresholds), output.thresholds, dpi=dpi)
    save_figure(plot_index_spread(spreads), output.spread, dpi=dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
