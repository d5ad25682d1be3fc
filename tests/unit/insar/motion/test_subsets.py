import json

import numpy as np
import pytest
from hole_stack import RATE, run_hole

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.errors import DataError
from scarpwatch.insar.motion.model import temporal_design
from scarpwatch.insar.motion.subsets import (
    Patterns,
    blank_untied,
    fit_of_pattern,
    fits_of_patterns,
    free_offsets,
    joining,
    pixels_by_pattern,
    summarise,
    ties_within,
)

YEARS = np.array([0, 12, 24, 36, 48, 168, 180, 192, 204, 216]) / DAYS_PER_YEAR
HALVES = np.repeat([0, 1], 5)
LINE = temporal_design(YEARS, annual=False, semiannual=False)


def joined(fit, series, how):
    return series - free_offsets(fit.labels) @ (joining(fit, YEARS, how) @ series)


def test_patterns_are_numbered_as_they_are_met():
    patterns = Patterns(np.empty((0, 4), np.int16))
    met = np.array([[0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 1, 1]], np.int16)
    assert patterns.number(met).tolist() == [1, 2, 1]
    assert patterns.table.tolist() == met[:2].tolist()
    assert patterns.labels(2).tolist() == [0, 1, 1, 1]
    assert patterns.labels(0).tolist() == [0, 0, 0, 0]
    assert Patterns(patterns.table).number(met[1:2]).tolist() == [2]


def test_pixels_come_by_pattern():
    found = {n: places.tolist() for n, places in pixels_by_pattern(np.array([[0, 2, 1], [2, 0, 2]]))}
    assert found == {1: [2], 2: [1, 3, 5]}


def test_a_steady_motion_is_told_across_a_gap_of_unknown_offset():
    fit = fit_of_pattern(LINE, HALVES)
    series = -0.08 * YEARS + np.where(HALVES == 1, 0.033, 0)
    assert np.linalg.lstsq(fit.design, series)[0][1] == pytest.approx(-0.08)
    assert fit.known and fit.whole and fit.terms == 2
    assert fit.inflation == pytest.approx(5.05, abs=0.01)


def test_the_inflation_is_that_of_white_noise():
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(10, 20000))
    fit = fit_of_pattern(LINE, HALVES)
    spread = [np.std((np.linalg.pinv(design) @ noise)[1]) for design in (fit.design, LINE)]
    assert spread[0] / spread[1] == pytest.approx(fit.inflation, rel=0.03)


def test_too_large_an_inflation_or_nothing_left_over_means_no_rate():
    assert not fit_of_pattern(LINE, HALVES, max_inflation=5).known
    assert not fit_of_pattern(LINE, np.arange(10)).known  # no two dates are tied
    assert not fit_of_pattern(LINE, np.r_[0, 0, np.arange(1, 9)]).known  # one pair alone
    assert fit_of_pattern(LINE, np.r_[0, 0, 0, np.arange(1, 8)]).known


def test_a_season_that_all_dates_tell_can_be_too_much_for_their_parts():
    years = np.arange(48) * 12 / DAYS_PER_YEAR
    design = temporal_design(years, annual=True, semiannual=False)
    assert fit_of_pattern(design, np.repeat([0, 1], 24), max_inflation=8).known
    short = fit_of_pattern(design, np.repeat(range(8), 6), max_inflation=8)
    assert short.inflation > 8 and not short.known


def test_a_step_that_falls_into_the_gap_is_not_told():
    inside = temporal_design(YEARS, annual=False, semiannual=False, steps=[YEARS[3]])
    across = temporal_design(YEARS, annual=False, semiannual=False, steps=[0.3])
    assert fit_of_pattern(inside, HALVES).whole
    fit = fit_of_pattern(across, HALVES)
    assert fit.known and not fit.whole
    series = -0.08 * YEARS + 0.05 * (YEARS >= 0.3)
    assert np.linalg.lstsq(fit.design, series)[0][1] == pytest.approx(-0.08)


def test_a_date_that_was_left_out_costs_no_cumulative_deformation():
    """The day of a step may have an offset of its own; where no pair reaches it either, that is the same offset."""
    design = temporal_design(YEARS, annual=False, semiannual=False, steps=[YEARS[5]], apart=[YEARS[4]])
    untied = np.where(np.arange(10) == 4, 1, 0)
    fit = fit_of_pattern(design, untied)
    assert fit.known and fit.whole and fit.terms == 3
    assert not fit_of_pattern(design, np.r_[0, 0, 0, 0, 1, 2, 2, 2, 2, 2]).whole


def test_a_series_follows_its_model_across_the_gap_or_moves_as_little_as_it_can():
    series = (-0.08 * YEARS + np.where(HALVES == 1, 0.033, 0))[:, None]
    fit = fit_of_pattern(LINE, HALVES)
    np.testing.assert_allclose(joined(fit, series, "fitted_model"), -0.08 * YEARS[:, None], atol=1e-12)
    least = joined(fit, series, "minimum_norm")
    assert least[5, 0] == pytest.approx(least[4, 0])
    np.testing.assert_allclose(np.diff(least[:5, 0]), np.diff(series[:5, 0]))


def test_joining_leaves_the_fit_alone():
    rng = np.random.default_rng(1)
    fit = fits_of_patterns(LINE, Patterns(np.array([HALVES], np.int16)), {})
    series = rng.normal(size=(10, 3))
    along = joined(fit(1), series - series[0], "fitted_model")
    np.testing.assert_allclose((np.linalg.pinv(LINE) @ along)[1], (np.linalg.pinv(fit(1).design) @ series)[1])
    assert summarise(np.array([[0, 1, 0], [1, 1, 0]]), fit)[:4] == (3, 1, 3, 3)


