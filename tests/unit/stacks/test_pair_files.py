"""Pairs in order of time, whatever their maker's order."""

from datetime import date

from scarpwatch.stacks.pair_files import pair_of, reversed_notes

EARLY, LATE = date(2024, 1, 5), date(2024, 1, 17)


def test_the_earlier_date_is_the_reference_and_a_reversed_pair_is_told():
    forward = pair_of(EARLY, LATE, {"unwrapped": "a.tif"}, {"track": "A"})
    reverse = pair_of(LATE, EARLY, {"unwrapped": "b.tif"})
    assert forward.name == reverse.name == "20240105_20240117"
    assert (forward.backwards, reverse.backwards) == (False, True)
    assert (dict(forward.known), dict(reverse.known)) == ({"track": "A"}, {})
    assert reversed_notes([forward]) == []
    assert reversed_notes([forward, reverse]) == [
        "reversed pairs (later date first), negated: 20240105_20240117"
    ]
