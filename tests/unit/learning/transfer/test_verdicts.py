"""One rule tells whether a transfer holds."""

import pytest

from scarpwatch.learning.transfer.verdicts import FAILS, HOLDS, OPEN, UNKNOWN, verdict


@pytest.mark.parametrize(
    ("interval", "trained", "expected"),
    [
        ((0.70, 0.80), 0.78, HOLDS),
        ((0.70, 0.80), 0.829, HOLDS),  # reaches what is .03 less
        ((0.70, 0.80), 0.831, FAILS),
        ((0.15, 0.25), 0.80, FAILS),  # another law, signs reversed
        ((0.45, 0.60), 0.80, FAILS),  # another driver
        ((0.40, 0.90), 0.80, OPEN),  # few landslides: room for both
        ((0.45, 0.55), 0.52, OPEN),  # nothing has skill here
        ((float("nan"), float("nan")), 0.8, OPEN),
    ],
)
def test_the_interval_is_held_against_a_model_that_is_trained_here(interval, trained, expected):
    assert verdict({"positives": 50}, {"trained": trained, "applied_interval": interval}) == expected


def test_without_enough_landslides_it_is_undecided_and_without_any_not_known():
    assert verdict({"positives": 12}, None) == OPEN
    assert verdict({"positives": 12}, {"trained": float("nan"), "applied_interval": (0.6, 0.7)}) == OPEN
    assert verdict({"positives": 0}, None) == UNKNOWN
