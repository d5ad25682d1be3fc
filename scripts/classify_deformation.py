"""Classify a deformation factor for its thematic map."""

from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.factor_classes import classify_numbers, numeric_classes, write_classes
from scarpwatch.grids.grid import open_raster, read_grid, row_blocks
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``raster``; write ``classes``, and their ``names`` beside it."""
    source, factor = snakemake.input.raster, snakemake.wildcards.factor
    grid, (sample, _) = read_grid(source), read_for_map(source)
    classes = numeric_classes(factor, sample=sample, **snakemake.params.classes)
    log.info(f"{factor}: {', '.join(classes.labels)}{' (made for this area)' if classes.own else ''}")
    with open_raster(source) as raster:
        blocks = (
            (window, classify_numbers(raster.read(1, window=window), classes.breaks))
            for window in row_blocks(grid.shape)
        )
        write_classes(snakemake.output.classes, snakemake.output.names, classes, blocks, grid)


if __name__ == "__main__":
    run_step(main, snakemake)
