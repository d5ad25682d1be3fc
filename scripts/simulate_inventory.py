"""Simulate the demo's landslide inventory from a known logistic model of slope-unit factors."""

import datetime

import geopandas as gpd
import numpy as np
import rasterio

from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.files.records import write_table
from scarpwatch.grids.grid import read_grid, read_raster
from scarpwatch.simulate.inventory import draw_inventory, true_unit_factors
from scarpwatch.terrain.slope_units.delineation import delineate_slope_units, parameters_from, prepare_terrain
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    demo, units = snakemake.params.demo, snakemake.params.units
    with rasterio.open(snakemake.input.ground) as source:
        height, rate = source.read(1), source.read(2)
    grid = read_grid(snakemake.input.ground)
    labels = delineate_slope_units(prepare_terrain(height, grid.cell_size), parameters_from(units))
    factors = true_unit_factors(
        labels,
        grid,
        height=height,
        rate=rate,
        ndvi=read_raster(snakemake.input.ndvi)[0],
        lines={name: list(gpd.read_file(snakemake.input[name]).geometry) for name in ("faults", "roads")},
        distance_cap_m=snakemake.params.distance_cap_m,
    )
    points, table = draw_inventory(
        factors,
        labels,
        grid,
        landslides=demo["landslides"],
        landslide_units=demo["landslide_units"],
        rate_effect=demo["rate_effect"],
        last_date=datetime.date.fromisoformat(str(demo["first_date"])) + datetime.timedelta(days=730),
        seed=snakemake.params.seed,
    )
    share = np.mean(table["landslides"] > 0)
    log.info(f"{len(table)} units, {len(points)} landslides in {share:.1%} of them")
    write_geopackage(points, snakemake.output.inventory, layer="landslides")
    write_table(snakemake.output.units, table)


if __name__ == "__main__":
    run_step(main, snakemake)
