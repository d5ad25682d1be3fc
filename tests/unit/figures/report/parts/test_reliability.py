import numpy as np
import pandas as pd
import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.report.basis.result_tables import Model
from scarpwatch.figures.report.parts.reliability import (
    Reliability,
    collinearity_items,
    collinearity_words,
    density_words,
    held_out_table,
    importance_tables,
    read_reliability,
    reliability_table,
)
from scarpwatch.files.json_files import write_json
from scarpwatch.files.records import write_table
from scarpwatch.learning.zoning import class_table
from scarpwatch.susceptibility_classes import CLASS_NAMES, NUMBER

TITLES = {"slope": "Slope", "rain": "Rain of a day"}
CODES = np.arange(1, NUMBER + 1)
RECORD = {
    "models_for_spread": 10,
    "median_score_std": 0.0456,
    "outside_share": 0.12,
    "dissimilar_share": 0.034,
    "outside_by_factor": {"slope": 0.01, "rain": 0.08},
}
RANKING = pd.DataFrame(
    {
        "algorithm": ["rf", "rf", "logistic", "logistic"],
        "factor": ["slope", "rain", "rain", "slope"],
        "gain": [0.7, 0.3, 0.9, 0.1],
        "permutation": [0.11, 0.02, 0.2, -0.01],
        "shap": [0.6, 0.4, np.nan, np.nan],
    }
)
COLLINEARITY = {
    "units": 240,
    "max_vif": 10.0,
    "condition_index": 5.0,
    "max_condition_index": 30.0,
    "high_vif": [],
    "dropped": [],
    "factors": [
        {"factor": "slope", "vif": 1.234, "involved": False},
        {"factor": "rain", "vif": None, "involved": True},
    ],
}


@pytest.fixture
def part():
    return Reliability(True, ENTRIES, {"rf": RECORD}, RANKING, COLLINEARITY)


def test_importance_has_all_measures_in_the_order_of_the_trees(part):
    gain, permuted, shap = importance_tables([part], TITLES)
    assert "Table 7" in gain.caption and "gain" in gain.caption and "permuted" in permuted.caption
    assert gain.columns == ("Factor", "RF", "LR") == permuted.columns and shap.columns == ("Factor", "RF")
    assert gain.rows[0] == ("Slope", "0.700", "0.100")
    assert permuted.rows[0] == ("Slope", "0.110", "\N{MINUS SIGN}0.010") and shap.rows[0] == (
        "Slope",
        "0.600",
    )
    assert [row[0] for row in gain.rows] == ["Slope", "Rain of a day"]
    assert not gain.notes and not permuted.notes and "Gain: what the study prints" in shap.notes[0]


def test_collinearity_is_told_in_words_and_numbers(part):
    words, (table,) = collinearity_items([part], TITLES)
    assert words == [f"Static and dynamic factors: {collinearity_words(COLLINEARITY, TITLES)}"]
    assert table.rows == (("Slope", "1.2", "no"), ("Rain of a day", "∞", "yes"))
    assert "240" in table.notes[0]


def test_shares_outside_are_percentages(part):
    table = reliability_table([part], TITLES)
    assert table.rows == (("SAR+RF", "0.046", "12.0", "3.4", "Rain of a day (8.0 %)"),)
    assert "up to 10 models" in table.notes[0]


def test_held_out_landslides_and_the_baseline_without_a_map():
    slides = np.array([0, 2, 1, *range(3, NUMBER)])
    classes = class_table(CODES, np.ones(NUMBER), slides, held_out=CODES > 0)
    models = [
        Model(ENTRIES["rf"], False, {}, classes, RANKING),
        Model(ENTRIES["logistic"], False, {}, None, RANKING),
    ]
    table = held_out_table(models)
    assert [row[0] for row in table.rows] == ["RF"]
    assert table.rows[0][2] == f"{100 * 2 / slides.sum():.1f}"
    assert f"no denser in “{CLASS_NAMES[2]}” than “{CLASS_NAMES[1]}”" in table.rows[0][-1]
    assert held_out_table(models[1:]) is None


def test_records_are_read_by_algorithm_and_may_be_absent(tmp_path):
    write_json(tmp_path / "r.json", RECORD)
    write_json(tmp_path / "c.json", COLLINEARITY)
    write_table(tmp_path / "i.csv", RANKING)
    files = [str(tmp_path / name) for name in ("r.json", "i.csv", "c.json")]
    (part,) = read_reliability(
        {name: ENTRIES[name] for name in ("rf", "logistic")}, files[:1], files[1], files[2], coupled=False
    )
    assert part.records["rf"]["outside_share"] == 0.12
    assert list(part.ranking["factor"]) == list(RANKING["factor"])
    assert read_reliability(ENTRIES, [], [], [], coupled=True) == []


def test_nothing_is_named_where_no_factor_is_out_of_range():
    record = {**RECORD, "outside_by_factor": {"slope": 0.0}}
    table = reliability_table([Reliability(False, ENTRIES, {"rf": record}, RANKING, COLLINEARITY)], TITLES)
    assert table.rows[0][-1] == "–"


def test_collinear_factors_are_named_with_the_cure():
    high = {**COLLINEARITY, "condition_index": 112.0, "high_vif": ["rain", "snow"], "dropped": ["snow"]}
    words = collinearity_words(high, {"rain": "Rain of a year"})
    for text in (
        "112",
        "above 30, among Rain of a year)",
        "for Rain of a year, snow.",
        "leave one out",
        "Left out of the models: snow.",
    ):
        assert text in words, text
    assert "no variance inflation exceeds 10" in collinearity_words(COLLINEARITY, TITLES)
    assert "240" in collinearity_words({**COLLINEARITY, "condition_index": None}, TITLES)


def test_it_is_said_where_density_does_not_rise():
    good = density_words(class_table(CODES, np.ones(NUMBER), CODES - 1))
    assert "denser with every class" in good and "held-out" not in good
    slides = [0, 3, 2, *range(3, NUMBER)]
    bad = density_words(class_table(CODES, np.ones(NUMBER), slides, held_out=CODES > 0))
    assert bad.count(f"no denser in “{CLASS_NAMES[2]}” than “{CLASS_NAMES[1]}”") == 2
    assert "Those of the held-out units are no denser" in bad
