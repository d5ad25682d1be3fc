import geopandas as gpd
import numpy as np
import pytest
from figure_inputs import make_grid
from matplotlib.colors import to_rgb
from shapely.geometry import Point, box

from scarpwatch.figures.maps.susceptibility import OUTSIDE_LABEL
from scarpwatch.figures.maps.units import frame_of
from scarpwatch.figures.pages.model_map import Sheet, picture_cells, plot_model_map, plot_unit_map
from scarpwatch.figures.style import NO_DATA, NO_DATA_LABEL
from scarpwatch.learning.zoning import class_table
from scarpwatch.susceptibility_classes import CLASS_COLOURS, CLASS_NAMES

GRID = make_grid(30, 40)
CLASSES = np.tile(np.arange(40) // 8 + 1, (30, 1))
POINTS = np.array([[720_400.0, 4_039_000.0], [721_900.0, 4_038_500.0]])


def sheet(landslides=(0, 1, 2, 3, 4), **change):
    table = class_table([1, 2, 3, 4, 5], [1e6] * 5, landslides, [0.2, 0.4, 0.6, 0.8])
    return Sheet(
        **{"title": "SAR+RF", "date": "2025-12-20", "units": "slope units", "shares": table, **change}
    )


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts() if text.get_text()]


def test_the_page_has_all_that_a_map_needs():
    classes = CLASSES.copy()
    classes[:2] = 0
    y, _ = np.mgrid[0:30, 0:40]
    figure = plot_model_map(
        classes, GRID, sheet(), outside=classes == 3, landslides=POINTS, elevation=(y * 13.0, GRID)
    )
    (axes,) = figure.axes
    assert axes.get_title(loc="left") == "Landslide susceptibility\nSAR+RF, assessment of 2025-12-20"
    told = legend(figure)
    assert told[:5] == [
        f"{name} ({k / 5:g}–{(k + 1) / 5:g}): 20.0 %, {10 * k:.1f} %" for k, name in enumerate(CLASS_NAMES)
    ]
    assert told[5:] == ["landslides (2)", OUTSIDE_LABEL, NO_DATA_LABEL, "contours every 50 m"]
    around = [text.get_text() for text in axes.texts]
    assert any(text.endswith("km") or text.endswith(" m") for text in around)  # the scale bar
    assert any(text.endswith("W") for text in around) and any(text.endswith("N") for text in around)
    assert figure.texts[0].get_text() == (
        "WGS 84 / UTM zone 16N (EPSG:32616); 90 m to a cell as drawn; 5 slope units"
    )


def test_contours_and_degrees_leave_the_colours_of_the_legend():
    y, _ = np.mgrid[0:30, 0:40]
    picture = np.asarray(
        plot_model_map(CLASSES, GRID, sheet(), elevation=(y * 13.0, GRID)).axes[0].get_images()[0].get_array()
    )
    for code, colour in enumerate(CLASS_COLOURS, start=1):
        np.testing.assert_allclose(picture[code == CLASSES], np.tile(to_rgb(colour), (240, 1)), atol=1 / 255)


def test_what_is_not_there_is_not_in_the_legend_and_what_is_not_known_is_not_zero():
    unknown = sheet([np.nan] * 5, date="static", same_breaks=False)
    figure = plot_model_map(CLASSES, GRID, unknown, elevation=(np.full((30, 40), 7.0), GRID))
    assert len(legend(figure)) == 5 and all(text.endswith("20.0 %, not known") for text in legend(figure))
    assert figure.axes[0].get_title(loc="left").endswith("SAR+RF, without deformation")
    assert figure.texts[0].get_text().endswith("limits found for this model")


def test_what_is_read_is_bounded_by_the_picture_and_not_by_the_area():
    small, large = make_grid(300, 400), make_grid(30_000, 40_000)
    assert picture_cells(small, 300) == picture_cells(large, 300) < 9e6
    assert picture_cells(large, 100) == pytest.approx(picture_cells(large, 300) / 9, rel=0.01)


@pytest.mark.parametrize("shape", [(20, 400), (100, 100), (400, 60)])
def test_the_page_is_no_larger_than_paper(shape):
    figure = plot_model_map(np.ones(shape, int), make_grid(*shape), sheet())
    short, long = sorted(figure.get_size_inches())
    assert short <= 8.3 and long <= 11.7


def test_units_of_a_table_are_polygons_or_points():
    columns = {"class": [1, 5, 0], "applicable": [1, 0, 1], "landslides": [0, 2, 0]}
    polygons = [box(1000 * n, 0, 1000 * n + 900, 900) for n in range(3)]
    points = [Point(500_000 + 700 * n, 4_000_000 + 300 * n) for n in range(3)]
    for shapes in (polygons, points):
        units = gpd.GeoDataFrame(columns, geometry=shapes, crs=32617)
        figure = plot_unit_map(units, frame_of(units), sheet())
        assert figure.texts[0].get_text() == "WGS 84 / UTM zone 17N (EPSG:32617); 5 slope units"
        assert legend(figure)[5:] == ["unit with landslides (1)", OUTSIDE_LABEL]
    assert NO_DATA not in CLASS_COLOURS
