import numpy as np
import pytest

from scarpwatch.insar.network.tied_baselines import baselines_at, tie_baselines

DAYS = [f"202401{day:02d}" for day in range(1, 14)]


def network(wrong=0.0):
    """Honest pairs of each date with the next three, one of which is wrong by so much, and the truth."""
    truth = dict(zip(DAYS, np.random.default_rng(1).normal(0, 60, 13), strict=True))
    pairs = [(a, b, truth[b] - truth[a]) for n, a in enumerate(DAYS) for b in DAYS[n + 1 : n + 4]]
    pairs[10] = (*pairs[10][:2], pairs[10][2] + wrong)
    return pairs, {day: value - truth[DAYS[0]] for day, value in truth.items()}


def test_a_wrong_pair_has_no_say():
    pairs, truth = network(wrong=150)
    tied = tie_baselines(pairs)
    assert (tied.fault, tied.doubted) == (None, [pairs[10][:2]])
    assert tied.of_date == pytest.approx(truth)


def test_a_fault_is_handed_on():
    pairs, _ = network()
    assert "all 33 pairs have the same" in tie_baselines([(a, b, 7.14) for a, b, _ in pairs]).fault


def test_dates_have_baselines_relative_to_the_first_or_none():
    rows = [
        {"reference": "20240107", "secondary": "20240119", "perpendicular_baseline_m": 40.0},
        {"reference": "20240119", "secondary": "20240131", "perpendicular_baseline_m": -90.0},
        {"reference": "20240107", "secondary": "20240131", "perpendicular_baseline_m": -50.0},
    ]
    found, fault = baselines_at(rows, ["20240107", "20240131", "20240212"])
    assert fault is None
    assert found[:2] == pytest.approx([0, -50]) and np.isnan(found[2])
