"""Plot the deformation rate within the lower and the upper classes of the main model."""

from scarpwatch.algorithms.algorithm import model_name, read_looks
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.overlaid.class_rates import plot_class_rates
from scarpwatch.figures.style import save_figure
from scarpwatch.files.json_files import read_json
from scarpwatch.workflow.logs import Step, run_step


def main(snakemake: Step) -> None:
    """Read ``rate``, ``classes`` of the main model and ``quality``; draw ``figure``."""
    source, params = snakemake.input, snakemake.params
    rate, grid = read_for_map(source.rate)
    quality = read_json(source.quality)
    (look,) = read_looks(params.algorithms).values()
    figure = plot_class_rates(
        rate,
        read_for_map(source.classes, categorical=True)[0],
        grid,
        limits=params.limits,
        model=model_name(look, params.coupled),
        period=f"{quality['first_date']} to {quality['last_date']}",
    )
    save_figure(figure, snakemake.output.figure, dpi=params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
