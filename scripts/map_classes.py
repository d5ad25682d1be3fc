"""Map classes (of rock, soil, land cover) as codes on the analysis grid."""

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.grids.class_names import class_tag
from scarpwatch.grids.grid import new_raster, read_grid
from scarpwatch.terrain.class_map import classes_from_polygons, classes_from_raster
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``map`` (polygons with a column, or a raster of codes); write codes with their names."""
    source, params = snakemake.input.map, snakemake.params
    grid, said = read_grid(snakemake.input.dem), params.settings
    if said["column"] is not None:
        names, blocks = classes_from_polygons(
            source,
            grid,
            said["column"],
            said["classes"],
            key=said["key"],
            field=said["field"],
            layer=params.layer,
        )
    else:
        names, blocks = classes_from_raster(
            source, grid, said["classes"], key=said["key"], field=said["field"], band=said["band"]
        )
    target = new_raster(
        snakemake.output.classes,
        grid,
        dtype="uint8",
        nodata=0,
        descriptions=[snakemake.wildcards.factor],
        tags=class_tag(names),
    )
    cells = np.zeros(256, np.int64)
    with target as raster:
        for window, codes in blocks:
            raster.write(codes, 1, window=window)
            cells += np.bincount(codes.ravel(), minlength=256)
        if not cells[1:].any():
            raise InputError(source, "no cell on the analysis grid has a class", "Check the area and the CRS")
    for code, name in names.items():
        log.info(f"{code} {name}: {cells[code] / cells.sum():.1%}")


if __name__ == "__main__":
    run_step(main, snakemake)
