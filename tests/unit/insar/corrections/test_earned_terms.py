"""Cycles and DEM errors that have to earn their place, by simulated scenes with known rates."""

import numpy as np
import pytest

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.corrections.earned_terms import baselines_doubt, choose_cycles
from scarpwatch.insar.motion.model import rate_inflation, temporal_design
from scarpwatch.simulate.fields import gaussian_field, power_law_field, seeded

SHAPE, SPACING_M = (40, 40), 750.0  # 30 km
CYCLE = {"annual": [2, 3]}


def times(dates, months):
    """Dates on a repeat cycle of 12 days, in years."""
    return np.round(np.linspace(0, months / 12, dates) * DAYS_PER_YEAR / 12) * 12 / DAYS_PER_YEAR


def scene(seed, years, *, season_mm=0.0, everywhere=False, turbulence_m=0.005):
    """Slow slopes through turbulence; a yearly motion in a basin or alike everywhere but at the reference."""
    rng = seeded(seed, "seasons")
    y, x = np.meshgrid(np.linspace(-0.5, 0.5, SHAPE[0]), np.linspace(-0.5, 0.5, SHAPE[1]), indexing="ij")
    rate = np.zeros(SHAPE)
    for _ in range(8):
        row, column = rng.uniform(-0.5, 0.5, 2)
        bowl = np.exp(-((y - row) ** 2 + (x - column) ** 2) / (2 * rng.uniform(0.03, 0.06) ** 2))
        rate -= rng.uniform(0.01, 0.05) * np.where(bowl < 0.05, 0, bowl)
    basin = np.clip(gaussian_field(rng, SHAPE, SPACING_M, 6000.0), 0, 2)
    season = season_mm / 1000 * (np.ones(SHAPE) if everywhere else basin)
    time, phase = years[:, None, None], rng.uniform(0, 2 * np.pi)
    season[18:21, 18:21] = 0
    series = rate * time + season * np.sin(2 * np.pi * time + phase)
    series = series + turbulence_m * np.stack([power_law_field(rng, SHAPE, SPACING_M) for _ in years])
    series += rng.normal(0, 0.002, series.shape)
    series -= np.median(series[:, 18:21, 18:21].reshape(len(years), -1), axis=1)[:, None, None]
    return (series - series[0]).reshape(len(years), -1), rate.ravel()


def design_of(years):
    return temporal_design(years, annual=True, semiannual=False)


def kept(years, values, **given):
    (choice,) = choose_cycles(values, design_of(years), CYCLE, **given)
    return choice.kept


def rate_of(terms, values):
    return (np.linalg.pinv(terms) @ values)[1]


@pytest.mark.parametrize(("dates", "months"), [(7, 14), (13, 12), (13, 15), (24, 24)])
def test_without_a_season_no_cycle_is_fitted(dates, months):
    years = times(dates, months)
    assert not any(kept(years, scene(seed, years)[0]) for seed in range(3))


@pytest.mark.parametrize(("dates", "months"), [(13, 15), (18, 18), (24, 24)])
def test_a_plain_season_brings_the_cycle_in(dates, months):
    years = times(dates, months)
    assert kept(years, scene(1, years, season_mm=15)[0])
    # Also where the whole scene swings against the reference.
    assert kept(years, scene(1, years, season_mm=25, everywhere=True)[0])


def test_over_years_a_cycle_is_kept_for_next_to_nothing():
    years = times(48, 48)
    (choice,) = choose_cycles(scene(1, years)[0], design_of(years), CYCLE)
    assert choice.kept
    assert "next to nothing" in choice.reason


def test_a_cycle_that_the_baselines_and_the_rate_leave_no_room_is_dropped():
    years = times(13, 12)
    values = scene(1, years, season_mm=15)[0]
    follows = 100 * np.sin(2 * np.pi * years) + 30 * years
    (choice,) = choose_cycles(values, design_of(years), CYCLE, baselines=follows)
    inflation = rate_inflation(np.column_stack([np.ones(13), years, follows]), design_of(years)[:, 2:])
    assert inflation > 2
    assert not choice.kept
    assert "raise the sigma of the rate" in choice.reason


def test_each_cycle_is_judged_beside_the_other():
    years = times(24, 24)
    design = temporal_design(years, annual=True, semiannual=True)
    twice = 0.01 * np.sin(4 * np.pi * years)[:, None] * np.linspace(-1, 1, 1600)
    values = scene(1, years)[0] + twice
    choices = choose_cycles(values, design, {"annual": [2, 3], "semiannual": [4, 5]})
    assert [(choice.name, choice.kept) for choice in choices] == [("annual", False), ("semiannual", True)]


def judged(seeds, dates, months, **season):
    """Root mean square error of the rate (mm/yr) without, with and by choice, and how often it was chosen."""
    years = times(dates, months)
    terms = design_of(years)
    squares, taken = [], 0
    for seed in seeds:
        values, rate = scene(seed, years, **season)
        chosen = kept(years, values)
        taken += chosen
        errors = [rate_of(part, values) - rate for part in (terms[:, :2], terms)]
        errors = [error - np.median(error[rate == 0]) for error in (*errors, errors[chosen])]
        squares.append([np.mean(error**2) for error in errors])
    return 1000 * np.sqrt(np.mean(squares, axis=0)), taken / len(seeds)


@pytest.mark.slow
@pytest.mark.parametrize(("dates", "months"), [(13, 12), (13, 15), (18, 18), (24, 24), (48, 24)])
@pytest.mark.parametrize("season_mm", [0, 2, 4, 8, 15])
def test_the_choice_is_as_good_as_the_better_of_both(dates, months, season_mm):
    (off, on, chosen), share = judged(range(30), dates, months, season_mm=season_mm)
    print(
        f"{dates} dates, {months} months, {season_mm} mm: off {off:.2f}, on {on:.2f}, chosen {chosen:.2f}, {share:.0%}"
    )
    assert chosen <= 1.05 * min(off, on)


def drifting(dates, share, seed=3):
    """Baselines of which time explains this share of the variance (m)."""
    rng = np.random.default_rng(seed)
    years = np.arange(dates) / dates
    design = np.column_stack([np.ones(dates), years])
    noise = rng.normal(size=dates)
    noise -= design @ np.linalg.lstsq(design, noise, rcond=None)[0]
    time = years - years.mean()
    parts = np.sqrt(share) * time / time.std() + np.sqrt(1 - share) * noise / noise.std()
    return years, 60 * parts


def test_baselines_that_follow_time_need_a_dem_error_to_show():
    years, baselines = drifting(13, 0.67)  # correlation with time of .82, the sigma of the rate 1.74 times
    design = temporal_design(years, annual=False, semiannual=False)
    values, _ = scene(2, years)
    doubt = baselines_doubt(values, design, baselines)
    assert doubt is not None
    assert "correlated with time" in doubt and "sigma of the rate 1.74 times" in doubt
    error = 60 * np.random.default_rng(1).normal(size=values.shape[1])  # m
    assert baselines_doubt(values + np.outer(baselines, error) / 560_000, design, baselines) is None


def test_honest_baselines_need_not_show():
    rng = np.random.default_rng(5)
    years = times(13, 15)
    design = temporal_design(years, annual=False, semiannual=False)
    drawn = rng.normal(0, 60, (400, 13))
    inflations = np.array([rate_inflation(design, baselines) for baselines in drawn])
    assert np.quantile(inflations, 0.95) == pytest.approx(1.21, abs=0.01)
    values, _ = scene(2, years)
    assert baselines_doubt(values, design, drawn[np.argsort(inflations)[360]]) is None
