import numpy as np
import pytest
from affine import Affine
from matplotlib.colors import to_rgb
from rasterio.crs import CRS

from scarpwatch.figures.overlaid.class_rates import OTHER, plot_class_rates
from scarpwatch.figures.style import NO_DATA
from scarpwatch.grids.grid import Grid

LIMITS = (-2.0, -1.0, 1.0, 2.0)


def drawn(shape=(20, 30)):
    """Classes 1 to 5 in stripes, of which the upper ones move; a corner of each end is not measured."""
    grid = Grid(CRS.from_epsg(32649), Affine(50, 0, 700_000, 0, -50, 2_600_000), shape)
    classes = np.repeat(np.arange(1, 6), shape[1] // 5)[np.newaxis].repeat(shape[0], axis=0)
    rate = np.where(classes >= 4, -3.0, 0.2)
    rate[0, 0] = rate[0, -1] = np.nan
    return plot_class_rates(rate, classes, grid, limits=LIMITS, model="SAR+RF", period="2024"), classes


def test_each_panel_shows_its_classes_alone_and_what_is_not_measured():
    figure, classes = drawn()
    for panel, inside, corner in zip(
        figure.axes, (classes <= 2, classes >= 4), ((0, 0), (0, -1)), strict=False
    ):
        picture = np.asarray(panel.images[0].get_array())
        white = np.isclose(picture, to_rgb(OTHER)).all(axis=-1)
        assert (white == ~inside).all()
        assert picture[corner] == pytest.approx(to_rgb(NO_DATA))
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words == ["other classes", "no data"]


def test_shares_are_told_in_words():
    said = drawn()[0].get_suptitle()
    assert "SAR+RF, 2024" in said
    assert "low and very low: 40 % of the map, 100 % of what is measured moves by less than 1 cm/yr" in said
    assert "high and very high: 40 % of the map, 0 % of what is measured moves by less than 1 cm/yr" in said


@pytest.mark.parametrize("shape", [(60, 15), (10, 40)])
def test_tall_and_wide_areas(shape):
    figure, _ = drawn(shape)
    figure.draw_without_rendering()
    assert [panel.get_title(loc="left") for panel in figure.axes[:2]] == [
        "(a) Low and very low",
        "(b) High and very high",
    ]
