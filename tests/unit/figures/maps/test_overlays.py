import geopandas as gpd
import numpy as np
import pytest
from figure_inputs import make_grid
from shapely.geometry import LineString, MultiPolygon, Point, box

from scarpwatch.errors import InputError
from scarpwatch.figures.maps.overlays import read_landslides, read_lines

GRID = make_grid()
SETTINGS = {"layer": None, "label_column": "kind", "label_value": " Slide "}


def test_landslides_are_brought_to_the_grid_and_those_off_it_left_out(tmp_path):
    shapes = [
        Point(721_000, 4_035_000),
        box(722_000, 4_034_000, 722_200, 4_034_200),
        Point(100_000, 4_035_000),
    ]
    gpd.GeoDataFrame(geometry=shapes, crs=GRID.crs).to_crs("EPSG:4326").to_file(tmp_path / "a.gpkg")
    points = read_landslides(tmp_path / "a.gpkg", GRID)
    np.testing.assert_allclose(points, [[721_000, 4_035_000], [722_100, 4_034_100]], atol=1.0)


def test_only_labelled_features_are_landslides(tmp_path):
    shapes = [Point(721_000, 4_035_000), Point(722_000, 4_035_000), Point(723_000, 4_035_000)]
    table = gpd.GeoDataFrame({"kind": ["SLIDE", "none", "slide"]}, geometry=shapes, crs=GRID.crs)
    table.to_file(tmp_path / "a.gpkg")
    assert read_landslides(tmp_path / "a.gpkg", GRID, SETTINGS)[:, 0].tolist() == [721_000, 723_000]


def test_an_inventory_without_landslides_on_the_map_gives_an_empty_array(tmp_path):
    gpd.GeoDataFrame(geometry=[Point(0, 0)], crs=GRID.crs).to_file(tmp_path / "a.gpkg")
    assert read_landslides(tmp_path / "a.gpkg", GRID).shape == (0, 2)


def test_lines_and_outlines_of_polygons(tmp_path):
    unit = box(721_000, 4_034_000, 721_500, 4_034_500)
    shapes = [
        LineString([(721_000, 4_033_000), (725_000, 4_033_000)]),
        unit,
        MultiPolygon([unit, box(723_000, 4_034_000, 723_500, 4_034_500)]),
    ]
    gpd.GeoDataFrame(geometry=shapes, crs=GRID.crs).to_file(tmp_path / "a.gpkg")
    lines = read_lines(tmp_path / "a.gpkg", GRID)
    assert sorted(len(line) for line in lines) == [2, 5, 5, 5]


def test_simplifying_keeps_the_ends(tmp_path):
    x = np.linspace(721_000, 725_000, 400)
    wave = LineString(np.column_stack([x, 4_033_000 + np.sin(x)]))
    gpd.GeoDataFrame(geometry=[wave], crs=GRID.crs).to_file(tmp_path / "a.gpkg")
    (line,) = read_lines(tmp_path / "a.gpkg", GRID, tolerance=50.0)
    assert len(line) < 10
    np.testing.assert_allclose(line[[0, -1], 0], [721_000, 725_000])


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.gpkg"):
        read_lines(tmp_path / "gone.gpkg", GRID)
