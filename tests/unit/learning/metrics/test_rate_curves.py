import numpy as np
import pytest

from scarpwatch.errors import DataError
from scarpwatch.learning.metrics.rate_curves import measures_apart, rate_curve


def test_by_hand():
    # Ranked: a unit of area 1 with a landslide, one of area 3 without, one of area 6 with.
    got = rate_curve([0.2, 0.9, 0.5], [6.0, 1.0, 3.0], [1, 1, 0])
    at = dict(zip(np.round(got["area_share"], 2), got["landslide_share"], strict=True))
    assert (at[0.0], at[1.0]) == (0, 1)
    assert at[0.1] == pytest.approx(0.5) and at[0.4] == pytest.approx(0.5)
    assert at[0.7] == pytest.approx(0.75)
    assert got["auc"] == pytest.approx(0.1 * 0.25 + 0.3 * 0.5 + 0.6 * 0.75)
    assert got["in_top_tenth"] == pytest.approx(0.5) and got["landslide_units"] == 2


def test_perfect_random_and_worst():
    rng = np.random.default_rng(1)
    hit = np.arange(1000) < 50
    area = np.ones(1000)
    assert rate_curve(hit.astype(float), area, hit)["auc"] == pytest.approx(0.975)
    assert rate_curve(-hit.astype(float), area, hit)["auc"] == pytest.approx(0.025)
    assert np.mean([rate_curve(rng.random(1000), area, hit)["auc"] for _ in range(200)]) == pytest.approx(
        0.5, abs=0.01
    )


def test_units_of_one_score_enter_together():
    score, area = np.r_[0.9, np.full(9, 0.5)], np.ones(10)
    for place in range(1, 10):
        hit = np.zeros(10)
        hit[place] = 1
        assert rate_curve(score, area, hit)["landslide_share"][55] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("area", "hit", "fault"),
    [([1, 1], [0, 0], "landslide to find"), ([1, np.nan], [0, 1], "no area"), ([1, 0], [0, 1], "no area")],
)
def test_useless_units_are_refused(area, hit, fault):
    with pytest.raises(DataError, match=fault):
        rate_curve([0.1, 0.2], area, hit)


def test_landslides_are_counted_and_not_the_units():
    # Nine of ten landslides, and a hundredth of their area, lie in the first tenth of the ground.
    score, area = np.r_[0.9, 0.1], np.r_[1.0, 9.0]
    units, counts, covered = (rate_curve(score, area, held) for held in ([1, 1], [9, 1], [0.1, 9.9]))
    assert [curve["in_top_tenth"] for curve in (units, counts, covered)] == pytest.approx([0.5, 0.9, 0.01])
    assert counts["landslide_units"] == 2
    with pytest.raises(DataError, match="no number of landslides"):
        rate_curve(score, area, [1, np.nan])


def test_measures_that_say_something_else_than_units():
    score, area = np.r_[0.9, 0.1], np.r_[1.0, 9.0]
    one, many = rate_curve(score, area, [1, 1]), rate_curve(score, area, [9, 1])

    def record(curve):
        return {"rate_curves": {"prediction": {**one, "landslides": curve, "landslide_area": None}}}

    assert measures_apart([record(one)]) == [] and measures_apart([record(None), record(many)]) == []
    assert measures_apart([record(one), record(many)]) == ["landslides"] and measures_apart([]) == []
