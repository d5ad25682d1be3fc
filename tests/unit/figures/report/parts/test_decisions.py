"""The report's part on decisions."""

from scarpwatch.decisions import decide
from scarpwatch.figures.report.basis.result_tables import Table
from scarpwatch.figures.report.parts.decisions import decisions_section, notable_sentences

LEFT_OUT = decide("dem_error", "left out", "the baselines are all 7.14 m", notable=True)
KEPT = decide("cycles", "kept", "the rate's standard deviation grows 1.08 times")


def test_notable_decisions_stand_in_the_summary() -> None:
    assert notable_sentences([LEFT_OUT, KEPT]) == ["DEM error: left out; the baselines are all 7.14 m."]


def test_all_decisions_stand_in_the_table() -> None:
    (table,) = decisions_section([LEFT_OUT, KEPT]).items
    assert isinstance(table, Table)
    assert [row[1] for row in table.rows] == ["left out", "kept"]
    assert "corrections.dem_error" in table.rows[0][3]


def test_per_cent_is_written_as_in_the_other_tables() -> None:
    half = decide("cycles", "kept", "it changes 50% of the pixels", notable=True)
    assert "50 % of" in notable_sentences([half])[0]
    section = decisions_section([half], ["ndvi: 2.4% of its cells"])
    assert section.points == ("ndvi: 2.4 % of its cells",)


def test_a_run_without_decisions_says_so() -> None:
    section = decisions_section([])
    assert not section.items
    assert "Nothing" in section.paragraphs[0]


def test_notes_on_the_inputs_stand_below() -> None:
    section = decisions_section([LEFT_OUT], ["dem: heights are whole metres"])
    assert section.points == ("dem: heights are whole metres",)
    assert section.items
