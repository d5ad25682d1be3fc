"""Numbers, directions and classes of a column."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import InputError
from scarpwatch.inputs.tables.values import read_classes, read_directions, read_numbers

FILE = Path("t.csv")


def test_numbers_as_text_or_truth():
    values, _ = read_numbers(pd.Series(["1.5", " 2 ", "NA", "", "-3e1"]), "a", FILE)
    np.testing.assert_array_equal(values, [1.5, 2, np.nan, np.nan, -30])
    for truth in (["TRUE", "false", ""], [True, False, None]):
        np.testing.assert_array_equal(read_numbers(pd.Series(truth), "a", FILE)[0], [1, 0, np.nan])


def test_decimals_with_a_comma_are_told():
    with pytest.raises(InputError, match=r"'3,14' \(row 1; 2 in all\). Write decimals with a point"):
        read_numbers(pd.Series(["3,14", "2,7"]), "a", FILE)


@pytest.mark.parametrize("text", ["1,021", "1'021", "1,021.5", "1.021.300", "12\u00a0021", "1 021,5"])
def test_signs_between_thousands_are_no_decimals(text):
    with pytest.raises(InputError, match="and thousands without a sign between them"):
        read_numbers(pd.Series([text, "7"]), "a", FILE)


@pytest.mark.parametrize("number", [-9999.9, -999.25, -12345.0, 1.7e5])
def test_any_repeated_value_far_from_all_others_is_told(number):
    others = np.linspace(0, 60, 100)
    notes = read_numbers(pd.Series([*others, *[number] * 4]), "a", FILE)[1]
    assert len(notes) == 1 and f"is {number:g} in 4 of 104 rows" in notes[0]
    assert read_numbers(pd.Series([*others, number]), "a", FILE)[1] == []  # one extreme is measured
    assert read_numbers(pd.Series([*np.minimum(others, 40)]), "a", FILE)[1] == []  # a cap
    assert read_numbers(pd.Series([0, 1, 2, 3, 9, 9, 9] * 5), "grade", FILE)[1] == []


def test_a_number_for_no_data_is_one_only_where_no_other_is_near():
    depth = np.linspace(-12000, 0, 50)
    assert read_numbers(pd.Series([*depth, -9999.0]), "depth", FILE)[1] == []
    with pytest.raises(InputError, match="-9999, which stands for no data, in 1 of 51 rows"):
        read_numbers(pd.Series([*-depth, -9999.0]), "height", FILE)
    counts = np.random.default_rng(0).poisson(1.0, 200).astype(float)  # many zeros, but also many ones
    assert read_numbers(pd.Series(counts), "count", FILE)[1] == []
    told = read_numbers(pd.Series([0.0] * 20 + list(np.linspace(0.01, 1, 100))), "distance", FILE)[1]
    assert "far more often" in told[0]


@pytest.mark.parametrize(
    ("others", "number", "told"),
    [
        (np.linspace(0, 5000, 200), -1, True),  # a distance of -1 m
        (np.linspace(0.5, 200, 200), 255, True),
        (np.linspace(300, 2400, 200), 0, True),
        (np.linspace(-0.2, 0.9, 200), -1, True),  # NDVI
        (np.linspace(-0.2, 0.9, 200), 0, False),
        (np.linspace(-5, 60, 200), -1, False),
        (np.repeat(np.arange(1, 30), 8), 0, False),  # counts
    ],
)
def test_a_number_that_may_stand_for_no_data_is_told_beyond_all_others(others, number, told):
    notes = read_numbers(pd.Series([*others.astype(float), *[float(number)] * 4]), "a", FILE)[1]
    assert bool(notes) == told and (not told or f"is {number} in 4 of" in notes[0])


def test_directions_that_are_radians_or_often_0_are_told():
    radians = np.linspace(0.01, 6.28, 50)
    assert "if they are radians" in read_directions(pd.Series(radians), "aspect", FILE)[1][0]
    often = np.r_[np.zeros(30), np.linspace(1, 359, 100)]
    assert "is 0 in 30 of 130 rows" in read_directions(pd.Series(often), "aspect", FILE)[1][0]
    assert read_directions(pd.Series(np.linspace(0, 359, 100)), "aspect", FILE)[1] == []


def test_minus_one_is_flat_only_beside_directions_from_0():
    values, notes = read_directions(pd.Series([-1.0, 10, 350]), "aspect", FILE)
    assert np.isnan(values[0]) and "flat" in notes[0]
    assert read_directions(pd.Series([-1.0, -10, 170]), "aspect", FILE)[0][0] == -1
    with pytest.raises(InputError, match="no value"):
        read_directions(pd.Series([-1.0, -1.0]), "aspect", FILE)


def test_codes_are_one_whatever_their_type():
    for column in (
        pd.Series(["1.0", "2", None]),
        pd.Series([1.0, 2.0, np.nan]),
        pd.Series([" 1", "2 ", " "]),
    ):
        assert read_classes(column, "rock", FILE)[0].tolist() == ["1", "2", None]
