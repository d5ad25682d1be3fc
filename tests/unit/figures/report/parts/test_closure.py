from scarpwatch.figures.report.parts.closure import closure_sentences, closure_table

RECORD = {
    "triplets": 62,
    "nonzero_share": 0.0123,
    "nonzero_share_after_repair": 0.00002,
    "repaired_share": 0.004,
    "flagged_share": 0.0,
    "rank_lost_share": 0.004,
    "regions": 5,
    "components_moved": 3,
    "phase_bias": {
        "lag": 3,
        "measured_share": 0.9,
        "significant_share": 0.12,
        "nominal_share": 0.0027,
        "median_sigma_cm_per_year": 0.05,
        "median_significant_cm_per_year": 0.31,
        "shortest_days": 12,
        "sigma_factor": 3.0,
        "verdict": "biased",
    },
}


def test_the_table_says_what_became_of_errors_and_what_the_bias_is():
    rows = dict(closure_table(RECORD).rows)
    assert rows["Triplets with an integer closure residual, before the repair"] == "1.23 %"
    assert rows["Triplets with an integer closure residual, after it"] == "0.0020 %"
    assert rows["Phases in doubt and left out"] == "0 %"
    assert rows["Median bias there (cm/yr)"] == "+0.31"
    assert rows["Area where pairs of 1 step are biased against 3 steps (3 σ)"] == "12.00 %"


def test_stacks_without_triplets_have_gaps_and_no_bias():
    record = {
        **RECORD,
        **dict.fromkeys(("nonzero_share", "nonzero_share_after_repair"), None),
        "phase_bias": {"lag": 0, "measured_share": 0.0, "verdict": "unknown"},
    }
    rows = dict(closure_table(record).rows)
    assert rows["Triplets with an integer closure residual, before the repair"] == "–"
    assert not any("bias" in label for label in rows)
    assert "Too few chains" in closure_sentences(record)[0]


def test_a_bias_is_told_with_its_size_and_the_cure():
    (biased,) = closure_sentences(RECORD)
    for text in ("12 days", "12.0 %", "+0.31 cm/yr", "more neighbours"):
        assert text in biased, text
    bias = {**RECORD["phase_bias"], "verdict": "within_noise", "significant_share": 0.0018}
    (quiet,) = closure_sentences({**RECORD, "phase_bias": bias})
    assert "0.18 %" in quiet and "3 sigma" in quiet and "network" not in quiet
