from itertools import pairwise

import numpy as np
import pytest
from affine import Affine
from figure_inputs import make_grid
from matplotlib.colors import Normalize, to_rgb
from matplotlib.figure import Figure
from rasterio.crs import CRS

from scarpwatch.figures.maps.cartography import (
    FLAT,
    axis_units,
    dot_size,
    draw_points,
    draw_raster,
    extent,
    finish_axes,
    grid_words,
    height_over_width,
    map_panels,
    read_for_map,
    relief,
    share_beyond,
)
from scarpwatch.figures.style import NO_DATA
from scarpwatch.grids.grid import Grid, write_raster

DEGREES = Grid(CRS.from_epsg(4326), Affine(0.01, 0, -99.0, 0, -0.01, 60.5), (100, 100))


def test_small_rasters_are_read_whole(tmp_path):
    grid = make_grid(5, 7)
    values = np.arange(35, dtype=np.float32).reshape(5, 7)
    values[2, 3] = np.nan
    write_raster(tmp_path / "a.tif", values, grid)
    read, shown = read_for_map(tmp_path / "a.tif")
    np.testing.assert_array_equal(read, values)
    assert shown == grid


def test_large_rasters_are_averaged_and_keep_their_place(tmp_path):
    grid = make_grid(40, 60)
    values = np.add.outer(np.zeros(40), np.arange(60)).astype(np.float32)
    values[:4, :4] = np.nan
    write_raster(tmp_path / "a.tif", values, grid)
    read, shown = read_for_map(tmp_path / "a.tif", max_cells=150)
    assert read.shape == (10, 15)
    assert shown.bounds == pytest.approx(grid.bounds)
    assert np.isnan(read[0, 0])
    np.testing.assert_allclose(read[5], np.arange(15) * 4 + 1.5)


def test_categories_are_picked_not_averaged(tmp_path):
    codes = np.where(np.indices((40, 40)).sum(axis=0) % 2, 3, 9).astype(np.uint8)
    write_raster(tmp_path / "a.tif", codes, make_grid(40, 40), nodata=0)
    read, _ = read_for_map(tmp_path / "a.tif", max_cells=100, categorical=True)
    assert read.dtype == np.uint8
    assert set(np.unique(read)) <= {3, 9}


def test_axes_are_in_kilometres_or_degrees():
    grid = make_grid(90, 110)
    assert axis_units(grid) == (1000.0, "Easting (km, EPSG:32616)", "Northing (km)")
    assert extent(grid) == pytest.approx((720.0, 729.9, 4031.9, 4040.0))
    assert axis_units(DEGREES)[1:] == ("Longitude (°)", "Latitude (°)")


def test_degrees_shrink_with_latitude():
    assert height_over_width(DEGREES) == pytest.approx(2.0, rel=0.01)  # cos 60 degrees = 1/2


def test_relief_is_bright_towards_the_sun_in_the_north_west():
    grid = make_grid(60, 60)
    y, x = np.mgrid[0:60, 0:60]
    hill = 30.0 * np.sqrt(900 - np.clip((x - 30.0) ** 2 + (y - 30.0) ** 2, 0, 850))
    lit = relief(hill, grid)
    assert lit[20, 20] > FLAT > lit[40, 40]
    assert lit[20, 40] == pytest.approx(lit[40, 20], abs=1e-9)
    assert relief(np.full((9, 9), 4.0), make_grid(9, 9)) == pytest.approx(np.full((9, 9), FLAT))
    assert 0 <= lit.min() <= lit.max() <= 1


def test_relief_of_gentle_ground_shows_too():
    grid = make_grid(60, 60)
    gentle = 2.0 * np.sin(np.indices((60, 60)).sum(axis=0) / 4)
    assert relief(gentle, grid).std() > 0.03


def test_cells_without_data_are_light_grey_with_or_without_relief():
    grid = make_grid(20, 20)
    values = np.linspace(-1, 1, 400).reshape(20, 20)
    values[3:6, 4:9] = np.nan
    axes = Figure().add_subplot()
    for background in (None, relief(np.random.default_rng(1).random((20, 20)) * 300, grid)):
        image = draw_raster(
            axes, values, grid, colormap="RdYlBu", norm=Normalize(-1, 1), background=background
        )
        cells = np.asarray(image.get_array())
        grey = np.isclose(cells, to_rgb(NO_DATA)).all(axis=-1)
        np.testing.assert_array_equal(grey, np.isnan(values))


