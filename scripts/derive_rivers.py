"""Derive river lines from the DEM."""

from scarpwatch.errors import DataError
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.grids.grid import read_raster
from scarpwatch.terrain.flow import river_lines, route_flow
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``dem``; write ``rivers``: one line per link of the network."""
    elevation, grid = read_raster(snakemake.input.dem)
    area_m2 = snakemake.params.from_dem_km2 * 1e6
    rivers = river_lines(route_flow(elevation, grid.cell_size), grid, area_m2)
    if rivers.empty:
        raise DataError(
            "factors.rivers.from_dem_km2",
            f"no channel of the DEM drains {area_m2 / 1e6:g} km2",
            "Lower the value, or give a file of rivers",
        )
    log.info(f"{len(rivers)} links, {rivers.length.sum() / 1000:.1f} km")
    write_geopackage(rivers, snakemake.output.rivers, layer="rivers")


if __name__ == "__main__":
    run_step(main, snakemake)
