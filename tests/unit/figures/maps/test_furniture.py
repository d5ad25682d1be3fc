import numpy as np
import pytest
from affine import Affine
from figure_inputs import make_grid
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox
from rasterio.crs import CRS

from scarpwatch.figures.maps.cartography import finish_axes
from scarpwatch.figures.maps.furniture import add_furniture, scale_bar_length
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
