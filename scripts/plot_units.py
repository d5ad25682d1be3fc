"""Plot the sizes of the mapping units, and V, I and F of the parameters that were compared."""

import geopandas

from scarpwatch.figures.charts.unit_sizes import plot_units
from scarpwatch.figures.style import save_figure
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.files.json_files import read_json
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``polygons``, ``summary`` and ``exploration`` where there is one."""
    source, params = snakemake.input, snakemake.params
    areas = geopandas.read_file(source.polygons, columns=["area_m2"], ignore_geometry=True)["area_m2"]
    used = read_json(source.summary)["parameters"]
    chosen = (used["min_area_m2"], used["circular_variance"]) if "circular_variance" in used else None
    figure = plot_units(
        areas.to_numpy(),
        unit_name=params.unit_name,
        explored=read_csv(source.exploration) if source.exploration else None,
        chosen=chosen,
    )
    save_figure(figure, snakemake.output.figure, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
