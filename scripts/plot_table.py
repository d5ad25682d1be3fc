"""Plot the susceptibility of a ready table's units, and its model uncertainty, for all models."""

import geopandas

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.figures.maps.units import plot_unit_classes, plot_unit_spread
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``static`` and ``coupled`` (GeoPackages of rated units, one per algorithm)."""
    source, params = snakemake.input, snakemake.params
    maps = {
        model_name(look, coupled): geopandas.read_file(path)
        for coupled, paths in ((False, source.static), (True, source.coupled))
        for look, path in zip(read_looks(params.algorithms).values(), paths, strict=False)
    }
    save_figure(
        plot_unit_classes(maps, breaks=params.breaks, in_row=len(source.static), date=params.date),
        snakemake.output.classes,
        dpi=params.dpi,
    )
    save_figure(
        plot_unit_spread(maps, in_row=len(source.static), date=params.date),
        snakemake.output.spread,
        dpi=params.dpi,
    )


if __name__ == "__main__":
    run_step(main, snakemake)
