from collections import Counter

import pytest

from scarpwatch.workflow.time_left import Pace, in_words


def test_nothing_is_said_before_enough_has_ended():
    pace = Pace({"a": 1.0}, Counter(a=10))
    pace.start(1, "a", 0)
    pace.end(1, 1)
    assert pace.left(1, 1) is None


def test_steps_of_a_rule_take_what_they_took_and_others_in_proportion():
    pace = Pace({"a": 1.0, "b": 10.0}, Counter(a=10, b=1))
    for job in range(5):
        pace.start(job, "a", 2 * job)
        pace.end(job, 2 * job + 2)
    # Five more of 2 s, and one that takes twice its usual 10 s, as all does here.
    assert pace.left(10, 10) == pytest.approx(30)


def test_steps_at_work_count_for_what_they_have_done_and_for_how_many_run_at_a_time():
    pace = Pace({"a": 10.0}, Counter(a=4))
    for job in (1, 2):
        pace.start(job, "a", 0)
        pace.end(job, 10)
    for job in (3, 4):
        pace.start(job, "a", 10)
    assert pace.left(15, 15) == pytest.approx(5)
    assert pace.left(40, 40) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (20, "less than 1 min left"),
        (130, "about 2 min left"),
        (9000, "about 2.5 h left"),
    ],
)
def test_words(seconds, words):
    assert in_words(seconds) == words
