"""What the benchmark of the SAR part makes of its measurements: known laws are found again."""

import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module", autouse=True)
def benchmarks():
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    yield
    sys.path.pop(0)


def test_a_law_is_carried_to_the_size_of_the_study():
    from stack import STUDY_PIXELS, extrapolate

    sizes = [0.25e6, 1e6, 4e6]
    for exponent in (0.8, 1.0, 1.3):
        costs = [30 + 1e-3 * size**exponent for size in sizes]
        found, study = extrapolate(sizes, costs, 30)
        assert found == pytest.approx(exponent)
        assert study == pytest.approx(30 + 1e-3 * STUDY_PIXELS**exponent)
    # What does not grow is not carried anywhere, and one size alone grows with the pixels.
    assert extrapolate(sizes, [2.0, 2.05, 2.02], 2.0) == (0.0, 2.02)
    assert extrapolate([1e6], [12.0], 2.0) == (1.0, pytest.approx(2 + 10 * STUDY_PIXELS / 1e6))


def test_jobs_of_a_few_dates_stand_for_those_of_all():
    from stack import pairs_of, whole_stack
    from stack_project import Job

    assert pairs_of(48) == 138 and pairs_of(5) == 9
    counts = {"prepare_scene": 48, "form_interferogram": 138, "later_date": 47, "invert_network": 1}
    counts |= {"prepare_geometry": 1, "simulate_scene": 48}
    few = [Job("prepare_scene", 1.0, 100, 2000)] * 5 + [Job("form_interferogram", 2.0, 300, 2000)] * 9
    few += [Job("later_date", 3.0, 300, 2000)] * 4 + [Job("invert_network", 1.0, 200, 960)]
    few += [Job("prepare_geometry", 4.0, 500, 2000), Job("simulate_scene", 9.0, 500, 1500)]
    every = [Job("invert_network", 7.0, 900, 960)]
    found = whole_stack(few, every, counts, 5, 1e6)
    assert {rule: round(one.cpu_s, 6) for rule, one in found.items()} == {
        "prepare_scene": 48.0,
        "form_interferogram": 276.0,
        "later_date": 184.0,  # by the pairs in it
        "invert_network": 7.0,  # of the run with all pairs
        "prepare_geometry": 4.0,
    }
    assert found["invert_network"].peak_mb == 900 and found["invert_network"].declared_mb == 960


def test_one_more_scene_takes_its_share_of_pairs_and_the_whole_of_the_stack(capsys):
    from stack import report_scene
    from stack_project import Job

    counts = {"prepare_scene": 48, "form_interferogram": 138, "invert_network": 1, "close_triplets": 1}
    study = {rule: {"cpu_s": cost} for rule, cost in zip(counts, (96, 1380, 40, 100), strict=True)}
    again = [
        Job(rule, 1.0, 1, 1) for rule in ("prepare_scene", *["form_interferogram"] * 3, "invert_network")
    ]
    assert report_scene(again, study, counts) == pytest.approx(2 + 30 + 40)
    assert "4.5 % of the SAR part" in capsys.readouterr().out
