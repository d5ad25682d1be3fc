"""Landslides of an inventory: which are they, which are copies, which lie on ground."""

import geopandas as gpd
import numpy as np
import pytest
from rasterio.crs import CRS
from shapely.geometry import MultiPolygon, Point, Polygon, box

from scarpwatch.inputs.vectors.landslide_places import list_landslides, select_landslides

UTM = CRS.from_epsg(32617)


def frame(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=UTM)


@pytest.mark.parametrize("said", [["TRUE", "false", None], [True, False, None], ["true ", "", " "]])
def test_a_column_may_tell_landslides_from_others(said):
    table = gpd.GeoDataFrame({"slide": said}, geometry=[Point(0, 0)] * 3, crs=UTM)
    assert len(select_landslides(table, "slide", "true")) == 1
    assert len(select_landslides(table, None, None)) == 3
    with pytest.raises(KeyError):
        select_landslides(table, "kind", "true")


@pytest.mark.parametrize("value", ["1", "1.0", " 1 "])
@pytest.mark.parametrize("said", [[1.0, 0.0, np.nan], ["1", "0", None], [1, 0, 2], ["1.0", "01", "11"]])
def test_whole_numbers_are_compared_as_such(said, value):
    """A column with a gap is read as floating-point numbers, and 1 as 1.0."""
    table = gpd.GeoDataFrame({"slide": said}, geometry=[Point(0, 0)] * 3, crs=UTM)
    assert select_landslides(table, "slide", value).index.tolist() == [0]


def test_parts_of_a_polygon_that_touch_are_one_landslide():
    apart = MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)])
    bow_tie = Polygon([(50, 0), (70, 20), (70, 0), (50, 20)]).buffer(0)
    repaired = MultiPolygon([Polygon([(50, 0), (60, 10), (50, 20)]), Polygon([(70, 0), (60, 10), (70, 20)])])
    found = list_landslides(frame(apart, bow_tie, None, repaired, Point(1e6, 1e6)))
    assert found.feature.tolist() == [0, 0, 1, 3, 4]
    assert (found.multipart, found.without_geometry, found.features) == (1, 1, 5)
    assert found.shapes[3].area == pytest.approx(200)


def test_copies_are_told_from_neighbours():
    points = [Point(0, 0), Point(0, 0), Point(0.9, 0), Point(5, 0)]
    polygons = [
        box(0, 0, 100, 100),
        box(0.2, 0, 100.2, 100),
        box(0, 0, 100, 90),
        box(0, 0, 10, 10),
        Point(0, 0),
    ]
    assert list_landslides(frame(*points)).copy.tolist() == [False, True, True, False]
    assert list_landslides(frame(*polygons)).copy.tolist() == [False, True, False, False, False]
    many = list_landslides(frame(*[Point(3, 4)] * 20_000))
    assert (~many.copy).sum() == 1


def test_the_point_of_a_landslide_and_its_outline_are_one():
    outlines = [box(100 * k, 0, 100 * k + 40, 40) for k in range(5)]
    crowns = [Point(100 * k + 20, 35) for k in range(5)]
    for shapes in ([*outlines, *crowns], [*crowns, *outlines], [*crowns, *crowns, *outlines]):
        found = list_landslides(frame(*shapes, Point(300, 90)))
        assert (~found.copy).sum() == 6
        zone = list_landslides(frame(*crowns, box(-10, -10, 500, 90)))
        assert not zone.copy.any()  # an area of several landslides
        assert not found.copy[[shape.geom_type == "Polygon" for shape in found.shapes]].any()
