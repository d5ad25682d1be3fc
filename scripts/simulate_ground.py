"""Simulate the demo's ground: terrain, land cover, faults, roads and motion."""

from pathlib import Path

import geopandas as gpd
import numpy as np
from rasterio.features import shapes
from shapely.geometry import shape

from scarpwatch.conventions import TOWARDS
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.grids.grid import write_raster
from scarpwatch.simulate.fields import gaussian_field, seeded
from scarpwatch.simulate.ground import load_terrain, simulate_cover, simulate_motion
from scarpwatch.simulate.lines import simulate_faults, simulate_roads
from scarpwatch.workflow.logs import Step, log, run_step

ROCKS = {1: "sandstone", 2: "shale", 3: "limestone", 4: "quaternary", 5: "others"}
DEM_ERROR_LENGTH_M = 300.0


def main(snakemake: Step) -> None:
    demo, seed = snakemake.params.demo, snakemake.params.seed
    cell = demo["resolution_m"]
    height, grid, source = load_terrain(cell, demo["size_km"], seed)
    log.info(f"terrain: {source}, {grid.shape[0]} x {grid.shape[1]} cells of {cell} m")
    vegetation, lithology = simulate_cover(height, cell, seed)
    motion = simulate_motion(grid.shape, cell, seed)
    error = demo["dem_error_m"] * gaussian_field(
        seeded(seed, "dem error"), grid.shape, cell, DEM_ERROR_LENGTH_M
    )
    write_raster(
        snakemake.output.dem, height, grid, descriptions=["elevation"], tags={"UNITS": "m", "SOURCE": source}
    )
    write_raster(snakemake.output.ndvi, vegetation, grid, descriptions=["NDVI"], tags={"UNITS": "1"})
    write_raster(
        snakemake.output.ground,
        np.stack([height, motion.rate, motion.annual, vegetation, error]).astype(np.float32),
        grid,
        descriptions=["height (m)", "rate (m/yr)", "annual (m)", "vegetation (1)", "DEM error (m)"],
        tags={"SIGN": f"displacement is in the line of sight, positive {TOWARDS}"},
    )
    beds = [
        {"geometry": shape(geometry), "rock": ROCKS[int(code)]}
        for geometry, code in shapes(lithology, transform=grid.transform)
    ]
    vectors = {
        snakemake.output.lithology: gpd.GeoDataFrame(beds, crs=grid.crs),
        snakemake.output.faults: simulate_faults(grid, seed),
        snakemake.output.roads: simulate_roads(height, grid, seed),
    }
    for path, table in vectors.items():
        write_geopackage(table, path, layer=Path(path).stem)


if __name__ == "__main__":
    run_step(main, snakemake)
