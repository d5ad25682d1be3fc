"""Map lithology as class codes on the analysis grid."""

import json

from scarpwatch.errors import InputError
from scarpwatch.grid import read_grid, write_raster
from scarpwatch.logs import run_step
from scarpwatch.terrain.lithology import lithology_from_polygons, lithology_from_raster


def main(snakemake) -> None:
    """Read ``lithology`` (polygons with a column, or a raster of codes); write codes with their names."""
    source, settings = snakemake.input.lithology, snakemake.params.settings
    grid = read_grid(snakemake.input.dem)
    if settings["column"] is not None:
        codes, names = lithology_from_polygons(source, grid, settings["column"], settings["classes"])
    else:
        codes, names = lithology_from_raster(source, grid, settings["classes"])
    if not codes.any():
        raise InputError(source, "no cell on the analysis grid has a class", "Check the area and the CRS")
    for code, name in names.items():
        print(f"{code} {name}: {(codes == code).mean():.1%}")
    write_raster(
        snakemake.output.lithology,
        codes,
        grid,
        nodata=0,
        descriptions=["lithology"],
        tags={"CLASSES": json.dumps({str(code): name for code, name in names.items()})},
    )


if __name__ == "__main__":
    run_step(main, snakemake)
