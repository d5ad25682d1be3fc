"""Plot the susceptibility maps of all models in classes."""

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.overlays import read_landslides
from scarpwatch.figures.maps.susceptibility import plot_susceptibility
from scarpwatch.figures.style import save_figure
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``static``, ``coupled`` (class rasters, one per algorithm), ``static_applicable``,
    ``coupled_applicable`` (areas of applicability) and ``inventory``."""
    source, params = snakemake.input, snakemake.params
    maps = {
        model_name(look, coupled): read_for_map(path, categorical=True)
        for coupled, paths in ((False, source.static), (True, source.coupled))
        for look, path in zip(
            read_looks(params.algorithms).values(), paths, strict=False
        )  # no coupled ones without radar data
    }
    names = list(maps)
    outside = {
        name: read_for_map(path, categorical=True)[0] == 0
        for name, path in zip(names, [*source.static_applicable, *source.coupled_applicable], strict=True)
    }
    grid = maps[names[0]][1]
    figure = plot_susceptibility(
        {name: classes for name, (classes, _) in maps.items()},
        grid,
        breaks=params.breaks,
        in_row=len(source.static),
        date=params.date,
        outside=outside,
        landslides=read_landslides(source.inventory, grid, params.inventory) if source.inventory else None,
    )
    save_figure(figure, snakemake.output.figure, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
