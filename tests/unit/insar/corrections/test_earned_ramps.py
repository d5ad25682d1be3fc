"""Ramp and height terms keep motion in, and take the atmosphere out, on scenes of any size."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.corrections.chain import Setting
from scarpwatch.insar.corrections.chain_fit import correct_series
from scarpwatch.insar.corrections.earned_ramps import (
    FAST,
    TERMS,
    part_motion,
    prior_of_motion,
    ramp_decision,
    share_of_atmosphere,
)
from scarpwatch.insar.motion.model import motion_design, temporal_design
from scarpwatch.insar.reference.window import Reference
from scarpwatch.simulate.rate_scenes import simulate_rate_scene
from scarpwatch.stacks.gamma.reader import list_folder, read_pair
from scarpwatch.stacks.heights import height_on_grid

ROOT = Path(__file__).resolve().parents[4]
SPEC = importlib.util.spec_from_file_location("benchmark_corrections", ROOT / "benchmarks" / "corrections.py")
BENCHMARK = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(BENCHMARK)
SPREADS = (0.29, 0.29, 0.1)


def share(rate_mm, sigma_mm, size_km, freedom=20):
    values = np.array([rate_mm]) / 1000, np.array([sigma_mm]) / 1000
    return float(share_of_atmosphere(*values, freedom, prior_of_motion(size_km))[0])


def setting_of(scene, size_km):
    cell = 1000 * size_km / len(scene.height)
    design = temporal_design(scene.years, annual=False, semiannual=False)
    middle = len(scene.height) // 2
    return Setting(
        design,
        np.full(len(design), np.nan),
        scene.height,
        np.full(scene.height.shape, 535_000.0),
        Reference(middle, middle, 2, "the scene's centre"),
        cell=(cell, cell),
    )


def corrected(scene, size_km, choice=True, series=None):
    setting = setting_of(scene, size_km)
    result, summary = correct_series(
        scene.series if series is None else series,
        setting,
        trusted=np.ones(scene.height.shape, bool),
        corrections={"ramp_and_height": choice, "dem_error": False},
    )
    return np.tensordot(np.linalg.pinv(setting.design)[1], result.series, axes=1), summary


def test_the_burden_of_proof_turns_with_the_size():
    assert prior_of_motion(0.3) == prior_of_motion(1.5) == pytest.approx(0.8)
    assert prior_of_motion(5) == prior_of_motion(np.inf) == pytest.approx(0.05)
    assert prior_of_motion(1.5) > prior_of_motion(2) > prior_of_motion(4) > prior_of_motion(5)
    assert share(2, 2, 1) < 0.5  # a term as large as its scatter makes it: kept out of a slope's map
    assert share(2, 2, 10) > 0.97


def test_motion_that_is_evident_stays_on_a_large_scene():
    assert share(12, 2, 30) < 0.25
    assert share(80, 4, 11) < 0.02
    assert share(1000 * FAST[1], 6, 1) < 0.05


def test_what_the_scatter_explains_is_taken_out_where_motion_would_be_seen():
    assert share(0.2, 0.25, 1, freedom=46) > 0.6
    assert share(0.2, 0.25, 2, freedom=46) > 0.8


def test_scatter_is_taken_out_whole_and_only_the_rate_is_judged():
    rng = np.random.default_rng(0)
    years = np.arange(48) * 12 / DAYS_PER_YEAR
    design = temporal_design(years, annual=False, semiannual=False)
    given = rng.normal(0, 0.003, (48, 4))
    given[:, 1] += 0.03 * years
    given -= given[0]
    taken, rates = part_motion(given, design, SPREADS, 1.0)
    left = given - taken
    np.testing.assert_allclose(left[:, 1] / years.clip(1e-9), np.where(years > 0, 0.03, 0), atol=0.003)
    np.testing.assert_array_equal(left[:, 0], 0)
    assert rates.share[0] < 0.02
    assert rates.share[1:].min() > 20 * rates.share[0]
    assert 1000 * rates.rate[0] == pytest.approx(0.29 * 30, rel=0.1)


def test_a_step_in_a_ramp_is_motion_too():
    rng = np.random.default_rng(1)
    years = np.arange(30) * 12 / DAYS_PER_YEAR
    design = temporal_design(years, annual=False, semiannual=False, steps=[0.5])
    given = rng.normal(0, 0.002, (30, 4))
    given[:, 2] += 0.08 * design[:, 2]
    given -= given[0]
    left = given - part_motion(given, design, SPREADS, 1.0)[0]
    assert np.ptp(left[:, 2]) == pytest.approx(0.08, rel=0.1)
    assert np.abs(left[:, [0, 1, 3]]).max() < 0.005


@pytest.mark.parametrize("cell", [(1, 12, 0.4), (4, 48, 0.4), (10, 12, 0.05)])
def test_the_default_keeps_near_the_better_choice(cell):
    size_km = cell[0]
    off, always, default = BENCHMARK.cell_errors(*cell, range(2))
    print(f"off {off:.2f}, always {always:.2f}, default {default:.2f} mm/yr")
    assert default <= BENCHMARK.limit(size_km, off, always)


@pytest.mark.slow
@pytest.mark.parametrize("size_km", BENCHMARK.SIZES_KM)
def test_the_default_keeps_near_the_better_choice_in_all_cells(size_km):
    for dates in BENCHMARK.DATES:
        for moving in BENCHMARK.SHARES:
            off, always, default = BENCHMARK.cell_errors(size_km, dates, moving, range(20))
            print(f"{dates} dates, {moving}: off {off:.2f}, always {always:.2f}, default {default:.2f} mm/yr")
            assert default <= BENCHMARK.limit(size_km, off, always)


def test_ground_that_moves_over_two_fifths_does_not_bend_the_plane():
    """A steady slope over 40 % of 4 km: a plane started from all pixels takes 6 mm/yr of it away."""
    scene = simulate_rate_scene(10, 4, 48, 0.4, motion="one slope")
    rate, _ = corrected(scene, 4, "always")
    assert np.sqrt(np.mean((1000 * scene.error(rate)) ** 2)) < 2


def test_motion_that_fills_a_small_scene_is_kept():
    """A gradient over the whole of 1.6 km, 4.3 mm/yr over the scene, is no ramp of orbits."""
    kept, removed = [], []
    y, x = np.meshgrid(*[np.linspace(-0.5, 0.5, 40)] * 2, indexing="ij")
    for seed in range(2):
        quiet = simulate_rate_scene(seed, 1.6, 17, 0.05)
        wanted = 0.0043 * (y + x) / np.std(y + x)
        motion = quiet.years[:, None, None] * (wanted - quiet.rate)
        for choice, slopes in ((True, kept), ("always", removed)):
            rate, _ = corrected(quiet, 1.6, choice, quiet.series + motion)
            slopes.append(np.polyfit(wanted.ravel(), rate.ravel(), 1)[0])
    assert np.mean(removed) < 0.1
    assert np.mean(kept) > 0.6


def test_level_ground_has_no_height_term_and_it_is_said(caplog):
    scene = simulate_rate_scene(0, 2, 12, 0.05)
    level = scene._replace(height=500 + 0.05 * (scene.height - 1000))
    _, summary = corrected(level, 2)
    assert not np.any(np.array(summary["ramp_and_height_mm"])[:, 3])
    (decision,) = ramp_decision(summary)
    assert "height term left out" in decision["taken"]
    assert "height" in decision["reason"].split(";")[-1]
    assert decision["notable"]
    assert "decided" in caplog.text


def test_every_run_says_how_the_terms_were_taken_out():
    scene = simulate_rate_scene(2, 1, 24, 0.4)
    (decision,) = ramp_decision(corrected(scene, 1)[1])
    assert "the scene is of 1.0 km" in decision["reason"]
    assert all(name in decision["reason"] and name in decision["taken"] for name in TERMS)
    (decision,) = ramp_decision(corrected(simulate_rate_scene(1, 30, 24, 0.05), 30)[1])
    assert decision["taken"] == "row ramp, column ramp, height term taken out whole"
    assert not decision["notable"]
    (decision,) = ramp_decision(corrected(scene, 1, "always")[1])
    assert (decision["taken"], decision["notable"]) == ("taken out whole", False)
    assert ramp_decision(corrected(scene, 1, False)[1]) == []
    few = {"applied": [], "left_out": ["ramp_and_height: 48 trusted pixels with a height are fewer than 50"]}
    (decision,) = ramp_decision(few)
    assert (decision["taken"], decision["notable"]) == ("left out", True)


@pytest.mark.parametrize("dates", [3, 4, 6])
def test_few_dates_are_judged_too(dates):
    rate, summary = corrected(simulate_rate_scene(0, 1, dates, 0.2), 1)
    assert np.isfinite(rate).all()
    shares = [term["share_taken_out"] for term in summary["ramp_and_height_rates"]["terms"].values()]
    assert all(0 <= value <= 1 for value in shares)


@pytest.fixture(scope="module")
def sinking(shared_real):
    """Series (m) over Mexico City relative to each date's median, its height (m) and its motion model."""
    pairs = list_folder(shared_real / "mexico_city_s1").pairs
    names = [pair.name.split("_") for pair in pairs]
    data = [read_pair(pair) for pair in pairs]
    dates = sorted({name for ends in names for name in ends})
    incidence = np.zeros((len(pairs), len(dates)))
    for row, ends in enumerate(names):
        incidence[row, [dates.index(name) for name in ends]] = -1, 1
    phase = np.stack([one.unwrapped - np.nanmedian(one.unwrapped) for one in data])
    known = np.isfinite(phase).all(axis=0)
    series = np.full((len(dates), *known.shape), np.nan)
    series[0, known] = 0
    series[1:, known] = np.linalg.lstsq(incidence[:, 1:], phase[:, known], rcond=None)[0]
    height = height_on_grid(shared_real / "mexico_city_s1/geotiffs/cropA_T005A_dem.tif", data[0].grid)
    return (
        displacement_per_phase(0.0555) * series,
        height,
        motion_design(dates, {"annual": False, "semiannual": False}),
    )


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (slice(None), slice(None)),
        (slice(0, 26), slice(20, 60)),
        (slice(30, 56), slice(40, 80)),
        (slice(5, 15), slice(25, 35)),
    ],
)
def test_subsidence_that_fills_a_real_scene_is_kept(sinking, rows, columns):
    """Mexico City, 13 dates: 11 km, twice 4 x 6 km and 1.5 km; whole, the terms leave a correlation of 0.26 to 0.40."""
    whole, heights, design = sinking
    series, height = whole[:, rows, columns], heights[rows, columns]
    known = np.isfinite(series).all(axis=0) & np.isfinite(height)
    row, column = np.argwhere(known)[known.sum() // 2]
    setting = Setting(
        design,
        np.full(len(design), np.nan),
        height,
        np.full(height.shape, 540_000.0),
        Reference(int(row), int(column), 0, "any"),
        aspect=145.7 * height.shape[1] / (154.4 * height.shape[0]),
        cell=(154.4, 145.7),
    )
    slope = np.linalg.pinv(design)[1]
    wanted = np.tensordot(slope, series, axes=1)[known]
    for choice in ("always", True):
        found = correct_series(
            series, setting, trusted=known, corrections={"ramp_and_height": choice, "dem_error": False}
        )[0]
        rate = np.tensordot(slope, found.series, axes=1)[known]
        correlation, left = np.corrcoef(rate, wanted)[0, 1], np.std(rate) / np.std(wanted)
        assert (correlation > 0.95 and left > 0.7) if choice is True else correlation < 0.5
