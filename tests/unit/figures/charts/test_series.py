import numpy as np
import pandas as pd
import pytest

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.figures.charts.series import fit_model, plot_series, rate_words
from scarpwatch.insar.output.point_table import Place, point_row

DAYS = pd.date_range("2024-01-07", periods=24, freq="30D")
DATES = list(DAYS.strftime("%Y%m%d"))
YEARS = (DAYS - DAYS[0]).days.to_numpy() / DAYS_PER_YEAR
SEASON = {"annual": True, "semiannual": False}


def table(count=4):
    rng = np.random.default_rng(2)
    rows = []
    for number in range(count):
        series = -1.5 * number * YEARS + 0.4 * np.sin(2 * np.pi * YEARS) + rng.normal(0, 0.3, 24)
        values = {
            "velocity": -1.5 * number,
            "velocity_sigma": 0.2,
            "velocity_sigma_to_reference": 0.3,
            "cumulative": 0,
            "temporal_coherence": 0.9,
        }
        place = Place(f"Place {number}", "given", -84, 36)
        rows.append(point_row(place, (1, 1), DATES, values, series - series[0], []))
    lost = point_row(Place("Lake", "given", -84, 36), (2, 2), DATES, {}, np.zeros(24), ["rank"])
    return pd.DataFrame([*rows, lost])


def test_the_model_is_found_again_and_evaluated_anywhere():
    truth = 0.3 - 2.0 * YEARS + 0.5 * np.cos(2 * np.pi * YEARS)
    at = np.array([0.1, 1.05])
    fit = fit_model(YEARS, truth, at, rate_sigma=0.2, terms=SEASON)
    np.testing.assert_allclose(fit.values, 0.3 - 2.0 * at + 0.5 * np.cos(2 * np.pi * at), atol=1e-9)
    assert fit.rate == pytest.approx(-2)


def test_a_step_is_drawn_where_it_is(tmp_path):
    step = 0.9 * (YEARS[12] <= YEARS)
    at = np.array([YEARS[12] - 0.01, YEARS[12] + 0.01])
    terms = {"annual": False, "semiannual": False, "steps": [YEARS[12]]}
    fit = fit_model(YEARS, step - YEARS, at, rate_sigma=0.2, terms=terms)
    np.testing.assert_allclose(fit.values, [-at[0], 0.9 - at[1]], atol=1e-9)
    settings = {**SEASON, "steps": [str(DAYS[12].date())]}
    curve = plot_series(table(), settings).axes[1].lines[1].get_ydata()
    assert np.abs(np.diff(curve)).max() > 3 * np.median(np.abs(np.diff(curve)))


def test_the_band_is_that_of_the_fit_if_errors_are_white():
    """Over many draws the model strays by as much as the band says, at the ends and in the middle."""
    rng = np.random.default_rng(5)
    sigma, at = 0.4, np.linspace(0, YEARS[-1], 5)
    only_rate = {"annual": False, "semiannual": False}
    rate_sigma = sigma / np.sqrt(np.sum((YEARS - YEARS.mean()) ** 2))
    fits = [
        fit_model(YEARS, rng.normal(0, sigma, 24), at, rate_sigma=rate_sigma, terms=only_rate)
        for _ in range(2000)
    ]
    np.testing.assert_allclose(np.std([fit.values for fit in fits], axis=0), fits[0].sigma, rtol=0.06)
    assert fits[0].sigma[0] > 1.5 * fits[0].sigma[2]


def test_each_point_has_a_panel_with_its_rate():
    figure = plot_series(table(), SEASON)
    panels = [axes for axes in figure.axes if axes.axison]
    titles = [axes.get_title(loc="left") for axes in panels]
    assert titles == [
        "1  Place 0\n0.0 ± 0.3 cm/yr",
        "2  Place 1\n−1.5 ± 0.3 cm/yr",
        "3  Place 2\n−3.0 ± 0.3 cm/yr",
        "4  Place 3\n−4.5 ± 0.3 cm/yr",
        "5  Lake",
    ]
    dots = panels[1].lines[-1]
    assert len(dots.get_xdata()) == 24
    assert "(cm)" in panels[0].get_ylabel()
    (told,) = (text.get_text() for text in panels[4].texts)
    assert "rank" in told and not panels[4].lines
    assert len(figure.legends[0].get_texts()) == 3
    figure.draw_without_rendering()


def test_no_point_is_no_error():
    plot_series(table().iloc[:0], SEASON).draw_without_rendering()


def test_a_small_uncertainty_is_not_told_as_none():
    minus = "\N{MINUS SIGN}"
    assert rate_words(-6.1113, 0.2239) == f"{minus}6.1 ± 0.2 cm/yr"
    assert rate_words(0.31, 0.042) == "+0.31 ± 0.04 cm/yr"
    assert rate_words(0.0012, 0.0031) == "+0.001 ± 0.003 cm/yr"
    assert rate_words(-0.01, 0.3) == "0.0 ± 0.3 cm/yr"
    assert rate_words(12.0, 3.2) == "+12.0 ± 3.2 cm/yr"


def test_all_panels_have_the_same_axes_and_numbers():
    figure = plot_series(table(), SEASON)
    panels = [axes for axes in figure.axes if axes.axison]
    assert len({axes.get_ylim() for axes in panels}) == len({axes.get_xlim() for axes in panels}) == 1
    assert [axes.get_title(loc="left").split()[0] for axes in panels] == ["1", "2", "3", "4", "5"]
