"""Plot the density of landslides, observed and, where counts are modelled, expected."""

from scarpwatch.figures.maps.cartography import read_for_map, relief
from scarpwatch.figures.maps.susceptibility import plot_density
from scarpwatch.figures.style import save_figure
from scarpwatch.grids.grid import open_raster
from scarpwatch.workflow.logs import Step, run_step

TITLES = ("Observed", "Expected by the model of counts")


def main(snakemake: Step) -> None:
    source = snakemake.input
    with open_raster(source.density) as raster:
        bands = raster.count
    maps = {title: read_for_map(source.density, band=band + 1) for band, title in enumerate(TITLES[:bands])}
    elevation, grid = read_for_map(source.dem)
    figure = plot_density(
        {title: values for title, (values, _) in maps.items()}, grid, relief(elevation, grid)
    )
    save_figure(figure, snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
