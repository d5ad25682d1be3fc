"""How much of the area polygons cover."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, write
from shapely import LineString, box

from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.vectors.checks import check_polygons
from scarpwatch.inputs.vectors.polygon_cover import covered_shares

EAST, SOUTH = WEST + COLUMNS * CELL, NORTH - ROWS * CELL
LINE = [LineString([(WEST, SOUTH), (EAST, NORTH)])]
SQUARE = box(WEST, SOUTH, EAST, NORTH)


@pytest.fixture
def area(tmp_path: Path) -> Area:
    values = hills()
    values[:, 70:] = np.nan  # no elevation in the east
    return check_dem(write(tmp_path / "dem.tif", values))[0]


def test_shares_are_of_the_ground_that_has_an_elevation(area: Area) -> None:
    east = gpd.GeoDataFrame(geometry=[box(WEST + 70 * CELL, SOUTH, EAST, NORTH)], crs=UTM)
    assert covered_shares(east, area) == (0.0, 0.0)
    assert covered_shares(gpd.GeoDataFrame(geometry=[SQUARE, SQUARE], crs=UTM).to_crs(4326), area)[1] > 0.97


def test_overlapping_units_are_told_and_borders_drawn_twice_are_not(tmp_path: Path, area: Area) -> None:
    middle = WEST + 35 * CELL
    for overlap, told in ((1.0, False), (14 * CELL, True)):
        units = [box(WEST, SOUTH, middle + overlap, NORTH), box(middle, SOUTH, EAST, NORTH)]
        gpd.GeoDataFrame(geometry=units, crs=UTM).to_file(tmp_path / "units.gpkg")
        notes = check_polygons(tmp_path / "units.gpkg", area).get("notes", [])
        assert bool(notes) == told
    assert "20.0% of the area lies in several of its polygons" in notes[0]
