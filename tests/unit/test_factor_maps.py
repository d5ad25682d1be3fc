import numpy as np
import pytest
from figure_inputs import make_grid

from scarpwatch.figures.factor_maps import (
    CLASS_BREAKS,
    class_labels,
    classify,
    classify_aspect,
    classify_lithology,
    ordered_factors,
    own_breaks,
    plot_factors,
    spread_over_units,
)


def test_the_studys_classes():
    values = np.array([[3.0, 15.0, 29.9, 44.0, 59.0, 61.0, np.nan]])
    panel = classify("slope", values)
    np.testing.assert_array_equal(panel.values, [[0, 1, 1, 2, 3, 4, np.nan]])
    assert panel.labels == ("< 15", "15–30", "30–45", "45–60", "> 60")
    assert len(set(panel.colours)) == 5
    assert not panel.own_classes
    assert CLASS_BREAKS["elevation"] == (228.4, 465.8, 703.2, 940.6)


def test_negative_limits_are_spelt_out():
    assert class_labels((-2.4, -0.8, 0.1)) == ("< −2.4", "−2.4 to −0.8", "−0.8 to 0.1", "> 0.1")


def test_an_area_that_fits_no_class_gets_its_own():
    panel = classify("elevation", np.linspace(1700, 3100, 1000).reshape(20, 50))
    assert panel.own_classes
    assert np.bincount(panel.values.ravel().astype(int)).max() < 500
    moving = classify("deformation_rate", np.linspace(-0.4, 0.4, 1000).reshape(20, 50))
    assert moving.own_classes
    assert moving.labels[2] == "−0.2 to 0.2"


def test_a_constant_raster_is_left_in_its_class():
    assert not classify("slope", np.full((4, 4), 3.0)).own_classes


def test_own_breaks_are_round_and_inside():
    breaks = own_breaks(np.linspace(1712.3, 3099.9, 500), centred=False)
    assert len(breaks) >= 3
    assert all(value % 50 == 0 for value in breaks)


def test_aspect_sectors_and_flat_ground():
    aspect = np.array([[0.0, 359.0, 22.6, 90.0, 180.0, 337.0, np.nan, np.nan, -1.0]])
    slope = np.array([[9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 0.0, np.nan, 0.0]])
    panel = classify_aspect(aspect, slope)
    named = [panel.labels[int(code)] if np.isfinite(code) else "no data" for code in panel.values[0]]
    assert named == ["N", "N", "NE", "E", "S", "NW", "flat", "no data", "flat"]


def test_lithology_keeps_names_and_leaves_out_no_data():
    panel = classify_lithology(np.array([[0, 3, 7]]), {0: "none", 3: "shale", 7: "others"})
    np.testing.assert_array_equal(panel.values, [[np.nan, 0, 1]])
    assert panel.labels == ("shale", "others")


def test_values_of_units_reach_their_cells():
    spread = spread_over_units(np.array([[0, 4, 4], [9, 2, 0]]), np.array([2, 4]), np.array([1.5, 7.0]))
    np.testing.assert_array_equal(spread, [[np.nan, 7, 7], [np.nan, 1.5, np.nan]])


def test_order_is_the_studys():
    assert ordered_factors(["deformation_rate", "ndvi", "slope", "unit_id"]) == [
        "slope",
        "ndvi",
        "deformation_rate",
    ]


def test_every_panel_has_title_with_unit_and_its_classes():
    grid = make_grid(30, 40)
    rng = np.random.default_rng(1)
    values = rng.uniform(0, 70, (30, 40))
    values[:3] = np.nan
    panels = [classify("slope", values), classify("ndvi", values / 70), classify_aspect(values * 5, None)]
    figure = plot_factors(panels, grid)
    slope, ndvi, aspect = figure.axes[:3]
    assert slope.get_title(loc="left") == "(a) Slope (°)"
    assert [text.get_text() for text in slope.get_legend().get_texts()] == [*panels[0].labels, "no data"]
    assert [text.get_text() for text in ndvi.get_legend().get_texts()] == ["no data"]
    assert len(aspect.get_legend().get_texts()) == 10


def test_own_classes_are_marked_and_explained():
    panel = classify("elevation", np.linspace(1700, 3100, 1200).reshape(30, 40))
    figure = plot_factors([panel], make_grid(30, 40))
    assert figure.axes[0].get_title(loc="left").endswith("*")
    assert "classes made for this area" in figure.get_supxlabel()


@pytest.mark.parametrize("count", [1, 2, 4, 12])
def test_any_number_of_panels(count):
    panel = classify("slope", np.random.default_rng(0).uniform(0, 70, (10, 12)))
    figure = plot_factors([panel] * count, make_grid(10, 12))
    shown = [axes for axes in figure.axes if axes.get_images()]
    assert len(shown) == count
