import re

import numpy as np
import pytest
from affine import Affine
from figure_inputs import make_grid
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox
from rasterio.crs import CRS
from rasterio.warp import transform

from scarpwatch.figures.maps.cartography import axis_units, finish_axes
from scarpwatch.figures.maps.furniture import add_furniture, add_graticule, scale_bar_length
from scarpwatch.grids.grid import Grid


@pytest.mark.parametrize("cell", [0.5, 3.0, 30.0, 90.0, 1234.0])
def test_the_scale_bar_is_round_and_between_a_tenth_and_a_quarter_of_the_map(cell):
    length = scale_bar_length(make_grid(100, 100, cell))
    assert 0.1 * 100 * cell <= length <= 0.25 * 100 * cell
    assert f"{length:.0e}"[0] in "125"


def test_the_scale_bar_has_its_length_and_everything_stands_outside_the_map():
    grid = make_grid()
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.add_subplot()
    finish_axes(axes, grid)
    add_furniture(axes, grid)
    figure.draw_without_rendering()
    bar = axes.get_lines()[0]
    ends = bar.get_transform().transform(np.column_stack([bar.get_xdata(), bar.get_ydata()]))
    pixels_per_km = axes.transData.transform([[1, 0], [0, 0]])
    per_km = pixels_per_km[0, 0] - pixels_per_km[1, 0]
    assert (ends[1, 0] - ends[0, 0]) / per_km == pytest.approx(scale_bar_length(grid) / 1000)
    assert [text.get_text() for text in axes.texts if text.get_text()] == ["2 km"]
    top = axes.get_window_extent().y1
    arrow = next(child for child in axes.get_children() if isinstance(child, AnnotationBbox))
    assert ends[:, 1].min() > top
    assert arrow.get_window_extent().y0 >= top


def test_a_geographic_map_has_a_bar_in_kilometres_too():
    grid = Grid(CRS.from_epsg(4326), Affine(0.001, 0, -99.0, 0, -0.001, 60.0), (100, 100))
    assert scale_bar_length(grid) == 1000.0  # 0.1 degrees at 60 north are 5.6 km


@pytest.mark.parametrize(
    ("epsg", "corner", "cell"),
    [(32616, (720_000, 4_040_000), 90), (4326, (-84.4, 36.5), 0.001), (2193, (1_750_000, 5_430_000), 400)],
)
def test_degrees_stand_where_they_are(epsg, corner, cell):
    grid = Grid(CRS.from_epsg(epsg), Affine(cell, 0, corner[0], 0, -cell, corner[1]), (100, 120))
    axes = Figure(figsize=(6, 6)).add_subplot()
    finish_axes(axes, grid)
    add_graticule(axes, grid)
    unit = axis_units(grid)[0]
    sides = {"N": 0, "S": 0, "E": 0, "W": 0}
    for text in axes.texts:
        x, y = (unit * part for part in text.xy)
        lon, lat = (part[0] for part in transform(grid.crs, "EPSG:4326", [x], [y]))
        degrees, minutes, seconds = (
            float(part or 0) for part in re.match(r"(\d+)°(?:(\d+)′)?(?:(\d+)″)?", text.get_text()).groups()
        )
        side = text.get_text()[-1]
        sides[side] += 1
        truth = lon if side in "EW" else lat
        assert degrees + minutes / 60 + seconds / 3600 == pytest.approx(
            abs(truth), abs=2 * cell / (1 if epsg == 4326 else 111_000)
        )
        assert (truth > 0) == (side in "EN")
    assert all(2 <= sides[pair[0]] + sides[pair[1]] <= 7 for pair in ("EW", "NS"))


def test_without_a_reference_system_there_are_no_degrees():
    axes = Figure().add_subplot()
    add_graticule(axes, Grid(None, Affine(1, 0, 0, 0, -1, 100), (100, 100)))
    assert not axes.texts and not axes.get_lines()
