import math

import pytest

from scarpwatch.insar.network.baselines import baselines_from_pairs


def test_dates_follow_from_pairs():
    truth = {"20240101": 0.0, "20240113": 55.0, "20240125": -20.0}
    days = sorted(truth)
    pairs = [(a, b, truth[b] - truth[a]) for a in days for b in days if a < b]
    assert baselines_from_pairs(pairs) == pytest.approx(truth)


def test_unknown_baselines_stay_unknown():
    found = baselines_from_pairs([("20240101", "20240113", 10.0), ("20240113", "20240125", math.nan)])
    assert found["20240113"] == pytest.approx(10)
    assert math.isnan(found["20240125"])


def test_nothing_known():
    found = baselines_from_pairs([("20240101", "20240113", math.nan)])
    assert found["20240101"] == 0
    assert math.isnan(found["20240113"])
