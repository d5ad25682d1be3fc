import math
from itertools import pairwise

import numpy as np
import pytest

from scarpwatch.sentinel1.baseline_checks import baselines_fault, date_notes, doubt_pairs, pair_notes

DAYS = [f"202401{day:02d}" for day in range(1, 14)]


def network(of_date, neighbours=3):
    """Pairs of each date with the next ones, as a network has them."""
    return [
        (a, b, of_date[b] - of_date[a])
        for n, a in enumerate(DAYS)
        for b in DAYS[n + 1 : n + 1 + neighbours]
        if b in of_date
    ]


def honest(seed=1, spread=60.0):
    return dict(zip(DAYS, np.random.default_rng(seed).normal(0, spread, len(DAYS)), strict=True))


def changed(pairs, change):
    return [(a, b, change(n, value)) for n, (a, b, value) in enumerate(pairs)]


@pytest.mark.parametrize("spread", [10.0, 60.0, 2000.0])
def test_honest_baselines_of_pairs_pass_though_they_do_not_close_exactly(spread):
    """They belong to different places of the scene, come from different orbits and are rounded."""
    rng = np.random.default_rng(2)
    truth = honest(spread=spread)
    pairs = changed(
        network(truth), lambda n, value: round(value * (1 + rng.normal(0, 0.01)) + rng.normal(0, 0.5), 1)
    )
    assert doubt_pairs(pairs) == (None, [])
    assert pair_notes(pairs) == []


@pytest.mark.parametrize(
    ("fake", "fault"),
    [
        (lambda n, value: 7.14, "all 33 pairs have the same perpendicular baseline of 7.14 m"),
        (lambda n, value: 7.14 * (-1) ** n, "all 33 pairs have the same perpendicular baseline of 7.14 m"),
        (lambda n, value: 0.0, "all 33 pairs have the same perpendicular baseline of 0 m"),
        (lambda n, value: 7.14 if n % 3 else value, "22 of 33 pairs have the same"),
        (lambda n, value: 12 + np.random.default_rng(n).normal(0, 2), "triplets miss by more than 5 m"),
        (lambda n, value: np.random.default_rng(n).normal(0, 60), "triplets miss by more than"),
        (lambda n, value: abs(value), "triplets miss by more than"),
        (lambda n, value: value * (-1) ** (n // 2), "triplets miss by more than"),
        (lambda n, value: value if n % 4 else 0.0, "triplets miss by more than"),
    ],
    ids=["a stub", "a stub with signs", "zeros", "a stub in most", "a stub with scatter", "random", "no signs",
         "wrong signs", "zeros in some"],
)  # fmt: skip
def test_baselines_of_pairs_that_cannot_be_true(fake, fault):
    doubts = doubt_pairs(changed(network(honest()), fake))
    assert doubts.fault is not None
    assert fault in doubts.fault


def test_the_stub_of_a_sparse_network_is_known_by_its_triplets_or_by_identity():
    pairs = [(a, b, 7.14) for a, b in pairwise(DAYS)]
    assert "all 12 pairs have the same" in doubt_pairs(pairs).fault
    scattered = [
        *changed(pairs, lambda n, value: value + 0.01 * n),
        (DAYS[0], DAYS[2], 7.0),
        (DAYS[4], DAYS[6], 7.2),
    ]
    # Two triplets miss by 7 m; all others are free.
    assert "2 of 2 triplets miss by more than 5 m (median 7." in doubt_pairs(scattered).fault


def test_a_wrong_pair_that_the_others_tell_is_named():
    pairs = changed(network(honest()), lambda n, value: value + (150 if n == 10 else 0))
    assert doubt_pairs(pairs) == (None, [pairs[10][:2]])
    (note,) = pair_notes(pairs)
    assert "baseline of {}_{} contradicts".format(*pairs[10][:2]) in note


def test_a_wrong_pair_that_could_be_another_spoils_them_all():
    """In a single triplet any of the three may be the wrong one."""
    pairs = [(DAYS[0], DAYS[1], 30.0), (DAYS[1], DAYS[2], 25.0), (DAYS[0], DAYS[2], -80.0)]
    assert "1 of 1 triplets miss by more than 5 m (median 135.0 m)" in doubt_pairs(pairs).fault


def test_unknown_pairs_are_no_contradiction():
    pairs = changed(network(honest()), lambda n, value: math.nan if n in (3, 8) else value)
    doubts = doubt_pairs(pairs)
    assert doubts == (None, [])
    assert doubt_pairs([("20240101", "20240113", math.nan)]).fault is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda values: np.full(13, 30.0), "differ by less than 1 m"),
        (lambda values: values / 1000, "differ by less than 1 m"),
        (lambda values: values * 1000, "another unit"),
        (lambda values: np.where(np.arange(13) % 4 == 1, 0.0, values), "3 of 13 dates have the same"),
        (lambda values: np.full(13, np.nan), "not known"),
        (lambda values: np.where(np.arange(13) == 4, np.nan, values), "1 of 13 dates"),
    ],
    ids=["all the same", "km", "mm", "filled in", "unknown", "one unknown"],
)
def test_baselines_of_dates_that_cannot_be_true(change, fault):
    values = np.array(list(honest().values()))
    assert baselines_fault(values) is None
    assert baselines_fault(np.round(values)) is None  # whole metres may meet
    assert fault in baselines_fault(change(values))


