import numpy as np
import pytest
from figure_inputs import make_grid, make_terrain
from matplotlib.collections import LineCollection

from scarpwatch.figures.overlaid.place_names import Named
from scarpwatch.figures.overlaid.study_area import densest_window, plot_study_area, visible_tolerance
from scarpwatch.figures.style import NO_DATA_LABEL

GRID = make_grid(60, 70)
POINTS = np.array([[721_000.0, 4_038_000.0], [721_300.0, 4_038_100.0], [725_000.0, 4_036_000.0]])
UNIT = np.array([[721_000.0, 4_037_900.0], [721_400.0, 4_037_900.0], [721_400.0, 4_038_300.0]])


def texts(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_everything_given_is_drawn_and_named():
    terrain = make_terrain(GRID)
    terrain[:2] = np.nan
    river = np.array([[720_000.0, 4_036_000.0], [726_000.0, 4_037_000.0]])
    figure = plot_study_area(
        terrain, GRID, landslides=POINTS, lines={"rivers": [river], "faults": [river + 300]}, units=[UNIT]
    )
    shown = texts(figure)
    assert len(shown) == 7 and {"rivers", "faults", "slope units", NO_DATA_LABEL} <= set(shown)
    overview, window, bar = figure.axes
    assert "(m)" in bar.get_ylabel()
    assert bar.get_ylim() == (np.nanmin(terrain), np.nanmax(terrain))
    drawn = [item for item in overview.collections if isinstance(item, LineCollection)]
    np.testing.assert_allclose(drawn[0].get_segments()[0], river / 1000)
    left, right = window.get_xlim()
    assert left <= 721.0 <= 721.3 <= right  # where landslides are densest
    assert right - left == pytest.approx(70 * 90 / 5 / 1000)


def test_the_dem_alone_makes_a_map():
    figure = plot_study_area(make_terrain(GRID), GRID)
    assert len(figure.axes) == 2  # the map and its colour bar
    assert texts(figure) == ["area in the overview"]


def test_places_have_their_names_and_the_radar_its_outline():
    places = Named(["Town $5", "Next to it"], np.array([[722_000.0, 4_037_000.0], [722_030.0, 4_037_000.0]]))
    covered = np.array([[-84.6, 36.3], [-84.4, 36.3], [-84.5, 36.6], [-84.6, 36.3]])
    figure = plot_study_area(make_terrain(GRID), GRID, landslides=POINTS, places=places, covered=covered)
    assert texts(figure) == ["landslides", "places", "radar coverage", "area in the overview"]
    written = [text.get_text() for text in figure.axes[0].texts]
    assert "Town $5" in written and "Next to it" not in written  # it would lie on the first one


def test_other_units_have_their_own_name():
    figure = plot_study_area(make_terrain(GRID), GRID, units=[UNIT], unit_name="grid-cell units")
    assert "grid-cell units" in texts(figure)


def test_the_window_stays_inside_and_holds_the_cluster():
    rng = np.random.default_rng(2)
    points = np.vstack([rng.uniform(0, 100, (20, 2)), rng.normal([95, 5], 1.5, (60, 2))])
    left, bottom, right, top = densest_window(points, (0, 0, 100, 100), (20, 20))
    assert (right - left, top - bottom) == pytest.approx((20, 20))
    assert left >= 0
    assert right <= 100
    assert left <= 93
    assert right >= 97
    assert densest_window(np.empty((0, 2)), (0, 0, 100, 100), (20, 20)) == pytest.approx((40, 40, 60, 60))


def test_lines_lose_less_than_a_pixel():
    assert visible_tolerance(GRID) == pytest.approx(70 * 90 / 1400)
