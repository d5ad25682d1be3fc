import pytest

from scarpwatch.styles.limits import nice_limit


@pytest.mark.parametrize(
    ("value", "limit"),
    [(0.031, 0.04), (1.0, 1.0), (1.01, 1.5), (7.0, 8.0), (0, 1), (-3, 1), (float("nan"), 1)],
)
def test_a_limit_is_round_and_not_below(value, limit):
    assert nice_limit(value) == pytest.approx(limit)
