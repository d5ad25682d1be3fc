import sqlite3
from contextlib import closing

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
from shapely.geometry import Point, box

from scarpwatch.files.geopackage_layers import Layer
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.units.places import UNIT, place_columns, write_units


def test_polygons_have_a_centroid_and_an_area():
    places = gpd.GeoSeries([box(0, 0, 10, 20), box(10, 0, 30, 20)], crs=32617)
    table = place_columns(places, places.area.to_numpy())
    assert table.to_dict("list") == {"x": [5, 20], "y": [10, 10], "area_m2": [200, 400]}


def test_points_have_no_area_and_nothing_has_no_columns():
    assert list(place_columns(gpd.GeoSeries([Point(1, 2)], crs=32617))) == ["x", "y"]
    assert place_columns(None).empty
    assert place_columns(None, np.array([3.0, 4.0])).to_dict("list") == {"area_m2": [3, 4]}


@pytest.mark.parametrize("places", [None, gpd.GeoSeries([Point(1, 2), Point(3, 4)], crs=32617)])
def test_units_are_written_with_and_without_places_with_the_same_bytes(tmp_path, places):
    for name in ("a.gpkg", "b.gpkg"):
        write_units(tmp_path / name, [1, 2], ["north", "south"], places)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()
    table = pyogrio.read_dataframe(tmp_path / "a.gpkg")
    assert table["name"].tolist() == ["north", "south"]
    assert isinstance(table, gpd.GeoDataFrame) == (places is not None)


def test_units_have_titles_and_remain_the_only_layer(tmp_path):
    units = gpd.GeoDataFrame(
        {"unit_id": [1], "key": ["a"], "area_m2": [1.0]}, geometry=[box(0, 0, 1, 1)], crs=32616
    )
    write_geopackage(units, tmp_path / "a.gpkg", layer=Layer("slope_units", "Mapping units", "", UNIT))
    assert len(pyogrio.list_layers(tmp_path / "a.gpkg")) == 1
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        told = database.execute("select title from gpkg_data_columns order by column_name").fetchall()
    assert told == [("Area of the unit (m²)",), ("Key",), ("Unit",)]
