import numpy as np
import pytest
from figure_inputs import make_grid
from PIL import Image

from scarpwatch.figures.maps.deformation import plot_deformation, plot_quality, symmetric_limit
from scarpwatch.figures.style import NO_DATA_LABEL, save_figure

GRID = make_grid(40, 50)
POINTS = np.array([[721_000.0, 4_038_000.0], [723_000.0, 4_037_000.0]])


def field(gap=True):
    rate = np.linspace(-7.6, 2.1, 2000).reshape(40, 50)
    if gap:
        rate[5:9, 5:9] = np.nan
    return rate


def labels(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_the_scale_is_centred_at_zero_and_says_which_way_is_which():
    figure = plot_deformation(
        field(), 2 * field(), GRID, landslides=POINTS, reference=(722_000.0, 4_038_500.0)
    )
    rate, cumulative, *bars = figure.axes
    assert [axes.get_title(loc="left")[:3] for axes in (rate, cumulative)] == ["(a)", "(b)"]
    for bar, unit, limit in zip(bars, ("(cm/yr)", "(cm)"), (8, 20), strict=True):
        low, high = bar.get_ylim()
        assert (low, high) == pytest.approx((-limit, limit))
        assert unit in bar.get_ylabel()
        assert {"←", "→"} <= set(bar.get_ylabel())
    assert len(labels(figure)) == 3 and labels(figure)[-1] == NO_DATA_LABEL
    assert "km" in rate.get_xlabel() and "EPSG:32616" in rate.get_xlabel()


def test_subsidence_is_red_and_uplift_blue():
    figure = plot_deformation(field(), field(), GRID)
    picture = np.asarray(figure.axes[0].get_images()[0].get_array())
    low, high = picture[0, 0], picture[-1, -1]
    assert low[0] > low[2]
    assert high[2] > high[0]


def test_the_legend_names_only_what_is_there():
    figure = plot_deformation(field(gap=False), field(gap=False), GRID, reference=(722_000.0, 4_038_500.0))
    assert len(labels(figure)) == 1 and NO_DATA_LABEL not in labels(figure)
    assert not plot_deformation(field(gap=False), field(gap=False), GRID).legends


def test_the_period_is_told():
    figure = plot_deformation(field(), field(), GRID, period=("2024-01-07", "2025-12-20"))
    assert all(day in figure.get_suptitle() for day in ("2024-01-07", "2025-12-20"))


def test_the_reference_point_is_marked_on_both_maps():
    figure = plot_deformation(field(), field(), GRID, reference=(722_000.0, 4_038_500.0))
    for axes in figure.axes[:2]:
        marks = [line for line in axes.get_lines() if line.get_marker() == "s"]
        assert [(mark.get_xdata()[0], mark.get_ydata()[0]) for mark in marks] == [(722.0, 4038.5)]


def test_a_map_without_any_measurement_can_be_drawn():
    nothing = np.full((40, 50), np.nan)
    assert labels(plot_deformation(nothing, nothing, GRID)) == [NO_DATA_LABEL]
    assert labels(plot_quality(nothing, nothing, GRID)) == [NO_DATA_LABEL]


def test_quality_has_units_and_full_coherence_scale():
    figure = plot_quality(np.full((40, 50), 0.13), np.full((40, 50), 0.9), GRID)
    sigma, coherence = figure.axes[2:]
    assert "(cm/yr)" in sigma.get_ylabel() and sigma.get_ylim() == (0.0, pytest.approx(0.15))
    assert coherence.get_ylim() == (0.0, 1.0)


def test_a_coherence_that_is_not_known_has_no_map():
    figure = plot_quality(np.abs(field()), np.full(field().shape, np.nan), GRID)
    (bar,) = figure.axes[1:]
    assert "(cm/yr)" in bar.get_ylabel()


def test_a_few_wild_pixels_do_not_set_the_scale():
    rate = np.random.default_rng(1).normal(0, 1, (100, 100))
    rate[0, 0] = 90.0
    assert symmetric_limit(rate) == 4.0


@pytest.mark.parametrize("shape", [(15, 90), (90, 15)])
def test_flat_and_tall_areas(shape):
    figure = plot_deformation(np.ones(shape), np.ones(shape), make_grid(*shape))
    figure.draw_without_rendering()
    assert len(figure.axes) == 4


def read_off(figure, path, dpi):
    """Pixels of the first map, and those of its bar from the lower end to the upper one, from the PNG."""
    save_figure(figure, path, dpi=dpi)
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"), np.float64)
    frame = figure.get_tightbbox().padded(0.08)
    parts = []
    for axes in (figure.axes[0], figure.axes[2]):
        box = axes.get_window_extent().extents / figure.dpi - np.tile(frame.min, 2)
        left, bottom, right, top = np.round(box * dpi).astype(int)
        rows = pixels[pixels.shape[0] - top : pixels.shape[0] - bottom]
        parts.append(rows[:, left:right])
    bar = parts[1]
    return parts[0], bar[::-1, bar.shape[1] // 2]


def test_rates_are_read_off_the_printed_map_by_its_bar(tmp_path):
    grid = make_grid(120, 150)
    y, x = np.mgrid[0:120, 0:150]
    rate = 9.0 * np.sin(x / 23) * np.cos(y / 31) + 0.02 * x - 1
    points = np.column_stack([np.linspace(720_500, 732_500, 40), np.linspace(4_030_000, 4_039_500, 40)])
    figure = plot_deformation(rate, rate, grid, landslides=points, reference=(722_000.0, 4_038_500.0))
    pixels, bar = read_off(figure, tmp_path / "rate.png", 75)
    limit = symmetric_limit(rate)
    nearest = ((pixels[:, :, None] - bar) ** 2).sum(axis=-1)
    found = limit * (2 * (nearest.argmin(axis=-1) + 0.5) / len(bar) - 1)
    rows = ((np.arange(pixels.shape[0]) + 0.5) / pixels.shape[0] * 120).astype(int)
    columns = ((np.arange(pixels.shape[1]) + 0.5) / pixels.shape[1] * 150).astype(int)
    off = np.abs(found - rate[np.ix_(rows, columns)])
    assert len(bar) > 100 and pixels.shape[0] > 150
    assert (
        np.mean(off <= 2 * limit / 10) > 0.9
    )  # marks of landslides and pixels between two cells are the rest
    assert np.median(off) < 2 * limit / 100
    assert np.mean(nearest.min(axis=-1) < 100) > 0.9  # nearly every colour is one of the bar


def test_points_of_the_series_have_their_numbers_and_those_that_meet_share_a_place():
    places = np.array(
        [[721_000.0, 4_039_000.0], [723_900.0, 4_037_000.0], [721_030.0, 4_039_020.0], [np.nan, np.nan]]
    )
    figure = plot_deformation(field(), field(), GRID, series=places)
    assert [text.get_text() for text in figure.axes[1].texts] == ["1, 3", "2"]
    assert len([line for line in figure.axes[1].get_lines() if line.get_marker() == "^"]) == 3
    assert not [line for line in figure.axes[0].get_lines() if line.get_marker() == "^"]
    assert any("series" in label for label in labels(figure))
