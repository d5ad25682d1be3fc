"""Plot the model uncertainty of the susceptibility index of every unit, and the area of applicability."""

import numpy as np

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.susceptibility import plot_spread
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``static``, ``coupled`` (standard deviations of the index, one per algorithm), ``static_applicable``,
    ``coupled_applicable`` (areas of applicability)."""
    source, params = snakemake.input, snakemake.params
    paths = {
        model_name(look, coupled): path
        for coupled, files in ((False, source.static), (True, source.coupled))
        for look, path in zip(read_looks(params.algorithms).values(), files, strict=False)
    }
    spread = {name: read_for_map(path, categorical=True) for name, path in paths.items()}
    outside = {
        name: read_for_map(path, categorical=True)[0] == 0
        for name, path in zip(paths, [*source.static_applicable, *source.coupled_applicable], strict=True)
    }
    grid = next(iter(spread.values()))[1]
    figure = plot_spread(
        {name: values.astype(np.float64) for name, (values, _) in spread.items()},
        grid,
        in_row=len(source.static),
        date=params.date,
        outside=outside,
    )
    save_figure(figure, snakemake.output.figure, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
