import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.report.parts.comparison import (
    comparison_details,
    comparison_table,
    gain_words,
    summary_sentences,
)

ROW = {"algorithm": "rf", "static_auc": 0.8, "coupled_auc": 0.83, "difference": 0.03}


@pytest.mark.parametrize(
    ("difference", "p_value", "verdict", "said"),
    [
        (0.021, 0.31, "within_chance", ("gain of 0.021", "within chance", "p = 0.31")),
        (0.051, 0.0004, "beyond_chance", ("gain of 0.051", "beyond chance", "p < 0.001")),
        (-0.03, 0.0496, "beyond_chance", ("loss of 0.030", "p = 0.050")),
        (0.03, 0.004, "beyond_chance", ("p = 0.004",)),
        (0.0001, 0.9, "no_difference", ("Deformation changes nothing", "p = 0.90")),
        (None, None, "untestable", ("cannot be tested",)),
    ],
)
def test_a_difference_is_told_with_its_size_chance_and_direction(difference, p_value, verdict, said):
    words = gain_words({"difference": difference, "p_value": p_value, "verdict": verdict})
    assert all(text in words for text in said)


def test_what_moves_has_its_name_and_number():
    row = {**ROW, "p_value": 0.9, "verdict": "no_difference"}
    (words,) = summary_sentences({"models": [row]}, ENTRIES, "the dynamic factors")
    assert words.startswith("What the dynamic factors add to RF: The dynamic factors change nothing")
    assert summary_sentences(None, ENTRIES) == []


def test_comparison_in_numbers_and_words():
    row = {**ROW, "verdict": "within_chance", "lower": -0.01, "upper": 0.07, "p_value": 0.21}
    record = {"units": 200, "positives": 99, "models": [row]}
    table = comparison_table(record, ENTRIES)
    assert table.rows == (("RF", "0.800", "0.830", "+0.030", "−0.010 to +0.070", "0.210", gain_words(row)),)
    record["models"] = [{**row, "verdict": "untestable", "lower": None, "upper": None, "p_value": None}]
    assert comparison_table(record, ENTRIES).rows[0][4:6] == ("–", "–")
    record["models"] = [{**row, "lower": 0.02, "upper": 0.04, "p_value": 1e-7}]
    assert comparison_table(record, ENTRIES).rows[0][5] == "< 0.001"


def test_the_gain_elsewhere():
    part = {
        "units": 90,
        "difference": 0.02,
        "lower": -0.01,
        "upper": 0.05,
        "p_value": 0.2,
        "verdict": "within_chance",
    }
    folds = {**part, "splits": 10, "p_value": None, "lower": None, "verdict": "untestable"}
    one_class = {"units": 3, "positives": 3, "verdict": "one_class"}
    record = {
        "splits": {"repeats": 2, "folds": 5, "trees": 100},
        "models": [{"algorithm": "rf", "covered": part, "without_flats": one_class, "random_splits": folds}],
    }
    table = comparison_details(record, ENTRIES)
    assert [row[0] for row in table.rows] == ["RF", "", ""]
    assert table.rows[0][1:5] == (
        "units with a value of deformation (90 units)",
        "+0.020",
        "−0.010 to +0.050",
        "0.200",
    )
    assert table.rows[1][2:] == ("–", "–", "–", gain_words(one_class))
    assert table.rows[2][1] == "random splits (10 folds)" and table.rows[2][3:5] == ("–", "–")
    assert "2 x 5-fold" in table.notes[1] and "100 trees" in table.notes[1]
    assert comparison_details({"models": [{"algorithm": "rf"}]}, ENTRIES) is None
