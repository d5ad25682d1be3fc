"""The map of where inputs lie."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.figures.maps.inputs import plot_inputs
from scarpwatch.grids.grid import Grid
from scarpwatch.inspection.outlines import rectangle

GRID = Grid(CRS.from_epsg(32649), Affine(50, 0, 765_000, 0, -50, 2_617_000), (100, 120))  # 6 x 5 km


def test_outlines_lie_where_they_are_over_the_dem() -> None:
    heights = np.hypot(*np.mgrid[:100, :120])
    near = (766_000.0, 2_613_000.0, 773_000.0, 2_616_000.0)
    far = (700_000.0, 2_500_000.0, 900_000.0, 2_700_000.0)
    outlines = [
        ("dem", rectangle("dem", GRID.crs, GRID.bounds).ring),
        ("radar", rectangle("radar", GRID.crs, near).ring),
        ("ndvi", rectangle("ndvi", GRID.crs, far).ring),
    ]
    figure = plot_inputs(heights, GRID, outlines)
    axes = figure.axes[0]
    radar = axes.lines[1].get_xydata()
    assert radar.min(axis=0) == pytest.approx([766, 2613], abs=0.001)
    assert radar.max(axis=0) == pytest.approx([773, 2616], abs=0.001)
    # All of the near one is seen; the far one is cut at half the DEM's size beyond it.
    west, east = axes.get_xlim()
    assert west == pytest.approx(762 - 0.04 * 12, abs=0.01)
    assert east == pytest.approx(774 + 0.04 * 12, abs=0.01)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["DEM", "radar data", "NDVI"]
    assert len({line.get_color() for line in axes.lines}) == 3


def test_own_factors_have_titles_and_colours_of_their_own() -> None:
    own = [f"factors.more.rain_{number}" for number in range(10)]
    ring = rectangle("dem", GRID.crs, GRID.bounds).ring
    inner = [
        rectangle(name, GRID.crs, (766_000 + 100 * n, 2_613_000, 768_000, 2_616_000)).ring
        for n, name in enumerate(own)
    ]
    outlines = [("dem", ring), *zip(own, inner, strict=True)]
    figure = plot_inputs(np.hypot(*np.mgrid[:100, :120]), GRID, outlines, titles={own[0]: "Rain of a day"})
    assert figure.legends[0].get_texts()[1].get_text() == "Rain of a day"
    colours = [line.get_color() for line in figure.axes[0].lines]
    assert len(set(colours[:9])) == 9 and colours[9:] == colours[1:3]  # in turn again


def dashes(line) -> list[tuple[float, float]]:
    """Where the strokes of a dashed line begin and end, in widths of it, up to the end of the first round."""
    offset, (stroke, gap) = line._unscaled_dash_pattern
    return [(-offset) % (stroke + gap), stroke, gap]


def test_outlines_on_each_other_take_turns_and_none_hides_another() -> None:
    near = rectangle("radar", GRID.crs, GRID.bounds).ring
    apart = rectangle("ndvi", GRID.crs, (766_000.0, 2_613_000.0, 769_000.0, 2_616_000.0)).ring
    outlines = [("dem", near), ("radar", near), ("radar", near), ("roads", near), ("ndvi", apart)]
    lines = plot_inputs(np.hypot(*np.mgrid[:100, :120]), GRID, outlines).axes[0].lines
    begin, stroke, gap = zip(*map(dashes, lines[:4]), strict=True)
    assert begin == (0, stroke[0], stroke[0], 2 * stroke[0]) and set(gap) == {2 * stroke[0]}
    assert len(set(stroke)) == 1 and dashes(lines[4])[2] == 2
