from itertools import pairwise

import numpy as np
import pytest
from affine import Affine
from figure_inputs import CORRECTIONS

from scarpwatch.figures.maps.corrections import (
    GROWS,
    Parts,
    most_corrected,
    plot_corrections,
    split_parts,
    spreads,
)
from scarpwatch.grids.grid import Grid

GRID = Grid(None, Affine.identity(), (30, 40))
BOTH = {
    **CORRECTIONS,
    "applied": ["ramp_and_height", "dem_error"],
    "spread_after_dem_error_mm": [0, 5, 6],
}


def parts(dem_error=True, delay_and_ramp=True):
    rng = np.random.default_rng(0)
    ramp = np.linspace(-0.01, 0.01, 40)[None, :] * np.ones((30, 1))
    error = rng.normal(0, 15, GRID.shape)
    screen = 90 * error / 500_000 if dem_error else 0 * error
    left = rng.normal(0, 0.002, GRID.shape)
    left[:3] = np.nan
    before = left + screen + (ramp if delay_and_ramp else 0)
    found = split_parts(
        before,
        left,
        dem_error=error if dem_error else None,
        baseline_m=90.0,
        ground=np.full(GRID.shape, 500_000.0),
        delay_and_ramp=delay_and_ramp,
    )
    return found, ramp, screen


def test_the_date_and_the_steps_are_those_of_the_record():
    assert list(spreads(BOTH)) == ["before", "ramp_and_height", "dem_error"]
    assert most_corrected(BOTH) == 2


def test_the_parts_add_up():
    found, ramp, screen = parts()
    known = np.isfinite(found.after)
    np.testing.assert_allclose(found.delay_and_ramp[known], 1000 * ramp[known], atol=1e-9)
    np.testing.assert_allclose(found.dem_error, 1000 * screen)
    total = found.after + found.delay_and_ramp + found.dem_error
    np.testing.assert_allclose(total[known], found.before[known])


@pytest.mark.parametrize(("record", "options"), [(BOTH, {}), (CORRECTIONS, {"dem_error": False})])
def test_there_is_a_map_per_part_and_a_line_per_step(record, options):
    figure = plot_corrections(parts(**options)[0], GRID, record)
    titles = [axes.get_title(loc="left") for part in figure.subfigs for axes in part.axes]
    shown = [title for title in titles if title]
    assert "2024-03-07" in shown[0]
    assert [title[:3] for title in shown] == [
        f"({letter})" for letter in "abcde"[: 3 + len(record["applied"])]
    ]
    (chart,) = [axes for axes in figure.subfigs[1].axes]
    labels = [line.get_label() for line in chart.lines if not line.get_label().startswith("_")]
    assert len(labels) == 1 + len(record["applied"])
    assert "10.5 mm" in labels[0]


def test_nothing_corrected_leaves_before_and_after():
    record = {**CORRECTIONS, "applied": []}
    figure = plot_corrections(parts(dem_error=False, delay_and_ramp=False)[0], GRID, record)
    assert len(figure.subfigs[0].axes) == 3  # two maps and the bar


def test_titles_of_upright_areas_stand_apart():
    grid = Grid(None, Affine.identity(), (160, 40))
    rng = np.random.default_rng(0)
    maps = [rng.normal(0, 5, grid.shape) for _ in range(4)]
    figure = plot_corrections(Parts(*maps), grid, BOTH)
    figure.draw_without_rendering()
    titles = [axes._left_title for axes in figure.axes if axes.get_title(loc="left")[1:2] in "abcd"][:4]
    boxes = [title.get_window_extent() for title in titles]
    assert len(boxes) == 4 and all(one.x1 < other.x0 for one, other in pairwise(boxes))


def test_a_step_after_which_the_spread_is_larger_is_said():
    worse = {**BOTH, "spread_after_dem_error_mm": [0, 8, 9]}
    for record, told in ((BOTH, False), (worse, True)):
        labels = [
            text.get_text() for text in plot_corrections(parts()[0], GRID, record).legends[0].get_texts()
        ]
        assert [GROWS in label for label in labels][:3] == [False, False, told]


def test_the_date_of_the_maps_is_named_inside_the_frame():
    figure = plot_corrections(parts()[0], GRID, BOTH)
    figure.draw_without_rendering()
    ((axes, text),) = [
        (axes, text) for axes in figure.axes for text in axes.texts if "date" in text.get_text()
    ]
    named, frame = text.get_window_extent(), axes.get_window_extent()
    assert frame.x0 < named.x0 and named.x1 < frame.x1
