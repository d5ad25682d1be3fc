"""Densities against lengths, numbers and areas that geometry gives exactly."""

import numpy as np
import pytest
import shapely
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, Polygon, box

from scarpwatch.grids.grid import Grid
from scarpwatch.terrain.density import density_blocks

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (60, 70))
MIDDLE = 500350.0, 3999700.0
OBLONG = Grid(GRID.crs, Affine(10, 0, 500000, 0, -8, 4000000), (75, 70))


def density(features, grid, radius, **options):
    result = np.full(grid.shape, np.nan, np.float32)
    for window, part in density_blocks(features, grid, radius, **options):
        assert part.dtype == np.float32
        result[window.toslices()] = part
    return result


def straight_line(bearing, offset=0.0):
    """A line across the grid at a distance from its middle."""
    angle = np.radians(bearing)
    way, side = np.array([np.sin(angle), np.cos(angle)]), np.array([np.cos(angle), -np.sin(angle)])
    centre = np.array(MIDDLE) + offset * side
    return LineString([centre - 5000 * way, centre + 5000 * way])


@pytest.mark.parametrize("grid", [GRID, OBLONG])
@pytest.mark.parametrize("radius", [10.0, 50.0, 137.0])
@pytest.mark.parametrize("bearing", [0.0, 17.0, 45.0, 90.0])
def test_a_straight_line_has_the_length_of_its_chord(grid, radius, bearing):
    line = straight_line(bearing, 3.3)
    found = density([line], grid, radius)
    x, y = np.meshgrid(*grid.centres())
    away = shapely.distance(line, shapely.points(x, y))
    chord = 2 * np.sqrt(np.maximum(radius**2 - away**2, 0))
    through = 2 * radius / (np.pi * radius**2) * 1e3  # km per km2, of a line through the centre
    expected = chord / (2 * radius) * through
    assert expected.max() > 0.9 * through
    assert np.abs(found - expected).max() < 0.0051 * through
    assert (found[away > radius] == 0).all()


def test_bent_lines_have_the_length_inside_the_circle():
    rng = np.random.default_rng(1)
    lines = [
        LineString(rng.uniform((499900, 3999300), (500800, 4000100), (4, 2)) // 0.001 * 0.001)
        for _ in range(8)
    ]
    features = [MultiLineString(lines[:3]), *lines[3:], None, LineString()]
    found = density(features, GRID, 80.0)
    x, y = GRID.centres()
    for row, column in [(0, 0), (59, 69), (30, 35), (12, 60), (50, 3)]:
        circle = Point(x[column], y[row]).buffer(80.0, quad_segs=512)
        expected = sum(line.intersection(circle).length for line in lines) / (np.pi * 80.0**2) * 1e3
        assert found[row, column] == pytest.approx(expected, rel=0.01, abs=0.01)
    twice = density([lines[0], lines[0]], GRID, 80.0)
    np.testing.assert_allclose(twice, 2 * density([lines[0]], GRID, 80.0), rtol=1e-6)


@pytest.mark.parametrize("grid", [GRID, OBLONG])
def test_points_are_counted_exactly(grid):
    rng = np.random.default_rng(2)
    place = np.vstack([rng.uniform((499800, 3999300), (500900, 4000200), (300, 2)), [[500005, 3999995]] * 2])
    found = density([MultiPoint(place[:100]), *shapely.points(place[100:])], grid, 90.0)
    x, y = (axis[..., None] for axis in np.meshgrid(*grid.centres()))
    number = (np.hypot(x - place[:, 0], y - place[:, 1]) <= 90.0).sum(axis=2)
    assert number[0, 0] >= 2
    np.testing.assert_allclose(found, number / (np.pi * 0.09**2), rtol=1e-6)


@pytest.mark.parametrize("grid", [GRID, OBLONG])
@pytest.mark.parametrize("radius", [10.0, 50.0, 333.0])
def test_half_planes_cover_the_share_of_a_segment(grid, radius):
    for edge in (500351.0, 500354.9):
        found = density([box(490000, 3990000, edge, 4010000)], grid, radius)
        inside = np.clip((edge - grid.centres()[0]) / radius, -1, 1)
        share = 0.5 + (inside * np.sqrt(1 - inside**2) + np.arcsin(inside)) / np.pi
        assert np.abs(found - share).max() < 0.01
        assert (found[:, inside == 1] == 1).all() and (found[:, inside == -1] == 0).all()
        assert (found == found[0]).all()


def test_polygons_cover_what_they_cover_together():
    ring = Polygon(Point(MIDDLE).buffer(120).exterior, [Point(MIDDLE).buffer(60).exterior])
    small = box(500100, 3999800, 500117, 3999813)
    features = [ring, box(500200, 3999600, 500400, 3999750), small]
    found = density(features, GRID, 70.0)
    x, y = GRID.centres()
    union = shapely.union_all(features)
    for row in range(3, 60, 7):
        for column in range(2, 70, 9):
            circle = Point(x[column], y[row]).buffer(70.0, quad_segs=128)
            assert found[row, column] == pytest.approx(
                union.intersection(circle).area / circle.area, abs=0.01
            )
    assert found.max() <= 1


@pytest.mark.parametrize("kind", ["lines", "points", "polygons"])
def test_features_outside_count_and_strips_show_no_seam(kind):
    rng = np.random.default_rng(3)
    grid = Grid(GRID.crs, Affine(16, 0, 500000, 0, -16, 4000000), (520, 40))
    place = rng.uniform((499600, 3991200), (501000, 4000400), (120, 2)).round(1)
    shapes = {
        "lines": [LineString(place[k : k + 3]) for k in range(0, 120, 3)],
        "points": list(shapely.points(place)),
        "polygons": [box(*corner, *(corner + 90)) for corner in place],
    }[kind]
    whole = density(shapes, grid, 200.0)
    np.testing.assert_array_equal(density(shapes, grid, 200.0, memory_mb=0.3), whole)
    larger = Grid(grid.crs, grid.transform @ Affine.translation(-16, -16), (552, 72))
    around = density(shapes, larger, 200.0)
    np.testing.assert_array_equal(around[16:-16, 16:-16], whole)
    assert whole[:, 0].any() and whole[:, -1].any() and whole[0].any()


def test_nothing_and_what_is_far_is_zero():
    for shapes in (
        [],
        [None, LineString()],
        [LineString([(0, 0), (1, 1)])],
        [Point(0, 0)],
        [box(0, 0, 1, 1)],
    ):
        assert (density(shapes, GRID, 50.0) == 0).all()


def test_a_small_radius_and_mixed_features_are_refused():
    with pytest.raises(ValueError, match=r"radius of 9\.9 m is smaller than a cell \(10 m\)"):
        next(density_blocks([], OBLONG, 9.9))
    with pytest.raises(ValueError, match="points and lines, whose densities"):
        next(density_blocks([Point(0, 0), straight_line(0)], GRID, 50.0))
