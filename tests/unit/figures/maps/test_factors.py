from dataclasses import replace

import numpy as np
import pytest
from figure_inputs import make_grid

from scarpwatch.factors.factor import FactorLook
from scarpwatch.figures.maps.factor_classes import (
    classify_numbers,
    named_classes,
    numeric_classes,
    write_classes,
)
from scarpwatch.figures.maps.factors import LETTERS, MOST_CLASSES, Panel, plot_factors, read_panel
from scarpwatch.figures.style import NO_DATA_LABEL, save_figure
from scarpwatch.grids.grid import row_blocks

SLOPE = FactorLook("slope", "Slope", unit="°", breaks=(15, 30, 45, 60))
ROCK = FactorLook("lithology", "Lithology", kind="classes")


def slope_panel(rows, columns, *, own=False):
    numbers = classify_numbers(np.random.default_rng(0).uniform(0, 70, (rows, columns)), SLOPE.breaks)
    classes = numeric_classes(SLOPE, np.array([np.nan]))
    return Panel(SLOPE, numbers, classes.labels, classes.colours, own)


def test_a_panel_shows_what_the_raster_of_classes_holds(tmp_path):
    grid = make_grid(30, 40)
    numbers = np.random.default_rng(1).integers(0, 6, grid.shape).astype(np.uint8)
    classes = numeric_classes(SLOPE, np.array([np.nan]))
    blocks = ((window, numbers[window.toslices()]) for window in row_blocks(grid.shape, 7))
    write_classes(tmp_path / "a.tif", classes, blocks, grid)
    panel = read_panel(SLOPE, tmp_path / "a.tif")
    np.testing.assert_array_equal(panel.numbers, numbers)
    assert (panel.labels, panel.colours, panel.own_classes) == (classes.labels, classes.colours, False)
    assert read_panel(replace(SLOPE, unit=""), tmp_path / "a.tif").look.unit == "°"


def test_every_panel_has_title_with_unit_and_its_classes():
    grid = make_grid(30, 40)
    slope = slope_panel(30, 40)
    slope.numbers[:3] = 0
    figure = plot_factors([slope, slope_panel(30, 40)], grid)
    first, second = figure.axes[:2]
    assert "°" in first.get_title(loc="left")
    assert [text.get_text() for text in first.get_legend().get_texts()] == [*slope.labels, NO_DATA_LABEL]
    assert [text.get_text() for text in second.get_legend().get_texts()] == [*slope.labels]


def test_every_class_has_the_colour_of_its_legend():
    grid = make_grid(1, 5)
    panel = slope_panel(1, 5)
    panel.numbers[:] = [1, 2, 3, 4, 5]
    picture = plot_factors([panel], grid).axes[0].get_images()[0].get_array()
    drawn = ["#{:02x}{:02x}{:02x}".format(*(round(255 * c) for c in cell[:3])) for cell in picture[0]]
    assert drawn == list(panel.colours)


def test_the_rarest_of_very_many_classes_share_an_entry():
    names = {code: f"rock {code}" for code in range(1, 31)}
    classes = named_classes(ROCK, names)
    numbers = np.repeat(np.arange(1, 31), np.arange(30, 0, -1)).astype(np.uint8)[None, :]
    panel = Panel(ROCK, numbers, classes.labels, classes.colours)
    texts = plot_factors([panel], make_grid(1, numbers.size)).axes[0].get_legend().get_texts()
    assert [text.get_text() for text in texts] == [*(f"rock {code}" for code in range(1, 12)), "19 more"]
    assert len(texts) == MOST_CLASSES


def test_own_classes_are_marked_and_explained():
    figure = plot_factors([slope_panel(30, 40, own=True)], make_grid(30, 40))
    assert figure.axes[0].get_title(loc="left").endswith("*")
    assert "; * limits made for this area" in figure.texts[0].get_text()


