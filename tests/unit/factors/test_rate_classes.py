import numpy as np
import pytest

from scarpwatch.factors.rate_classes import (
    class_numbers,
    class_shares,
    rate_classes,
    rate_limits,
    stable_class,
    stable_share,
    stable_words,
)
from scarpwatch.factors.registry import DEFORMATION

STUDY = next(factor.breaks for factor in DEFORMATION if factor.name == "deformation_rate")


def names(limits):
    return [each.name for each in rate_classes(limits)]


def test_the_classes_of_the_study_are_named_by_speed_and_direction():
    assert names(STUDY) == [
        "Faster than 2 cm/yr away from the satellite",
        "1 to 2 cm/yr away from the satellite",
        "Within 1 cm/yr (stable)",
        "1 to 2 cm/yr towards the satellite",
        "Faster than 2 cm/yr towards the satellite",
    ]
    assert [each.stable for each in rate_classes(STUDY)] == [False, False, True, False, False]
    assert stable_words(STUDY) == "less than 1 cm/yr"


def test_limits_that_are_not_symmetric_keep_their_signs():
    assert names([-5, -0.5, 1.5]) == [
        "Faster than 5 cm/yr away from the satellite",
        "0.5 to 5 cm/yr away from the satellite",
        "−0.5 to +1.5 cm/yr (stable)",
        "Faster than 1.5 cm/yr towards the satellite",
    ]
    assert (
        stable_words([-0.5, 1.5])
        == "less than 0.5 cm/yr away from the satellite and 1.5 cm/yr towards the satellite"
    )


@pytest.mark.parametrize("limits", [[0.0], [-1.0, 0.0, 1.0]])
def test_no_class_is_stable_where_zero_is_a_limit(limits):
    assert stable_class(limits) is None
    assert stable_words(limits) == ""
    assert not any("stable" in name for name in names(limits))


@pytest.mark.parametrize(("limits", "name"), [([-3.0, -1.0], "Above −1 cm/yr"), ([1.0], "Below +1 cm/yr")])
def test_a_class_with_an_open_end_is_not_taken_for_slow(limits, name):
    assert stable_words(limits) == ""
    assert f"{name} (stable ground among them)" in names(limits)


def test_a_rate_at_a_limit_is_in_the_class_above_as_on_the_map_of_classes():
    rate = np.array([[-2.0, -1.0, 0.0], [1.0, 2.0, np.nan]])
    assert class_numbers(rate, STUDY).tolist() == [[1, 2, 2], [3, 4, -1]]
    for value, place in zip(rate.flat, class_numbers(rate, STUDY).flat, strict=True):
        if place >= 0:
            assert rate_classes(STUDY)[place].low <= value < rate_classes(STUDY)[place].high


def test_shares_are_of_the_known_rates():
    rate = np.array([-5.0, -1.5, 0.2, 0.9, -0.9, 1.2, 3.0, np.nan, np.nan, 0.0])
    assert class_shares(rate, STUDY).tolist() == [0.125, 0.125, 0.5, 0.125, 0.125]
    assert stable_share(rate, STUDY) == 0.5 and np.isnan(stable_share(rate, [0.0]))
    assert np.isnan(class_shares(np.array([np.nan]), STUDY)).all()


def test_limits_are_those_of_the_config():
    config = {"factors": {"classes": {"deformation_rate": [-3, 3]}}}
    assert rate_limits(config) == (-3, 3)
