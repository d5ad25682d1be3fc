"""Classify a static factor for its thematic map."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.factor_classes import (
    aspect_classes,
    classify_aspect,
    classify_numbers,
    lithology_classes,
    numeric_classes,
    write_classes,
)
from scarpwatch.files.records import read_table
from scarpwatch.grids.class_names import read_class_names
from scarpwatch.grids.grid import open_raster, read_grid, row_blocks
from scarpwatch.units.spread import spread_over_units
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``raster`` (for aspect ``slope`` too; ``units`` and ``table`` for what a unit has as a whole)."""
    source, factor = snakemake.input, snakemake.wildcards.factor
    grid = read_grid(source.raster)
    blocks: Iterator[tuple[Any, ...]]  # window and class numbers
    if factor == "aspect":
        classes = aspect_classes()
        blocks = ((w, classify_aspect(*values)) for w, *values in read_blocks(source.raster, source.slope))
    elif factor == "lithology":
        names = read_class_names(source.raster)
        classes, blocks = lithology_classes(names), read_blocks(source.raster)
    elif factor == "max_elevation_difference":  # a property of the unit: the raster is that of the units
        table = read_table(source.table)
        ids, values = table["unit_id"].to_numpy(), table[factor].to_numpy(float)
        sample = spread_over_units(read_for_map(source.raster, categorical=True)[0], ids, values)
        classes = numeric_classes(factor, sample=sample, **snakemake.params.classes)
        blocks = (
            (window, classify_numbers(spread_over_units(units, ids, values), classes.breaks))
            for window, units in read_blocks(source.raster)
        )
    else:
        sample, _ = read_for_map(source.raster)
        classes = numeric_classes(factor, sample=sample, **snakemake.params.classes)
        blocks = ((w, classify_numbers(values, classes.breaks)) for w, values in read_blocks(source.raster))
    log.info(f"{factor}: {', '.join(classes.labels)}{' (made for this area)' if classes.own else ''}")
    write_classes(snakemake.output.classes, snakemake.output.names, classes, blocks, grid)


def read_blocks(*paths: str) -> Iterator[tuple[Any, ...]]:
    """Windows of full width, and band 1 of each raster there; gaps are NaN, or 0 in classes and units."""
    with ExitStack() as stack:
        rasters = [stack.enter_context(open_raster(path)) for path in paths]
        for window in row_blocks(rasters[0].shape):
            yield (window, *(raster.read(1, window=window) for raster in rasters))


if __name__ == "__main__":
    run_step(main, snakemake)
