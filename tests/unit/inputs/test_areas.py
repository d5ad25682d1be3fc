"""Where the ground of a run lies."""

from pathlib import Path

import geopandas as gpd
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, write
from shapely.geometry import box

from scarpwatch.inputs.areas import dem_area, units_area

BOUNDS = (WEST, NORTH - ROWS * CELL, WEST + COLUMNS * CELL, NORTH)


def test_an_area_is_known_from_the_header_alone(tmp_path: Path) -> None:
    area = dem_area(write(tmp_path / "a.tif", 0 * hills()))  # no elevation model, but it says where it lies
    assert area.bounds == BOUNDS


def test_units_stand_for_a_dem_where_there_is_none(tmp_path: Path) -> None:
    places = gpd.GeoSeries(
        [box(WEST, NORTH - 50, WEST + 20, NORTH), box(WEST + 30, NORTH - 90, WEST + 70, NORTH)]
    )
    area = units_area(tmp_path / "units.gpkg", places.set_crs(UTM))
    assert area.bounds == (WEST, NORTH - 90, WEST + 70, NORTH)
    assert area.crs == UTM