def test_level_ground_keeps_the_colours_of_the_legend():
    grid = make_grid(10, 10)
    values = np.full((10, 10), 0.3)
    axes = Figure().add_subplot()
    plain, shaded = (
        np.asarray(
            draw_raster(
                axes, values, grid, colormap="viridis", norm=Normalize(0, 1), background=light
            ).get_array()
        )
        for light in (None, np.full((10, 10), FLAT))
    )
    np.testing.assert_allclose(plain, shaded)


def test_north_is_up():
    grid = make_grid(4, 4)
    values = np.zeros((4, 4))
    values[0] = 1
    axes = Figure().add_subplot()
    image = draw_raster(axes, values, grid, colormap="gray", norm=Normalize(0, 1))
    finish_axes(axes, grid)
    assert image.origin == "upper"
    bottom, top = axes.get_ylim()
    assert bottom < top
    assert np.asarray(image.get_array())[0].min() == 1.0


def test_points_lie_where_they_belong():
    grid = make_grid()
    axes = Figure().add_subplot()
    dots = draw_points(axes, np.array([[721_000.0, 4_035_000.0]]), grid)
    np.testing.assert_allclose(dots.get_offsets(), [[721.0, 4035.0]])
    assert draw_points(axes, np.empty((0, 2)), grid) is None


@pytest.mark.parametrize("shape", [(20, 400), (100, 100), (900, 60)])
def test_panels_fit_page_and_screen(shape):
    figure, axes = map_panels(1, 2, make_grid(*shape))
    assert axes.shape == (1, 2)
    assert figure.get_figwidth() <= 10.001
    assert 2.4 <= figure.get_figheight() <= 16


@pytest.mark.parametrize(("cell", "shape"), [(10, (90, 120)), (50, (600, 600))])
def test_labels_below_a_map_stand_apart(cell, shape):
    grid = Grid(CRS.from_epsg(32717), Affine(cell, 0, 700_000, 0, -cell, 9_560_000), shape)
    figure, axes = map_panels(1, 3, grid, beside=1.25, below=0.45)
    for place in axes.flat:
        finish_axes(place, grid)
    figure.canvas.draw()
    boxes = [label.get_window_extent() for label in axes[0, 0].get_xticklabels() if label.get_text()]
    left, right = axes[0, 0].get_window_extent().intervalx
    boxes = [box for box in boxes if left - 1 <= (box.x0 + box.x1) / 2 <= right + 1]
    assert len(boxes) >= 2 and all(a.x1 < b.x0 for a, b in pairwise(boxes))


def test_very_many_dots_leave_most_of_the_map_free():
    _, axes = map_panels(1, 3, make_grid())
    place = axes[0, 0]
    box = place.get_position()
    area = np.prod(box.size * place.figure.get_size_inches()) * 72**2
    assert dot_size(place, 20, 9.0) == 9.0
    assert 1500 * dot_size(place, 1500, 9.0) == pytest.approx(0.05 * area)
    assert dot_size(place, 10**7, 9.0) == 0.5  # no smaller than can be seen
    rng = np.random.default_rng(3)
    dots = draw_points(place, rng.uniform([720_000, 4_031_900], [729_900, 4_040_000], (3800, 2)), make_grid())
    assert dots.get_sizes()[0] < 1


def test_the_margin_tells_system_and_cells():
    assert grid_words(make_grid()) == "WGS 84 / UTM zone 16N (EPSG:32616); 90 m to a cell as drawn"
    assert grid_words(DEGREES).startswith("WGS 84 (EPSG:4326); 556.6 × 1106 m")


def test_what_lies_beyond_a_bar_is_told_as_a_share_of_what_is_known():
    values = np.array([np.nan, *np.linspace(-1, 1, 99), 4.0])
    assert share_beyond(values, -1, 1) == "1 % beyond the ends"
    assert share_beyond(values, -5, 5) == "" and share_beyond(np.array([np.nan]), 0, 1) == ""
    assert share_beyond(np.r_[np.zeros(99_999), 2], 0, 1) == "< 0.01 % beyond the ends"