def panel_sizes(figure):
    """Width and height of the maps in inches, once laid out."""
    figure.draw_without_rendering()
    boxes = [axes.get_position() for axes in figure.axes if axes.get_images()]
    return np.array([[box.width, box.height] for box in boxes]) * figure.get_size_inches()


def test_many_panels_make_the_figure_longer_and_not_the_maps_smaller():
    grid = make_grid(30, 40)
    few, many = (plot_factors([slope_panel(30, 40)] * count, grid) for count in (3, 27))
    assert many.axes[26].get_title(loc="left").startswith("(aa) ")
    assert many.get_figwidth() == few.get_figwidth()
    assert panel_sizes(many).min(axis=0) == pytest.approx(panel_sizes(few).min(axis=0), rel=0.1)


def test_a_legend_longer_than_its_map_gets_room_and_keeps_the_maps_as_large():
    grid = make_grid(30, 40)
    codes = np.random.default_rng(2).integers(1, 13, grid.shape).astype(np.uint8)
    classes = named_classes(ROCK, {code: f"rock {code}" for code in range(1, 13)})
    rocks = Panel(ROCK, codes, classes.labels, classes.colours)
    plain = [slope_panel(30, 40)] * 6
    usual, long = plot_factors(plain, grid), plot_factors([*plain[:5], rocks], grid)
    assert panel_sizes(long).min() > 0.9 * panel_sizes(usual).min()
    assert long.get_figheight() > usual.get_figheight()


def test_a_long_title_is_broken_before_the_next_panel_and_never_within_its_unit():
    long = replace(SLOPE, title="Distance to the nearest gravel quarry in the north", unit="1/100 m")
    panel = replace(slope_panel(10, 12), look=long)
    lines = plot_factors([panel] * 3, make_grid(10, 12)).axes[0].get_title(loc="left").split("\n")
    assert len(lines) == 2 and max(map(len, lines)) <= 35
    assert "(1/100\N{NO-BREAK SPACE}m)" in lines[1]


@pytest.mark.parametrize("count", [1, 2, 4, 12])
def test_any_number_of_panels(count):
    figure = plot_factors([slope_panel(10, 12)] * count, make_grid(10, 12))
    shown = [axes for axes in figure.axes if axes.get_images()]
    assert len(shown) == count


def test_long_names_of_classes_push_no_column_away():
    grid = make_grid(30, 40)
    widths = []
    for name in ("shale", "Cretaceous limestone and marl with interbedded chert of the upper unit"):
        classes = named_classes(ROCK, {1: name, 2: "others"})
        rock = Panel(ROCK, np.ones(grid.shape, np.uint8), classes.labels, classes.colours)
        figure = plot_factors([rock, slope_panel(30, 40), slope_panel(30, 40)], grid)
        figure.draw_without_rendering()
        widths.append(figure.axes[0].get_window_extent().width)
        lines = figure.axes[0].get_legend().get_texts()[0].get_text().split("\n")
        assert max(map(len, lines)) <= LETTERS
    assert len(lines) > 1 and widths[1] > 0.85 * widths[0]


def test_hostile_names_of_classes_and_factors_appear_as_text(tmp_path):
    names = ["<script>x</script>", "\"a\" & 'b'", "$x_{", "two\nlines", "صخر جيري", "חול", "песчаник"]
    look = FactorLook("own", "<b>Soil</b> $\\frac{", kind="classes", unit="%s{0}")
    classes = named_classes(look, dict(enumerate(names, start=1)))
    grid = make_grid(30, 40)
    numbers = (np.arange(1200).reshape(30, 40) % len(names) + 1).astype(np.uint8)
    figure = plot_factors([Panel(look, numbers, classes.labels, classes.colours)], grid)
    save_figure(figure, [tmp_path / "a.png", tmp_path / "a.pdf"], dpi=40)
    told = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert told == [" ".join(name.split()) for name in names]
    assert "<b>Soil</b> $\\frac{" in figure.axes[0].get_title(loc="left").replace("\n", " ")
    assert len(figure.texts) == 1  # the margin: no letter is missing
