"""Small simulated stacks that the tests of the deformation steps share; each is made once."""

import numpy as np
import pytest
from affine import Affine
from pyproj import Transformer
from rasterio.crs import CRS
from small_stack import SmallStack

from scarpwatch.config.common.demo import DemoSettings
from scarpwatch.grids.grid import Grid, write_raster


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> SmallStack:
    """Real terrain, everything that a stack suffers from: motion, weather, ramps, DEM error, vegetation."""
    demo = DemoSettings(
        scenes=6,
        mean_interval_days=36,
        size_km=5,
        pixel_m=100,
        turbulence_mm=1,
        stratified_mm=4,
        ramps_mm=4,
        dem_error_m=10,
        landslides=50,
        landslide_units=30,
    )
    stack = SmallStack(tmp_path_factory.mktemp("stack"), demo, seed=27, looks=(4, 4))
    stack.run("simulate_ground")
    return stack.process()


@pytest.fixture(scope="session")
def rising(tmp_path_factory: pytest.TempPathFactory) -> SmallStack:
    """Bare level ground without weather, where a dome rises by 6 cm/yr and nothing else moves."""
    demo = DemoSettings(
        scenes=4,
        mean_interval_days=60,
        pixel_m=100,
        turbulence_mm=0,
        stratified_mm=0,
        ramps_mm=0,
        dem_error_m=0,
        perpendicular_baseline_m=50,
    )
    stack = SmallStack(tmp_path_factory.mktemp("rising"), demo, seed=3, looks=(3, 3))
    grid = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (70, 70))
    y, x = np.mgrid[:70, :70]
    rate = 0.06 * np.exp(-((x - 35.0) ** 2 + (y - 30.0) ** 2) / (2 * 12**2))
    rate[rate < 0.002] = 0  # the rest is stable
    zero = np.zeros(grid.shape)
    layers = np.stack([zero + 300, rate, zero, zero, zero]).astype(np.float32)
    write_raster(stack.path("ground.tif"), layers, grid)
    write_raster(stack.path("dem.tif"), layers[0], grid)
    stack.corrections = {**stack.corrections, "ramp_and_height": False, "dem_error": False}
    x, y = grid.transform @ (62.5, 7.5)  # a corner that is stable
    longitude, latitude = Transformer.from_crs(grid.crs, 4326, always_xy=True).transform(x, y)
    place = {"longitude": longitude, "latitude": latitude, "known_stable": False}
    stack.inversion = {**stack.inversion, "reference": place}
    return stack.process()