def test_what_no_pair_reaches_is_blank_where_it_is_shown():
    patterns = Patterns(np.array([[0, 0, 1, 0], [0, 0, 1, 1]], np.int16))
    series = np.arange(12.0).reshape(4, 3)
    shown = blank_untied(series, np.array([1, 0, 2]), patterns)
    expected = series.copy()
    expected[2, 0] = np.nan
    np.testing.assert_array_equal(shown, expected)


def test_ties_within_subsets():
    assert ties_within([0, 1, 2], [1, 2, 3], np.array([0, 0, 1, 1])) == ([0, 2], [1, 3])


@pytest.mark.parametrize("hole_days", [12, 36, 120])
def test_half_a_map_without_ties_across_a_hole_keeps_its_rate(tmp_path, hole_days):
    found = run_hole(tmp_path, hole_days=hole_days, dem_error_m=15.0)
    moving = found.cut & (found.rate != 0)
    sigma = found.velocity["sigma"].values
    mean = found.error[moving].mean()
    assert abs(mean) < 4 * sigma[moving].mean() / np.sqrt(moving.sum()) + 0.003  # the medians' own noise
    assert RATE + mean == pytest.approx(RATE, abs=0.007)
    assert 0.5 < np.mean(np.abs(found.error[found.cut]) <= sigma[found.cut]) < 0.85
    connected = sigma[~found.cut]
    assert np.median(sigma[moving]) > 1.5 * np.median(connected)
    # The two maps and the series agree.
    cumulative = found.velocity["cumulative"].values
    span = (found.motion[-1] - found.motion[0])[moving] / RATE
    np.testing.assert_allclose(cumulative[moving], span * found.velocity["rate"].values[moving], rtol=1e-4)
    years = span[0] * np.linspace(0, 1, 2)
    drawn = found.series["displacement"].values
    slope = (drawn[-1] - drawn[0])[moving].mean() / years[1]
    assert slope == pytest.approx(found.velocity["rate"].values[moving].mean(), abs=0.004)
    assert json.loads(found.velocity.attrs["subsets"])["rate"] == found.cut.sum()


def test_the_minimum_norm_series_is_there_for_the_asking_and_changes_no_rate(tmp_path):
    by_model = run_hole(tmp_path / "model", hole_days=120)
    by_norm = run_hole(tmp_path / "norm", hole_days=120, corrections={"join_subsets": "minimum_norm"})
    np.testing.assert_allclose(by_norm.velocity["rate"].values, by_model.velocity["rate"].values, atol=1e-6)
    np.testing.assert_allclose(by_norm.velocity["sigma"].values, by_model.velocity["sigma"].values, rtol=1e-4)
    moving = by_norm.cut & (by_norm.rate != 0)
    over_the_hole = np.diff(by_norm.series["displacement"].values[4:6, moving], axis=0).mean()
    assert abs(over_the_hole) < 0.002 < 0.02 < abs(RATE * 120 / DAYS_PER_YEAR)


def test_a_network_in_two_parts_ends_in_a_map(tmp_path):
    found = run_hole(tmp_path, everywhere=True, hole_days=60, dem_error_m=15.0)
    assert (found.series["rank"].values == 8).all()
    moving = found.rate != 0
    assert found.error[moving].mean() == pytest.approx(0, abs=0.007)
    assert 0.55 < np.mean(np.abs(found.error) <= found.velocity["sigma"].values) < 0.8
    dem_error = found.series["dem_error"].values
    assert np.isfinite(dem_error).all()


def test_parts_that_tell_no_rate_leave_none_and_say_so(tmp_path):
    found = run_hole(tmp_path, hole_days=700)
    for name in ("rate", "sigma", "cumulative"):
        assert np.isnan(found.velocity[name].values[found.cut]).all()
        assert np.isfinite(found.velocity[name].values[~found.cut]).all()
    with pytest.raises(DataError, match=r"do not determine a rate.*velocity\.max_subset_inflation"):
        run_hole(tmp_path / "all", hole_days=700, everywhere=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parts", "hole_days", "annual"),
    [
        ((5, 5), 12, False),
        ((5, 5), 120, False),
        ((24, 24), 60, False),
        ((24, 24), 60, True),
        ((20, 4, 1, 9), 36, False),
    ],
)
def test_sigma_holds_over_many_seeds(tmp_path, parts, hole_days, annual):
    shares, means = [], []
    for seed in range(10):
        found = run_hole(
            tmp_path,
            parts=parts,
            hole_days=hole_days,
            seed=seed,
            dem_error_m=15.0,
            season_m=0.004 if annual else 0.0,
            velocity={"annual": annual},
        )
        sigma = found.velocity["sigma"].values
        shares.append(np.mean(np.abs(found.error[found.cut]) <= sigma[found.cut]))
        means.append(found.error[found.cut & (found.rate != 0)].mean())
    print(
        f"{parts}, {hole_days} days, annual {annual}: {np.mean(shares):.3f}, {100 * np.mean(means):.3f} cm/yr"
    )
    assert 0.6 < np.mean(shares) < 0.76
    assert abs(np.mean(means)) < 4 * np.std(means) / np.sqrt(len(means))
