from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.report.parts.controls import control_tables, gap_warning

TITLES = {"ndvi": "NDVI"}


def test_controls_say_what_was_found():
    ranking = [
        {"factor": "slope", "gain_rank": 1.2, "permutation_rank": 1.0},
        {"factor": "noise", "gain_rank": 2.0, "permutation_rank": 2.5},
        {"factor": "ndvi", "gain_rank": 2.8, "permutation_rank": 2.4},
    ]
    gain = {"difference": 0.02, "lower": 0.01, "upper": 0.03, "p_value": 0.0001, "splits": 20}
    record = {
        "assessment": "2024-06-01",
        "seeds": 20,
        "trees": 100,
        "models": "untuned",
        "permuted_labels": {"rf": {"auc_mean": 0.507}},
        "noise_factor": {"rf": {"below_noise": {"gain": ["ndvi"], "permutation": []}, "ranking": ranking}},
        "missingness": {
            "algorithm": "lightgbm",
            "missing_share": 0.25,
            "gain": gain,
            "gain_of_gaps": gain,
            "gain_of_values": {**gain, "difference": -0.001, "p_value": 0.8},
        },
    }
    first, second = control_tables(record, ENTRIES, TITLES)
    assert first.rows == (("SAR+RF", "0.507", "2.0 of 3", "2.5 of 3", "NDVI", "none"),)
    assert "untuned models of 100 trees" in first.notes[1]
    assert [row[1] for row in second.rows] == ["+0.020", "+0.020", "−0.001"]
    assert "25.0 %" in second.notes[0] and "predicts landslides by itself" in second.notes[0]
    assert "−0.001, which is within chance" in second.notes[0]
    assert len(control_tables({**record, "missingness": None}, ENTRIES, TITLES)) == 1
    (warning,) = gap_warning(record)
    assert "still gain 0.020" in warning
    for change in ({"p_value": 0.3}, {"p_value": None}, {"difference": -0.01}):
        harmless = {**record["missingness"], "gain_of_gaps": {**gain, **change}}
        assert gap_warning({**record, "missingness": harmless}) == []
        assert (
            "by itself"
            not in control_tables({**record, "missingness": harmless}, ENTRIES, TITLES)[1].notes[0]
        )
    assert gap_warning(None) == gap_warning({"missingness": None}) == []


def test_a_ready_table_may_hold_other_dynamic_factors_than_deformation():
    gains = {"difference": 0.02, "lower": 0.01, "upper": 0.03, "p_value": 0.01, "splits": 5}
    found = {
        "algorithm": "rf",
        "gain": gains,
        "gain_of_gaps": gains,
        "gain_of_values": gains,
        "missing_share": 0.1,
    }
    record = {
        "assessment": "2025-01-01",
        "seeds": 2,
        "models": "untuned",
        "trees": 9,
        "permuted_labels": {},
        "missingness": found,
    }
    told = [
        *control_tables(record, ENTRIES, TITLES, "the dynamic factors"),
        *gap_warning(record, "the dynamic factors"),
    ]
    assert "deformation" not in str(told) and str(told).count("the dynamic factors") > 3
    assert "So where the dynamic factors are missing" in told[1].notes[0]
