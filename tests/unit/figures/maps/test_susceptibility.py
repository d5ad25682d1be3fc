import numpy as np
import pytest
from figure_inputs import make_grid
from matplotlib.colors import to_rgb

from scarpwatch.figures.maps.susceptibility import (
    OUTSIDE_LABEL,
    density_limits,
    plot_density,
    plot_spread,
    plot_susceptibility,
    spread_norm,
)
from scarpwatch.figures.style import NO_DATA, NO_DATA_LABEL
from scarpwatch.susceptibility_classes import CLASS_COLOURS, CLASS_NAMES, DEFAULT_BREAKS

GRID = make_grid(30, 36)
CLASSES = np.repeat(np.arange(6, dtype=np.uint8), 6)[np.newaxis].repeat(30, axis=0)
POINTS = np.array([[721_000.0, 4_038_500.0]])


def test_cells_have_the_colour_of_their_class():
    figure = plot_susceptibility({"RF": CLASSES}, GRID)
    picture = np.asarray(figure.axes[0].get_images()[0].get_array())
    for code, colour in enumerate((NO_DATA, *CLASS_COLOURS)):
        np.testing.assert_allclose(picture[10, 6 * code + 2], to_rgb(colour), atol=1 / 255)


def test_one_legend_for_all_maps():
    names = ["RF", "LGBM", "XGBoost", "SAR+RF", "SAR+LGBM", "SAR+XGBoost"]
    figure = plot_susceptibility(
        dict.fromkeys(names, CLASSES), GRID, breaks=DEFAULT_BREAKS, landslides=POINTS
    )
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        f"({'abcdef'[index]}) {name}" for index, name in enumerate(names)
    ]
    assert len(figure.legends) == 1
    told = [text.get_text() for text in figure.legends[0].get_texts()]
    edges = (0.0, *DEFAULT_BREAKS, 1.0)
    assert told[::2] == [f"{name} ({edges[i]:g}–{edges[i + 1]:g})" for i, name in enumerate(CLASS_NAMES)]
    assert told[3] == NO_DATA_LABEL and not any(told[5::2])  # below the classes: landslides, no data


def test_the_legend_names_only_what_is_there():
    figure = plot_susceptibility({"RF": np.ones((30, 36), np.uint8)}, GRID)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [*CLASS_NAMES]


def test_two_algorithms_stand_below_each_other_with_one_legend():
    names = ["RF", "LGBM", "SAR+RF", "SAR+LGBM"]
    figure = plot_susceptibility(dict.fromkeys(names, CLASSES), GRID, breaks=DEFAULT_BREAKS, in_row=2)
    figure.draw_without_rendering()
    a, b, c, d = (axes.get_window_extent() for axes in figure.axes)
    assert a.x0 == pytest.approx(c.x0, abs=2) and b.x0 == pytest.approx(d.x0, abs=2)
    assert a.y0 > c.y1 and a.y0 == pytest.approx(b.y0, abs=2) and a.x1 < b.x0


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_any_number_of_maps(count):
    figure = plot_susceptibility({f"M{index}": CLASSES for index in range(count)}, GRID)
    assert len([axes for axes in figure.axes if axes.get_images()]) == count


def test_ground_outside_the_area_of_applicability_is_hatched_and_said():
    outside = np.zeros((30, 36), bool)
    outside[5:9, 20:30] = True
    plain, hatched = (
        plot_susceptibility({"RF": CLASSES}, GRID, outside={"RF": mask})
        for mask in (outside & False, outside)
    )
    texts = [[text.get_text() for text in figure.legends[0].get_texts()] for figure in (plain, hatched)]
    assert OUTSIDE_LABEL not in texts[0] and OUTSIDE_LABEL in texts[1]
    contour, _ = [item for item in hatched.axes[0].collections if getattr(item, "hatches", None)]
    left, bottom, right, top = contour.get_datalim(hatched.axes[0].transData).extents
    west, _, _, north = GRID.bounds
    width, height = GRID.cell_size
    assert 1000 * left == pytest.approx(west + 20 * width, abs=width)
    assert 1000 * right == pytest.approx(west + 30 * width, abs=width)
    assert 1000 * top == pytest.approx(north - 5 * height, abs=height)
    assert 1000 * bottom == pytest.approx(north - 9 * height, abs=height)


def test_the_spread_has_one_scale_for_all_maps():
    spread = np.tile(np.linspace(0, 0.1, 36), (30, 1))
    spread[0] = np.nan
    figure = plot_spread({"RF": spread, "SAR+RF": 2 * spread}, GRID)
    assert spread_norm([spread, 2 * spread]).vmax == 0.2
    first, second = (np.asarray(axes.get_images()[0].get_array()) for axes in figure.axes[:2])
    np.testing.assert_allclose(first[10, 35], second[10, 18], atol=0.02)  # 0.1 in both
    np.testing.assert_allclose(first[0, 0], to_rgb(NO_DATA), atol=1 / 255)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [NO_DATA_LABEL]


SMALL = make_grid(2, 3)


def test_limits_are_round_and_span_the_densities():
    assert density_limits([np.geomspace(0.3, 40, 500)]) == [0.2, 0.5, 1, 2, 5, 10, 20]
    assert len(density_limits([np.full(5, 3.0)])) >= 3
    assert len(density_limits([np.array([np.nan, 0.0])])) >= 3


def test_white_is_for_units_without_a_landslide_alone():
    values = np.array([[0.0, 1e-3, 0.1], [5.0, 1e6, np.nan]])
    figure = plot_density({"Observed": values}, SMALL)
    picture = figure.axes[0].images[0].get_array()
    white = (np.asarray(picture) == 1).all(axis=2)
    assert white.tolist() == [[True, False, False], [False, False, False]]
    assert tuple(picture[1, 1]) == pytest.approx(to_rgb("#800026"), abs=0.02)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["no landslide", "no data"]
    assert not plot_density({"Observed": np.ones((2, 3))}, SMALL).legends


def test_two_maps_share_one_scale():
    figure = plot_density({"Observed": np.ones((2, 3)), "Expected": np.full((2, 3), 4.0)}, SMALL)
    maps = [axes for axes in figure.axes if axes.images and axes.get_title(loc="left")]
    assert [axes.get_title(loc="left") for axes in maps] == ["(a) Observed", "(b) Expected"]
    assert not np.array_equal(*(np.asarray(axes.images[0].get_array())[0, 0] for axes in maps))


def test_the_margin_tells_system_cells_and_date():
    for date, words in (
        ("2025-12-20", "; assessment of 2025-12-20"),
        ("static", "; without deformation"),
        (None, ""),
    ):
        figure = plot_susceptibility({"RF": CLASSES}, GRID, date=date)
        told = [text.get_text() for text in figure.texts]
        assert told == [f"WGS 84 / UTM zone 16N (EPSG:32616); 90 m to a cell as drawn{words}"]