def test_what_is_told_of_the_baselines_of_scenes():
    values = list(honest().values())
    assert date_notes(values, limit_m=200) == []
    (note,) = date_notes([None, *values[1:]], limit_m=200)
    assert note == "network.max_baseline_m (200 m) limits the pairs by known baselines alone"
    fault, limit = date_notes([30.0] * 13, limit_m=200)
    assert "differ by less than 1 m: the DEM error will not be estimated" in fault
    assert "by baselines that cannot be true" in limit
    assert date_notes([None] * 13) == []
    assert date_notes([0.0, 0.2]) == []


@pytest.mark.parametrize("absurd", [9999.0, -9999.0, 2500.0])
@pytest.mark.parametrize("place", [0, 4, 12])
def test_a_baseline_that_stands_alone_does_not_decide(absurd, place):
    """9999 m among baselines from 0 on differs from them by less than the bound of critical baselines."""
    of_date = np.abs(np.array(list(honest().values())))
    assert baselines_fault(of_date) is None
    of_date[place] = absurd
    fault = baselines_fault(of_date - of_date[0])
    assert fault is not None and ("of one date is" in fault or absurd < 0)


def test_a_scene_far_from_the_others_is_no_fault():
    of_date = np.array(list(honest().values()))
    of_date[5] = 700.0
    assert baselines_fault(of_date) is None


def test_an_absurd_baseline_does_not_excuse_the_others():
    """By five percent of 9999 m, baselines without their signs would add up."""
    pairs = changed(network(honest()), lambda n, value: 9999.0 if n == 12 else abs(value))
    assert "triplets miss" in (doubt_pairs(pairs).fault or "")
    pairs = changed(network(honest()), lambda n, value: 9999.0 if n == 12 else value + 60 * (n == 20))
    assert [(a, b) for n, (a, b, _) in enumerate(pairs) if n in (12, 20)] == doubt_pairs(pairs).doubted


def test_a_baseline_beyond_any_radar_is_doubted_whatever_the_others_say():
    chain = [pair for pair in network(honest(), neighbours=1)]
    chain[4] = (*chain[4][:2], 1e9)
    assert doubt_pairs(chain) == (None, [chain[4][:2]])
    assert "or cannot be, and will not be used" in pair_notes(chain)[0]
    scaled = changed(network(honest()), lambda n, value: 1e6 * value)
    assert "far beyond the critical baseline: they may be in another unit" in doubt_pairs(scaled).fault
