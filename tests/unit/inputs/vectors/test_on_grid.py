"""Reading vector files: CRS, clipping, and what is refused."""

import geopandas as gpd
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import LineString, Point, Polygon, box

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.inputs.vectors.on_grid import read_vector

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (50, 60))


def test_features_come_in_the_grids_crs(tmp_path):
    frame = gpd.GeoDataFrame(geometry=[Point(500100, 3999900)], crs=GRID.crs)
    frame.to_crs(4326).to_file(tmp_path / "points.geojson")
    point = read_vector(tmp_path / "points.geojson", GRID).geometry.iloc[0]
    assert point.distance(Point(500100, 3999900)) < 0.1


def test_a_margin_keeps_what_touches_the_widened_grid(tmp_path):
    lines = [LineString([(x, 3999000), (x, 4001000)]) for x in (499800, 499700, 500300)]
    gpd.GeoDataFrame(geometry=lines, crs=GRID.crs).to_file(tmp_path / "lines.gpkg")
    assert len(read_vector(tmp_path / "lines.gpkg", GRID)) == 3
    assert len(read_vector(tmp_path / "lines.gpkg", GRID, margin_m=250.0)) == 2


def test_a_layer_can_be_chosen(tmp_path):
    for layer, x in (("one", 1.0), ("two", 2.0)):
        gpd.GeoDataFrame(geometry=[Point(x, 0)], crs=GRID.crs).to_file(tmp_path / "both.gpkg", layer=layer)
    assert read_vector(tmp_path / "both.gpkg", GRID, layer="two").geometry.iloc[0].x == 2.0


def test_what_cannot_be_placed_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_vector(tmp_path / "none.gpkg", GRID)
    (tmp_path / "broken.gpkg").write_bytes(b"not a file of any kind")
    with pytest.raises(InputError, match="cannot be read"):
        read_vector(tmp_path / "broken.gpkg", GRID)
    gpd.GeoDataFrame(geometry=[Point(0, 0)]).to_file(tmp_path / "placeless.shp")
    with pytest.raises(InputError, match="does not say its CRS"):
        read_vector(tmp_path / "placeless.shp", GRID)
    pd.DataFrame({"a": [1]}).to_csv(tmp_path / "table.csv")
    with pytest.raises(InputError, match="no geometry"):
        read_vector(tmp_path / "table.csv", GRID)


def test_what_was_repaired_is_said(tmp_path, caplog):
    bowtie = Polygon([(500100, 3999700), (500200, 3999800), (500200, 3999700), (500100, 3999800)])
    far = box(600000, 3999700, 600100, 3999800)
    gpd.GeoDataFrame(geometry=[far, bowtie], crs=GRID.crs).to_file(tmp_path / "lakes.gpkg")
    frame = read_vector(tmp_path / "lakes.gpkg", GRID, margin_m=0.0)
    assert frame.area.tolist() == [5000.0]
    assert "lakes.gpkg: 1 invalid shape was repaired (feature 2)" in caplog.text


def test_features_on_both_sides_of_the_180th_meridian_are_kept(tmp_path):
    fiji = Grid(CRS.from_epsg(32701), Affine(100, 0, 178_000, 0, -100, 8_150_000), (200, 200))
    lines = [LineString([(x, -16.72), (x, -16.80)]) for x in (179.99, -179.99, 178.0, 0.0)]
    gpd.GeoDataFrame(geometry=lines, crs=4326).to_file(tmp_path / "lines.gpkg")
    assert len(read_vector(tmp_path / "lines.gpkg", fiji, margin_m=100.0)) == 2
