from itertools import pairwise

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from scipy.ndimage import gaussian_filter

from scarpwatch.figures.maps.closure import plot_closure
from scarpwatch.figures.style import save_figure
from scarpwatch.grids.grid import Grid

SHAPE = (60, 90)


def layers():
    rng = np.random.default_rng(2)
    field = gaussian_filter(rng.normal(size=(2, *SHAPE)), (0, 5, 5)) * 9
    nonzero = np.clip(field[0], 0, None) / 20
    return nonzero, nonzero / 3, field[1] * 0.3, np.full(SHAPE, 0.1)


@pytest.mark.parametrize("crs", [None, CRS.from_epsg(32616)])
def test_three_panels_with_their_scales(crs):
    grid = Grid(crs, Affine(100, 0, 7e5, 0, -100, 4e6) if crs else Affine.identity(), SHAPE)
    figure = plot_closure(*layers(), grid)
    titles = [axes.get_title(loc="left") for axes in figure.axes[:3]]
    assert [title[:3] for title in titles] == ["(a)", "(b)", "(c)"]
    labels = [axes.get_xlabel() + axes.get_ylabel() for axes in figure.axes[3:]]
    assert any("cm/yr" in label for label in labels)
    assert sum("(%)" in label for label in labels) == 2


def test_what_is_insignificant_is_pale():
    nonzero, flagged, bias, _ = layers()
    grid = Grid(None, Affine.identity(), SHAPE)
    strong, weak = (
        plot_closure(nonzero, flagged, bias, np.full(SHAPE, sigma), grid).axes[2].images[0].get_array()
        for sigma in (1e-6, 1e6)
    )
    assert np.ptp(weak, axis=(0, 1)).max() < np.ptp(strong, axis=(0, 1)).max()


def test_a_stack_without_triplets_has_a_picture_too(tmp_path):
    nothing = np.full(SHAPE, np.nan)
    figure = plot_closure(nothing, nothing, nothing, nothing, Grid(None, Affine.identity(), SHAPE))
    assert [axes.texts[0].get_text() for axes in figure.axes[:3]] == ["too few triplets to tell"] * 3
    save_figure(figure, tmp_path / "closure.png", dpi=50)
    assert (tmp_path / "closure.png").stat().st_size > 1000


def test_labels_of_the_bars_stand_apart_below_narrow_maps():
    grid = Grid(None, Affine.identity(), (150, 100))
    rng = np.random.default_rng(1)
    bias = rng.normal(0, 0.02, grid.shape)
    figure = plot_closure(np.full(grid.shape, 0.003), np.full(grid.shape, 0.1), bias, 0.01 + 0 * bias, grid)
    figure.draw_without_rendering()
    bars = [axes for axes in figure.axes if axes.get_xlabel().split("(")[-1][:2] in ("%)", "cm")]
    assert len(bars) == 3
    for bar in bars:
        boxes = [label.get_window_extent() for label in bar.get_xticklabels() if label.get_text()]
        assert len(boxes) >= 3 and all(a.x1 < b.x0 for a, b in pairwise(boxes))
