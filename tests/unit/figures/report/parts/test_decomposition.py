"""The report on vertical and east rates."""

from scarpwatch.figures.report.parts.decomposition import decomposition_sentences, decomposition_table

RECORD = {
    "period": "2024-01-05 to 2024-12-30",
    "other_period": "2024-01-02 to 2024-12-27",
    "shares": {
        "both components known": 0.7,
        "not measured on this track": 0.3,
        "lines of sight too much alike": 0,
    },
    "error_per_north_motion": {"vertical": -0.17, "east": 0.0012},
    "per_offset_of_this_track": {"vertical": 0.64, "east": -0.83},
    "per_offset_of_the_other_track": {"vertical": 0.63, "east": 0.82},
    "offset_sigma_cm_per_year": {"vertical": 0.12, "east": 0.15},
    "other_track_at_this_reference_cm_per_year": 0.31,
    "this_track_at_the_other_reference_cm_per_year": None,
    "median_sigma_cm_per_year": {"vertical": 0.11},
}


def test_the_table_has_the_reasons_that_occur():
    rows = dict(decomposition_table(RECORD).rows)
    assert rows["Both components known"] == "70.0 %"
    assert "Lines of sight too much alike" not in rows
    assert rows["Median standard deviation, vertical (cm/yr)"] == "0.11"
    assert rows["Median standard deviation, east (cm/yr)"] == "–"


def test_the_assumptions_are_told_with_their_cost():
    north, offset, stable = decomposition_sentences(RECORD)
    assert "2024-01-02 to 2024-12-27" in north
    assert "−0.17 cm/yr vertical" in north
    assert "+0.64 cm/yr vertical and −0.83 east" in offset
    assert "0.12 (vertical) and 0.15 cm/yr (east)" in offset
    assert "+0.3 cm/yr at the reference of this track" in stable
    assert "seen by this one" not in stable


def test_what_is_not_known_is_not_told():
    record = {key: value for key, value in RECORD.items() if key != "offset_sigma_cm_per_year"}
    record["other_track_at_this_reference_cm_per_year"] = None
    texts = decomposition_sentences(record)
    assert len(texts) == 2
    assert "one standard deviation" not in texts[1]
