import geopandas as gpd
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from shapely.geometry import MultiPolygon, Point, Polygon, box

from scarpwatch.figures.maps.susceptibility import OUTSIDE_LABEL
from scarpwatch.figures.maps.units import OUTCOMES, frame_of, plot_errors, plot_unit_classes, plot_unit_spread
from scarpwatch.susceptibility_classes import CLASS_COLOURS, DEFAULT_BREAKS, NUMBER


def units(shapes, crs=32617, **columns):
    size = len(shapes)
    values = {"class": np.arange(size) % NUMBER + 1, "landslides": 0, "applicable": 1, "score_std": 0.05}
    return gpd.GeoDataFrame({**values, **columns}, geometry=shapes, crs=crs)


SQUARES = [box(1000 * n, 0, 1000 * n + 900, 900) for n in range(NUMBER)]
POINTS = [Point(500_000 + 700 * n, 4_000_000 + 300 * n) for n in range(5)]


def test_polygons_have_the_colour_of_their_class():
    figure = plot_unit_classes({"RF": units(SQUARES)}, breaks=DEFAULT_BREAKS)
    fill = figure.axes[0].collections[0]
    fill.update_scalarmappable()
    assert [to_hex(colour) for colour in fill.get_facecolor()] == list(CLASS_COLOURS)
    assert fill.get_paths()[1].get_extents().extents == pytest.approx([1, 0, 1.9, 0.9])  # km


def test_holes_and_parts_are_drawn():
    ring = Polygon(box(0, 0, 9, 9).exterior, [box(3, 3, 6, 6).exterior])
    figure = plot_unit_classes({"RF": units([MultiPolygon([ring, box(20, 0, 29, 9)]), box(40, 0, 50, 9)])})
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = np.asarray(canvas.buffer_rgba())[::-1, :, :3]
    places = [(0.001, 0.001), (0.025, 0.004), (0.0045, 0.0045)]  # km: beside the hole, second part, hole
    pixels = figure.axes[0].transData.transform(places).round().astype(int)
    first = [255 * part for part in to_rgb(CLASS_COLOURS[0])]
    for (column, row), colour in zip(pixels, (first, first, [255] * 3), strict=True):
        np.testing.assert_allclose(picture[row, column], colour, atol=2)


def test_very_many_polygons_have_no_outlines_which_would_grey_the_colours(monkeypatch):
    fill = plot_unit_classes({"RF": units(SQUARES)}).axes[0].collections[0]
    assert to_hex(fill.get_edgecolor()[0]) == "#999999"
    monkeypatch.setattr("scarpwatch.figures.maps.units.OUTLINED", len(SQUARES) - 1)
    fill = plot_unit_classes({"RF": units(SQUARES)}).axes[0].collections[0]
    fill.update_scalarmappable()
    assert [to_hex(colour) for colour in fill.get_edgecolor()] == list(CLASS_COLOURS)


def test_points_outside_the_area_of_applicability_are_crossed():
    table = units(POINTS, applicable=[1, 1, 0, 1, 1], landslides=[1, 0, 0, 0, 0])
    figure = plot_unit_classes({"RF": table, "XGBoost": table})
    dots, cross, slid = figure.axes[0].collections
    assert len(dots.get_offsets()) == 5
    assert cross.get_offsets().tolist() == [[501.4, 4000.6]]
    assert len(slid.get_offsets()) == 1
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert OUTSIDE_LABEL in texts and "unit with landslides" in texts


def test_nothing_is_said_of_what_is_not_there():
    figure = plot_unit_spread({"RF": units(POINTS)})
    assert not figure.legends


def test_the_spread_is_coloured_on_one_scale():
    figure = plot_unit_spread({"RF": units(POINTS), "LGBM": units(POINTS, score_std=np.linspace(0, 0.2, 5))})
    first, second = (axes.collections[0] for axes in figure.axes[:2])
    assert first.norm.vmax == second.norm.vmax == 0.2


def test_coordinates_of_an_unnamed_system_are_metres():
    frame = frame_of(units(POINTS, crs=None))
    left, bottom, right, top = frame.bounds
    assert left < 500_000 and right > 502_800 and bottom < 4_000_000 and top > 4_001_200
    figure = plot_unit_classes({"RF": units(POINTS, crs=None)})
    assert figure.axes[0].get_xlabel() == "Easting (km)"


MORAN = {"i": 0.21, "expected": -0.01, "p_value": 0.001, "permutations": 999}


def samples(outcomes):
    shapes = [box(100 * n, 0, 100 * n + 100, 100) for n in range(len(outcomes))]
    return gpd.GeoDataFrame({"outcome": outcomes}, geometry=shapes, crs=32617)


def test_each_unit_has_the_colour_of_its_outcome():
    figure = plot_errors({"RF": samples([*OUTCOMES, ""])}, {"RF": {"morans_i": MORAN}})
    fill = next(each for each in figure.axes[0].collections if each.get_array() is not None)
    figure.draw_without_rendering()
    fill.update_scalarmappable()
    faces = [to_hex(colour) for colour in fill.get_facecolor()[:4]]
    assert faces == [colour for _, colour in OUTCOMES.values()]
    assert fill.get_array().mask.tolist() == [False] * 4 + [True]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "0.210, p ≤ 0.001"),
        ({"p_value": 0.25}, "0.210, p = 0.250"),
        ({"i": None, "p_value": None}, "too few units"),
    ],
)
def test_moran_is_told_with_its_p(change, words):
    maps = {name: samples(list(OUTCOMES)) for name in ("RF", "XGBoost")}
    records = {name: {"morans_i": {**MORAN, **change}} for name in maps}
    figure = plot_errors(maps, records)
    for axes in figure.axes[:2]:
        assert any(words in text.get_text() for text in axes.texts)
