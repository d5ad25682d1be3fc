"""Heights that are no metres."""

import numpy as np
import pytest
import rasterio
from raster_makers import write

from scarpwatch.grids.grid import Grid, grid_of
from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.dem.height_units import _vertical_unit
from scarpwatch.simulate.fields import power_law_field


def terrain(slope_deg: float) -> np.ndarray:
    """Rough ground of a mean slope, cells of 50 m."""
    field = power_law_field(np.random.default_rng(3), (200, 240), 50.0, 3.4)
    gradient = np.hypot(*np.gradient(field, 50.0))
    low, high = 1e-3, 1e7
    for _ in range(60):  # bisection on the relief that has the slope
        middle = np.sqrt(low * high)
        steep = np.degrees(np.arctan(gradient * middle)).mean() > slope_deg
        low, high = (low, middle) if steep else (middle, high)
    return (field - field.min()) * middle + 10


@pytest.mark.parametrize(
    ("slope", "factor", "told"),
    [(15, 1, False), (33, 1, False), (20, 3.2808, True), (8, 10, True), (15, 100, True), (4, 1, False)],
)
def test_mean_slope(tmp_path, slope, factor, told):
    elevation = terrain(slope) * factor
    if elevation.max() > 8800:
        elevation = np.mod(elevation, 8000)  # only the slope is of interest here
    _, found = check_dem(write(tmp_path / "a.tif", elevation.astype(np.float32)))
    notes = [note for note in found.get("notes", []) if "mean slope" in note]
    assert bool(notes) == told
    if told and factor == 3.2808:
        assert f"in feet it would be about {slope} degrees" in notes[0]


def test_declared_units(tmp_path):
    path = write(tmp_path / "a.tif", terrain(10).astype(np.float32))
    assert "notes" not in check_dem(path)[1]
    with rasterio.open(path, "r+") as target:
        target.units = ("ft",)
    assert "heights are in 'ft'" in check_dem(path)[1]["notes"][0]
    with rasterio.open(path, "r+") as target:
        target.units = ("metre",)
    assert "notes" not in check_dem(path)[1]


def test_the_unit_of_the_vertical_coordinate_system(tmp_path):
    path = write(tmp_path / "a.tif", terrain(10).astype(np.float32), crs="EPSG:26911+6360")
    # GDAL tells the unit of a vertical system as that of the band where a file declares none.
    assert "US survey foot" in check_dem(path)[1]["notes"][0]
    with rasterio.open(path) as source:
        grid = grid_of(source)
    assert _vertical_unit(grid) == ("US survey foot", pytest.approx(0.3048006))
    assert _vertical_unit(Grid(rasterio.CRS.from_epsg(26911), grid.transform, grid.shape)) is None
    assert (
        _vertical_unit(Grid(rasterio.CRS.from_string("EPSG:26911+5703"), grid.transform, grid.shape)) is None
    )
