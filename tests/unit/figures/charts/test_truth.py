import numpy as np
import pytest

from scarpwatch.figures.charts.truth import plot_truth

FIGURES = {
    "n": 5000,
    "error_std_cm_per_year": 0.213,
    "slope": 0.9871,
    "correlation": 0.9652,
    "rmse_cm_per_year": 0.22,
    "rmse_ratio": 1.09,
    "offset_cm_per_year": -0.14,
    "offset_sigma_cm_per_year": 0.25,
}


@pytest.fixture
def sample():
    rng = np.random.default_rng(0)
    true = rng.normal(-1, 2, 5000)
    return true, true + rng.normal(0, 0.2, 5000)


def test_numbers_stand_in_the_picture(sample):
    figure = plot_truth(*sample, FIGURES)
    (text,) = (text.get_text() for text in figure.axes[0].texts)
    told = ("5,000", "0.21 cm/yr", "0.987", "0.965", "0.22 cm/yr", "1.09", "−0.14 cm/yr")
    lines = text.splitlines()
    assert len(lines) == len(told) and all(value in line for value, line in zip(told, lines, strict=True))
    assert "0.25" in lines[-1]


@pytest.mark.parametrize(("shift", "corner"), [(-8, ("left", "top")), (8, ("right", "bottom"))])
def test_numbers_stand_where_there_are_fewer_pixels(sample, shift, corner):
    true, estimated = sample
    estimated[:500] += shift
    (text,) = plot_truth(true, estimated, FIGURES).axes[0].texts
    assert (text.get_ha(), text.get_va()) == corner


def test_absent_numbers_are_not_printed(sample):
    figure = plot_truth(*sample, {"slope": 1.0})
    assert figure.axes[0].texts[0].get_text().endswith(" 1.000")
    assert len(figure.axes[0].texts[0].get_text().splitlines()) == 1


@pytest.mark.parametrize("n", [5000, 40])
def test_the_bar_of_counts_has_numbers_and_no_formulas(sample, n):
    figure = plot_truth(*(values[:n] for values in sample), FIGURES)
    figure.draw_without_rendering()
    bar = figure.axes[2].yaxis
    texts = [tick.label2.get_text() for tick in bar.get_major_ticks()]
    assert texts[0] == "1" and all(text.replace(",", "").isdigit() for text in texts), texts
    assert not bar.get_minor_ticks()


def test_the_one_to_one_line_and_equal_axes(sample):
    axes = plot_truth(*sample, FIGURES).axes[0]
    (line,) = axes.get_lines()
    np.testing.assert_array_equal(line.get_xdata(), line.get_ydata())
    assert axes.get_xlim() == axes.get_ylim()
    assert "(cm/yr)" in axes.get_xlabel()


def test_pixels_without_a_value_do_not_count(sample):
    true, estimated = sample
    estimated[::2] = np.nan
    figure = plot_truth(true, estimated, {})
    counted = sum(patch.get_height() for patch in figure.axes[1].patches)
    assert counted <= 2500
