import numpy as np
import pytest
from figure_inputs import make_grid

from scarpwatch.figures.maps.decomposition import COLOURS, plot_decomposition
from scarpwatch.figures.style import NO_DATA_LABEL
from scarpwatch.insar.output.decomposition import BLIND, OUTSIDE

GRID = make_grid()
NAMES = dict(enumerate(BLIND))


def draw(blind, **options):
    rng = np.random.default_rng(2)
    vertical, east = rng.normal(0, 2, (2, *GRID.shape))
    vertical[blind != 0] = east[blind != 0] = np.nan
    return plot_decomposition(vertical, east, blind, GRID, names=NAMES, **options)


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_the_legend_names_the_reasons_that_are_there():
    blind = np.zeros(GRID.shape, np.uint8)
    blind[:5] = BLIND.index("layover or shadow on this track")
    blind[-3:] = OUTSIDE
    assert legend(draw(blind)) == [BLIND[0], "layover or shadow on this track", NO_DATA_LABEL]
    assert len(COLOURS) == len(BLIND)


def test_both_rates_have_one_scale_with_zero_in_the_middle():
    figure = draw(np.zeros(GRID.shape, np.uint8), periods=("2024", "2023"))
    bars = [axes for axes in figure.axes if "cm/yr" in axes.get_xlabel()]
    assert len(bars) == 2
    assert bars[0].get_xlim() == bars[1].get_xlim()
    low, high = bars[0].get_xlim()
    assert low == -high
    assert all(period in figure.get_suptitle() for period in ("2024", "2023"))


@pytest.mark.parametrize("shape", [(20, 200), (200, 60)])
def test_flat_and_tall_areas(shape, tmp_path):
    grid = make_grid(*shape)
    values = np.zeros(shape)
    figure = plot_decomposition(values, values, values.astype(np.uint8), grid, names=NAMES)
    figure.savefig(tmp_path / "figure.png", dpi=40)


def test_a_map_without_any_value_can_be_drawn(tmp_path):
    blind = np.full(GRID.shape, BLIND.index("not measured on either track"), np.uint8)
    draw(blind).savefig(tmp_path / "figure.png", dpi=40)
