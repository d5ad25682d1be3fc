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
