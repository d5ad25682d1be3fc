"""Errors in the report."""

import pytest
from figure_inputs import LOOKS

from scarpwatch.algorithms.algorithm import read_looks
from scarpwatch.figures.report.parts.errors import error_tables, read_errors
from scarpwatch.files.json_files import write_json

MORAN = {"i": 0.12, "expected": -0.005, "p_value": 0.0004, "units": 200, "neighbours": 8, "permutations": 999}
SHALE = {"factor": "rock", "group": "shale", "units": 120, "positives": 60, "auc": 0.71}
SHALE |= {"auc_lower": 0.6, "auc_upper": 0.8, "told": ""}
TUFF = {
    **SHALE,
    "group": "tuff",
    "units": 12,
    "auc": None,
    "auc_lower": None,
    "auc_upper": None,
    "told": "few",
}


def record(**change):
    counts = {"TP": 80, "FN": 20, "FP": 30, "TN": 1070}
    known = {"design": "nndm", "repeats": 3, "threshold": 0.5, "units": 1200, "counts": counts}
    return {**known, "unsettled_share": 0.062, "morans_i": MORAN, "class_skill": [SHALE, TUFF], **change}


@pytest.fixture
def errors(tmp_path):
    for name in ("a", "b"):
        write_json(tmp_path / f"{name}.json", record())
    return read_errors(read_looks(LOOKS), [tmp_path / "a.json", tmp_path / "b.json"], coupled=False)


def test_outcomes_and_classes_of_every_model(errors):
    outcomes, classes = error_tables(errors, {"rock": "Lithology"})
    assert outcomes.rows[0][1:] == ("80", "20", "30", "1,070", "6", "0.120", "−0.005", "< 0.001")
    assert "folds nndm, mean over 3 repeats, at a threshold of 0.5" in outcomes.notes[0]
    assert classes.columns[4:] == tuple(name for name, _ in errors)
    assert classes.rows[0] == ("Lithology", "shale", "120", "60", *["0.710 (0.60–0.80)"] * 2)
    assert classes.rows[1][4:] == ("–", "–")


def test_without_places_and_classes_there_is_one_table_with_dashes():
    placeless = record(morans_i={**MORAN, "i": None, "expected": None, "p_value": None}, class_skill=[])
    [table] = error_tables([("RF", placeless)], {})
    assert table.rows[0][-3:] == ("–", "–", "–")
    assert error_tables([], {}) == []
