from datetime import date, timedelta

import pytest

from scarpwatch.errors import DataError
from scarpwatch.insar.network.pairs import (
    Pair,
    connected_subsets,
    dates_cut_off,
    earlier_dates,
    require_connected,
    select_pairs,
)

DATES = [date(2024, 1, 1) + timedelta(days=12 * k) for k in range(40)]


def test_each_date_pairs_with_its_next_neighbours():
    pairs = select_pairs(DATES[:24], neighbours=3)
    assert len(pairs) == 3 * 21 + 2 + 1
    assert all(12 <= pair.days <= 36 for pair in pairs)
    assert pairs == sorted(set(pairs))


def test_a_new_date_adds_pairs_and_changes_none():
    before, after = select_pairs(DATES[:24]), select_pairs(DATES[:25])
    assert set(before) < set(after)
    assert {pair.secondary for pair in set(after) - set(before)} == {DATES[24]}


def test_limits_on_days_and_baselines():
    assert all(pair.days <= 24 for pair in select_pairs(DATES, neighbours=3, max_days=24))
    baselines = [0.0, 200.0, 10.0, None, *([0.0] * 36)]
    pairs = select_pairs(DATES, baselines_m=baselines, max_baseline_m=100)
    assert Pair(DATES[0], DATES[1]) not in pairs
    assert Pair(DATES[0], DATES[2]) in pairs
    assert Pair(DATES[1], DATES[3]) in pairs  # an unknown baseline excludes nothing


def test_annual_pairs_are_exempt_from_the_limit_on_days():
    pairs = select_pairs(DATES, neighbours=1, max_days=12, annual_pairs=True)
    annual = [pair for pair in pairs if pair.days > 12]
    assert annual
    assert all(abs(pair.days - 365) <= 24 for pair in annual)


def test_disconnected_network_names_the_dates():
    pairs = [Pair(DATES[0], DATES[1]), Pair(DATES[2], DATES[3])]
    assert connected_subsets(DATES[:4], pairs) == [DATES[:2], DATES[2:4]]
    assert dates_cut_off(DATES[:4], pairs) == [DATES[2:4]]
    with pytest.raises(DataError, match=r"2024-01-25, 2024-02-06 are cut off from the other 2"):
        require_connected(DATES[:4], pairs, where="test")
    pairs = [*pairs, Pair(DATES[3], DATES[5]), Pair(DATES[6], DATES[7])]
    expected = r"2024-01-01, 2024-01-13; 2024-02-18; 2024-03-13, 2024-03-25 are cut off from the other 3"
    with pytest.raises(DataError, match=expected):
        require_connected(DATES[:8], pairs, where="test")
    with pytest.raises(DataError, match=r"2024-01-25 is cut off from the other 2"):
        require_connected(DATES[:3], pairs[:1], where="test")
    require_connected(DATES[:4], select_pairs(DATES[:4]), where="test")


def test_pair_names_round_trip():
    pair = Pair(DATES[0], DATES[1])
    assert pair.name == "20240101_20240113"
    assert Pair.parse(pair.name) == pair


def test_earlier_dates_are_gathered_by_the_later_one():
    days = [date(2024, 1, 1) + timedelta(days=12 * k) for k in range(5)]
    pairs = select_pairs(days, neighbours=2)
    assert earlier_dates(reversed(pairs)) == {
        "20240113": ["20240101"],
        "20240125": ["20240101", "20240113"],
        "20240206": ["20240113", "20240125"],
        "20240218": ["20240125", "20240206"],
    }
    assert list(earlier_dates(pairs)) == sorted(earlier_dates(pairs))
    assert earlier_dates([]) == {}
