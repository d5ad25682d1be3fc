"""Spikes, stripes and undeclared voids: found where they were put, and not found in sound terrain."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.grids.grid import Grid, open_raster, write_raster
from scarpwatch.inputs.dem import surface as dem_surface
from scarpwatch.inputs.dem.surface import cell_side, height_reader, surface_faults
from scarpwatch.simulate.fields import power_law_field, seeded

CELL = 30.0


@pytest.fixture(scope="module")
def terrain():
    """Hills like Big Tujunga's in roughness, in whole metres, with a void and a sea at 0 m."""
    height = 400 + 250 * power_law_field(seeded(3, "surface"), (300, 260), CELL, 4.2)
    height = np.maximum(np.round(height), 0.0)
    height[:20, :30] = np.nan
    return height


def faults(height, cell=CELL):
    grid = Grid(CRS.from_epsg(32617), Affine(cell, 0, 500000, 0, -cell, 4000000), height.shape)
    return surface_faults(lambda window: height[window.toslices()], grid, cell)


def test_sound_terrain_has_none(terrain):
    assert faults(terrain) == []
    assert faults(np.full((90, 90), 12.5)) == []
    y, x = np.mgrid[:120, :150]
    for smooth in (7.0 * x + 3.0 * y, 0.01 * x**2 - 0.02 * y**2, 50 * np.sin(x / 9) + 50 * np.cos(y / 7)):
        assert faults(smooth) == []
    assert faults(-8.0 * np.hypot(x - 75.3, y - 60.2)) == []  # a cone of 15 degrees


@pytest.mark.parametrize("height_m", [60.0, -60.0])
def test_a_spike_is_found_with_its_place(terrain, height_m):
    spoilt = terrain.copy()
    spoilt[200, 130] += height_m
    [text] = faults(spoilt)
    assert "1 spike(s)" in text
    assert "row 201, column 131 (x 503915, y 3993985)" in text
    assert ("above" if height_m > 0 else "below") in text


def test_a_spike_too_small_for_a_slope_is_left_alone(terrain):
    spoilt = terrain.copy()
    spoilt[200, 130] = np.nanmax(spoilt[199:202, 129:132]) + 5
    assert faults(spoilt) == []


def test_a_single_cell_of_missing_ground_is_a_spike_or_a_void(terrain):
    spoilt = terrain + 300.0
    spoilt[150, 100] = 0.0
    texts = faults(spoilt)
    assert any("spike" in text for text in texts)
    assert any("exactly 0 m" in text for text in texts)


@pytest.mark.parametrize("kind", ["one row", "one column", "every other row", "every other column"])
def test_stripes_are_found(terrain, kind):
    spoilt = terrain.copy()
    place = 77 if kind.startswith("one") else slice(None, None, 2)
    lines = spoilt if kind.endswith("row") else spoilt.T
    lines[place] += 3.0
    texts = faults(spoilt)
    assert any("striped" in text and kind.split()[-1] in text for text in texts)
    assert len(texts) == 1


def test_a_line_with_few_cells_is_not_judged(terrain):
    spoilt = terrain.copy()
    spoilt[100, :] = np.nan
    spoilt[100, 40:80] = terrain[100, 40:80] + 3
    assert faults(spoilt) == []


def test_voids_that_are_not_declared_are_found_and_a_sea_is_none(terrain):
    spoilt = terrain + 300.0
    spoilt[100:120, 100:130] = 0.0
    [text] = faults(spoilt)
    assert "600 cell(s) hold exactly 0 m" in text
    declared = np.where(spoilt == 0, np.nan, spoilt)
    assert faults(declared) == []
    sea = np.maximum(terrain - 350.0, 0.0)  # floods the lower third, with steep shores
    assert 0.1 < (sea == 0).mean() < 0.7
    assert faults(sea) == []


def test_strips_give_the_same_as_the_whole(terrain, monkeypatch):
    spoilt = terrain.copy()
    spoilt[[99, 100, 101, 200], [10, 50, 90, 130]] += 80.0  # beside the seams of strips of 100 rows
    spoilt[100] += 4.0
    whole = faults(spoilt)
    assert len(whole) == 2
    monkeypatch.setattr(dem_surface, "_STRIP_ROWS", 100)
    assert faults(spoilt) == whole


def test_the_side_of_a_cell_in_metres():
    degrees = Grid(CRS.from_epsg(4326), Affine(1 / 3600, 0, 10, 0, -1 / 3600, 60.5), (3600, 3600))
    assert cell_side(degrees) == pytest.approx(30.83 * 0.5, rel=0.01)
    feet = Grid(CRS.from_epsg(2264), Affine(30, 0, 1.5e6, 0, -40, 5e5), (10, 10))
    assert cell_side(feet) == pytest.approx(9.144, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "band", "cell"),
    [
        ("big_tujunga/dem.tif", 1, 30.0),
        ("ecuador_landslides/ta.tif", 4, 10.0),
        ("mexico_city_s1/geotiffs/cropA_T005A_dem.tif", 1, 150.0),
    ],
)
def test_real_dems_are_sound(shared_real, name, band, cell):
    with rasterio.open(shared_real / name) as source:
        height = source.read(band, masked=True).astype(float).filled(np.nan)
    assert faults(height, cell) == []
    spoilt = height.copy()
    row, column = (size // 2 for size in height.shape)
    spoilt[row, column] += 5 * cell
    spoilt[row + 10] += 0.1 * cell
    assert len(faults(spoilt, cell)) == 2


def test_heights_are_read_as_metres(tmp_path):
    grid = Grid(CRS.from_epsg(32632), Affine(30, 0, 0, 0, -30, 0), (2, 3))
    write_raster(tmp_path / "a.tif", np.array([[10, 25, -1], [0, 5, 30]], np.int16), grid, nodata=-1)
    with rasterio.open(tmp_path / "a.tif", "r+") as target:
        target.scales = (0.1,)
    with open_raster(tmp_path / "a.tif") as source:
        heights = height_reader(source)(Window(1, 0, 2, 2))
    assert heights.dtype == np.float32
    np.testing.assert_allclose(heights, [[2.5, np.nan], [0.5, 3.0]])
