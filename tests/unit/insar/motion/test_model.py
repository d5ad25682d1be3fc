from datetime import date, timedelta

import numpy as np
import pytest

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.errors import DataError
from scarpwatch.insar.motion.model import (
    cycles_left_out,
    model_notes,
    motion_design,
    rate_inflation,
    require_dates,
    require_stack,
    temporal_design,
    usable_cycles,
)

DATES = [date(2024, 1, 1) + timedelta(days=30 * n) for n in range(12)]
NAMES = [f"{day:%Y%m%d}" for day in DATES]


def test_the_terms_and_their_order():
    years = np.linspace(0, 2, 9)
    design = temporal_design(years, annual=True, semiannual=True, steps=[1.0])
    assert design.shape == (9, 7)
    np.testing.assert_array_equal(design[:, 0], 1)
    np.testing.assert_array_equal(design[:, 1], years)
    np.testing.assert_allclose(design[:, 2], np.sin(2 * np.pi * years), atol=1e-12)
    np.testing.assert_allclose(design[:, 5], np.cos(4 * np.pi * years), atol=1e-12)
    np.testing.assert_array_equal(design[:, 6], years >= 1)


def test_a_step_counts_from_its_own_date_on():
    design = motion_design(NAMES, {"annual": False, "semiannual": False, "steps": [NAMES[5]]})
    design_iso = motion_design(NAMES, {"annual": False, "semiannual": False, "steps": ["2024-05-30"]})
    np.testing.assert_array_equal(design, design_iso)
    np.testing.assert_array_equal(design[:, 2], np.arange(12) >= 5)


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (2, []),
        (4, []),
        (6, ["semiannual"]),
        (10, ["semiannual"]),
        (14, ["annual", "semiannual"]),
        (30, ["annual", "semiannual"]),
    ],
)
def test_a_cycle_is_used_where_the_dates_tell_it_from_the_rate(months, expected):
    years = np.arange(0, months * 30, 12) / DAYS_PER_YEAR
    assert usable_cycles(years, ["annual", "semiannual"]) == expected
    assert usable_cycles(years, []) == []


def test_a_short_series_with_weather_keeps_the_size_of_its_rates():
    """Six dates in 60 days with 5 mm of noise each: with a yearly cycle the rates scatter by metres a year."""
    names = [f"{date(2024, 1, 5) + timedelta(days=12 * n):%Y%m%d}" for n in range(6)]
    settings = {"annual": True, "semiannual": False, "steps": []}
    assert cycles_left_out(names, settings) == ["annual"]
    noise = np.random.default_rng(1).normal(0, 0.005, (6, 4000))
    years = np.arange(6) * 12 / DAYS_PER_YEAR
    rates = [
        np.linalg.lstsq(design, noise, rcond=None)[0][1].std()
        for design in (
            motion_design(names, settings),
            temporal_design(years, annual=True, semiannual=False),
        )
    ]
    assert rates[0] < 0.05
    assert rates[1] > 20 * rates[0]


def test_too_few_dates_are_refused():
    design = temporal_design(np.arange(4) / 4, annual=True, semiannual=False)
    with pytest.raises(DataError, match="4 dates do not determine a motion model of 4 terms"):
        require_dates(design, "timeseries.nc")
    require_dates(temporal_design(np.arange(5) / 4, annual=True, semiannual=False), "timeseries.nc")


def inflation_by_covariance(design, extra):
    both = np.column_stack([design, extra])
    spread = [np.linalg.inv(terms.T @ terms)[1, 1] for terms in (design, both)]
    return np.sqrt(spread[1] / spread[0])


def test_the_inflation_is_the_ratio_of_the_sigmas_for_any_design():
    rng = np.random.default_rng(4)
    years = np.sort(rng.uniform(0, 1.3, 17))
    angle = 2 * np.pi * years
    cycle = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    baselines = 90 * years + rng.normal(0, 40, 17)
    plain = temporal_design(years, annual=False, semiannual=False)
    two_subsets = np.column_stack([plain, years > 0.6])
    for design in (plain, two_subsets):
        for extra in (cycle, baselines, np.column_stack([cycle, baselines, years > 0.9])):
            expected = inflation_by_covariance(design, extra)
            assert rate_inflation(design, extra) == pytest.approx(expected, rel=1e-9)
    assert rate_inflation(plain, baselines) > 1.2


def test_the_inflation_where_terms_hide_the_rate_or_each_other():
    years = np.arange(10) / 10
    design = temporal_design(years, annual=False, semiannual=False)
    assert rate_inflation(design, 40 * years - 7) == np.inf
    noise = np.random.default_rng(1).normal(size=10)
    twice = np.column_stack([noise, 2 * noise, np.full(10, 3.0)])
    assert rate_inflation(design, twice) == pytest.approx(rate_inflation(design, noise))
    assert rate_inflation(design, np.zeros((10, 0))) == 1
    one_date_each = np.column_stack([design[:2], [0.0, 1.0]])
    assert np.isnan(rate_inflation(one_date_each, np.ones(2)))


DEFAULT = {"annual": True, "semiannual": False, "steps": []}


def test_a_stack_of_two_dates_is_refused_and_three_are_served():
    with pytest.raises(DataError, match=r"area.yaml: the stack has 2 dates, and a rate .* takes at least 3"):
        require_stack(DATES[:2], where="area.yaml")
    require_stack(DATES[:3], where="area.yaml")
    require_dates(motion_design(NAMES[:3], DEFAULT), "timeseries.nc")


def test_what_few_dates_do_not_allow_is_told_beforehand():
    cycle, error = model_notes(DATES[:3], DEFAULT, dem_error=True)
    assert cycle == (
        "velocity.annual: 3 dates over 60 days cannot separate the cycle from the rate, so it is left out"
    )
    assert "corrections.dem_error: 3 dates over 60 days do not determine it besides the motion" in error
    assert len(model_notes(DATES[:4], DEFAULT, dem_error=True)) == 1
    two_years = [date(2023, 1, 1) + timedelta(days=30 * n) for n in range(24)]
    assert model_notes(two_years, DEFAULT, dem_error=True) == []
