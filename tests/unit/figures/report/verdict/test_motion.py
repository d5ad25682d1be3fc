import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from scarpwatch.figures.report.verdict.motion import (
    MOVES,
    NOT_JUDGED,
    NOTHING,
    TOO_FEW,
    free_dates,
    judge_motion,
    motion_figures,
    noise_share,
)

SHAPE = (200, 200)
LINEAR = {"annual": False, "semiannual": False, "steps": []}


def quality(dates=24, offset=0.16, **more):
    return {
        "dates": dates,
        "motion_model": LINEAR,
        "reference_offset_sigma_cm_per_year": offset,
        **more,
    }


def noise(seed, sigma=0.3, offset=0.16):
    """Rates of ground that does not move: noise that is alike over some cells, and one offset of all."""
    rng = np.random.default_rng(seed)
    field = gaussian_filter(rng.standard_normal(SHAPE), 3)
    return sigma * field / field.std() + offset * rng.standard_normal()


def judged(rate, record, sigma=0.3):
    ground = np.ones(SHAPE, bool)
    found = motion_figures(rate, np.full(SHAPE, sigma), ground, record, 0.0025)
    return found, judge_motion(found)


def test_ground_that_does_not_move_says_nothing():
    told = [judged(noise(seed), quality())[1] for seed in range(40)]
    assert told.count(MOVES) <= 2  # 5 %
    found, _ = judged(noise(3), quality())
    assert found["measured_share"] == 1 and found["free_dates"] == 22


def test_the_offset_of_the_whole_map_counts():
    """Cells that would all exceed two of their own standard deviations, were the reference taken for certain."""
    shifted = noise(1, offset=0) + 0.9
    assert judged(shifted, quality(offset=0.01))[1] == MOVES
    assert judged(shifted, quality(offset=0.6))[1] == NOTHING


def test_much_ground_that_moves_and_a_few_fast_slopes_both_show():
    wide, few = noise(5), noise(6)
    wide[:, :70] -= 2.0
    few[50:62, 50:62] -= 6.0
    found, verdict = judged(wide, quality())
    assert verdict == MOVES and found["beyond_share"] > 0.3
    assert found["beyond_km2"] == pytest.approx(found["beyond_share"] * wide.size * 0.0025)
    assert found["lowest"] < -1.5
    found, verdict = judged(few, quality())
    assert (
        verdict == MOVES and found["beyond_share"] < 2 * found["noise_share"] and found["far_share"] > 0.003
    )


def test_four_scenes_are_too_few_whatever_the_rates():
    """11 % of the cells beyond two sigma are what noise alone gives with two degrees of freedom."""
    assert noise_share(2.0, 2) == pytest.approx(0.118, abs=0.002)
    found, verdict = judged(np.linspace(-13, 7.8, np.prod(SHAPE)).reshape(SHAPE), quality(dates=4))
    assert verdict == TOO_FEW and found["beyond_share"] > 0.9


def test_seasons_steps_and_a_rate_from_elsewhere():
    seasons = {"annual": True, "semiannual": True, "steps": [1.2], "apart": [0.5]}
    assert free_dates({"dates": 24, "motion_model": seasons}) == 24 - 2 - 4 - 2
    assert free_dates({"dates": 2, "origin": "a rate"}) is None
    assert noise_share(2.0, None) == pytest.approx(0.0455, abs=1e-4)


def test_without_a_standard_deviation_or_an_offset_it_is_not_judged():
    rate = noise(1)
    ground = np.ones(SHAPE, bool)
    ground[:100] = False
    none = motion_figures(rate, np.full(SHAPE, np.nan), ground, quality(), 0.01)
    assert none["beyond_share"] is None and judge_motion(none) == NOT_JUDGED
    assert judged(rate, {"dates": 2, "origin": "a rate"})[1] == NOT_JUDGED
    rate[:, :50] = np.nan
    assert motion_figures(rate, np.full(SHAPE, 0.3), ground, quality(), 0.01)["measured_share"] == 0.75


def test_a_standard_deviation_of_zero_judges_no_cell():
    rate, sigma = np.array([[5.0, 5.0, 0.1]]), np.array([[0.0, 1.0, 1.0]])
    figures = motion_figures(rate, sigma, np.ones((1, 3), bool), {"dates": 30}, 1.0)
    assert figures["beyond_share"] == 0.5 and figures["beyond_km2"] == 1.0
    assert motion_figures(rate, 0 * sigma, np.ones((1, 3), bool), {}, 1.0)["beyond_share"] is None
