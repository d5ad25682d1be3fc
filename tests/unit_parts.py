"""Running the jobs of an area in parts."""

import numpy as np
from affine import Affine
from rasterio.crs import CRS
from scipy.ndimage import gaussian_filter
from steps import run_main

from scarpwatch.config.susceptibility.units import UnitsSettings
from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500010, 0, -30, 4000000), (120, 150))


def write_dem(folder):
    path = folder / "dem.tif"
    smooth = gaussian_filter(np.random.default_rng(5).standard_normal(GRID.shape), 5)
    height = 500 + 200 * smooth / smooth.std() + np.arange(120)[:, None]
    height[40:80, 50:90] = height.min()  # a level floor across the cuts
    write_raster(path, height.astype(np.float32), GRID)
    return str(path)


def settings(**given):
    return UnitsSettings(min_area_m2=40_000, **given).model_dump(mode="json")


def cut(dem, folder, **given):
    parts = [str(folder / f"{n}.npz") for n in range(4)]
    return run_main(
        "cut_parts",
        inputs={"dem": dem, "water": []},
        output={"parts": parts, "parameters": str(folder / "parameters.json")},
        params={"settings": settings(**given), "layout": [2, 2]},
    )


def divide(made, folder):
    divisions = []
    for number, part in enumerate(made.parts):
        divisions.append(str(folder / f"{number}_divided.npz"))
        run_main(
            "divide_part",
            inputs={"part": part, "parameters": made.parameters},
            output={"division": divisions[-1]},
        )
    return divisions


def units_of(folder):
    return {
        "raster": str(folder / "units.tif"),
        "polygons": str(folder / "units.gpkg"),
        "summary": str(folder / "units.json"),
    }
