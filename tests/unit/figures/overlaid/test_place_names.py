import geopandas as gpd
import numpy as np
from figure_inputs import make_grid
from matplotlib.figure import Figure
from shapely.geometry import LineString, Point, box

from scarpwatch.figures.maps.cartography import finish_axes
from scarpwatch.figures.overlaid.place_names import Named, draw_names, places_on_grid

GRID = make_grid(60, 70)
LEFT, BOTTOM, RIGHT, TOP = GRID.bounds


def test_places_on_the_map_have_a_point_each():
    shapes = [Point(LEFT + 10, TOP - 10), box(LEFT, BOTTOM, LEFT + 200, BOTTOM + 100), Point(LEFT - 900, TOP)]
    shapes.append(LineString([(RIGHT - 300, TOP - 300), (RIGHT - 100, TOP - 300)]))
    places = gpd.GeoDataFrame({"name": list("abcd")}, geometry=shapes, crs=GRID.crs).to_crs(4326)
    named = places_on_grid(places, GRID)
    assert named.names == ["a", "b", "d"]
    np.testing.assert_allclose(named.where[0], (LEFT + 10, TOP - 10), atol=0.01)
    np.testing.assert_allclose(named.where[1], (LEFT + 100, BOTTOM + 50), atol=2)
    assert places_on_grid(places[2:3], GRID).where.shape == (0, 2)


def test_no_name_lies_on_another_one_or_ends_outside():
    axes = Figure(figsize=(6, 6)).add_subplot()
    finish_axes(axes, GRID)
    x = np.array([LEFT + 1000, LEFT + 1010, RIGHT - 50])
    named = Named(["First", "Hidden", "At the edge"], np.column_stack([x, np.full(3, (BOTTOM + TOP) / 2)]))
    assert draw_names(axes, named, GRID) == 2
    axes.figure.draw_without_rendering()
    first, last = axes.texts
    assert (first.get_text(), last.get_text()) == ("First", "At the edge")
    assert last.get_window_extent().x1 < axes.get_window_extent().x1
    assert sum(line.get_marker() == "D" for line in axes.lines) == 3
