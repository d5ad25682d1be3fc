import numpy as np
from figure_inputs import make_grid
from matplotlib.figure import Figure

from scarpwatch.figures.maps.deformation import plot_deformation, plot_quality
from scarpwatch.figures.maps.remarks import (
    LABELS,
    SUBSETS,
    UNJUDGED,
    draw_remarks,
    read_codes,
    remark_patches,
)
from scarpwatch.grids.grid import write_raster
from scarpwatch.insar.output.map_classes import NO_RATE

GRID = make_grid(40, 50)


def codes():
    made = np.zeros((40, 50), np.int8)
    made[:, 30:] = SUBSETS
    made[10:20, 20:40] += UNJUDGED
    return made


def test_stripes_lie_on_the_remarked_cells_alone():
    axes = Figure().subplots()
    assert draw_remarks(axes, codes(), GRID) == [SUBSETS, UNJUDGED]
    alpha = np.asarray(axes.get_images()[0].get_array())[..., 3]
    times = alpha.shape[1] // 50
    assert alpha.shape == (40 * times, 50 * times)
    fine = codes().repeat(times, axis=0).repeat(times, axis=1)
    assert alpha[fine == 0].max() == 0
    for kind in (1, 2, 3):
        assert 0.1 < np.mean(alpha[fine == kind] > 0) < 0.5
        assert np.mean(alpha[fine == kind]) < 0.15  # the colours below stay what they are
    assert draw_remarks(axes, np.zeros((40, 50), np.int8), GRID) == [] == draw_remarks(axes, None, GRID)


def test_the_legend_tells_what_occurs():
    rate = np.linspace(-5, 2, 2000).reshape(40, 50)
    for figure in (
        plot_deformation(rate, rate, GRID, remarks=codes()),
        plot_quality(-rate, rate, GRID, remarks=codes()),
    ):
        told = [text.get_text() for text in figure.legends[0].get_texts()]
        assert told == [LABELS[UNJUDGED], LABELS[SUBSETS]]
    assert [patch.get_label() for patch in remark_patches([SUBSETS, SUBSETS])] == [LABELS[SUBSETS]]


def test_cells_without_a_rate_have_no_remark(tmp_path):
    values = codes().astype(np.uint8)
    values[:3] = NO_RATE
    write_raster(tmp_path / "remark.tif", values, GRID, nodata=NO_RATE)
    found = read_codes(tmp_path / "remark.tif")
    np.testing.assert_array_equal(found[3:], codes()[3:])
    assert not found[:3].any()
