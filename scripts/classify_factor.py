"""Classify a factor for its thematic map."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from scarpwatch.factors.factor import read_look
from scarpwatch.figures.maps.cartography import read_for_map
from scarpwatch.figures.maps.factor_classes import (
    classify_directions,
    classify_numbers,
    direction_classes,
    named_classes,
    numeric_classes,
    write_classes,
)
from scarpwatch.files.records import read_table
from scarpwatch.grids.class_names import read_class_names
from scarpwatch.grids.grid import open_raster, read_grid, read_tags, row_blocks
from scarpwatch.inputs.vectors.density_kind import shown_unit
from scarpwatch.units.spread import spread_over_units
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``raster`` (``slope`` too where flat ground has no direction; ``table`` for what a unit has as a whole)."""
    source, look = snakemake.input, read_look(snakemake.params.look)
    grid, fit_area = read_grid(source.raster), snakemake.params.fit_area
    if look.kind == "circular":
        slope = getattr(source, "slope", None)
        classes = direction_classes(look, flat=slope is not None)
        files = [source.raster, slope] if slope else [source.raster]
        blocks = ((w, classify_directions(*values)) for w, *values in read_blocks(*files))
    elif look.kind == "classes":
        classes = named_classes(look, read_class_names(source.raster))
        blocks = ((window, codes) for window, codes in read_blocks(source.raster))
    elif look.source == "unit":  # the raster is that of the units
        table = read_table(source.table)
        ids, values = table["unit_id"].to_numpy(), table[look.name].to_numpy(float)
        sample = spread_over_units(read_for_map(source.raster, categorical=True)[0], ids, values)
        classes = numeric_classes(look, sample, fit_area=fit_area)
        blocks = (
            (window, classify_numbers(spread_over_units(units, ids, values), classes.breaks))
            for window, units in read_blocks(source.raster)
        )
    else:
        sample, _ = read_for_map(source.raster)
        declared = read_tags(source.raster).get("UNITS", "")  # of a density it follows from the features
        declared = shown_unit(declared) if look.source == "density" else declared
        look = look if look.unit or declared == "1" else replace(look, unit=declared)
        classes = numeric_classes(look, sample, fit_area=fit_area)
        blocks = ((w, classify_numbers(values, classes.breaks)) for w, values in read_blocks(source.raster))
    log.info(f"{look.name}: {', '.join(classes.labels)}{' (made for this area)' if classes.own else ''}")
    write_classes(snakemake.output.classes, classes, blocks, grid)


def read_blocks(*paths: str) -> Iterator[tuple[Any, ...]]:
    """Windows of full width, and band 1 of each raster there; gaps are NaN, or 0 in classes and units."""
    with ExitStack() as stack:
        rasters = [stack.enter_context(open_raster(path)) for path in paths]
        for window in row_blocks(rasters[0].shape):
            yield (window, *(raster.read(1, window=window) for raster in rasters))


if __name__ == "__main__":
    run_step(main, snakemake)
