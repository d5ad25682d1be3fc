"""The page of the inputs, and the same for terminals and programs."""

from datetime import date
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from scarpwatch.figures.report.inputs_page import (
    findings_table,
    network_table,
    render_inputs,
    terminal_table,
    verdict,
)
from scarpwatch.inspection.findings import Finding
from scarpwatch.inspection.inputs_look import Inspection
from scarpwatch.inspection.stack_look import PairRow

LONG = "/data/" + 12 * "folder/" + "phase.tif"
PAIRS = (
    PairRow(date(2024, 1, 5), date(2024, 1, 17), -12.34, 0.81, 0.9),
    PairRow(date(2024, 1, 5), date(2024, 1, 29), note="has a fault"),
)
FOUND = Inspection(
    (
        Finding("dem", "file", "dem.tif"),
        Finding("sar", LONG, "it is <truncated>. Copy it again.", "fault"),
        Finding("ndvi", "ndvi.tif", "it is empty. Download it again.", "fault"),
        Finding("left out", "roads", "not given", "note"),
    ),
    pairs=PAIRS,
)
SOUND = Inspection(tuple(finding for finding in FOUND.findings if finding.status != "fault"))


def test_the_verdict_counts() -> None:
    assert verdict(FOUND) == "2 faults end a run before it begins."
    assert verdict(SOUND) == "No fault found. 1 note to read."


def test_the_page_shows_all_and_escapes_it(tmp_path: Path) -> None:
    Figure(figsize=(2, 1)).savefig(tmp_path / "a.png")
    page = render_inputs(FOUND, name="Area <1>", pictures={"A map.": tmp_path / "a.png"})
    assert "Inputs of Area &lt;1&gt;" in page
    assert page.count('class="fault"') == 2
    assert "it is &lt;truncated&gt;. Copy it again." in page
    assert page.count("Copy it again.") == 2  # at the top and in its place
    assert 'src="data:image/webp;base64,' in page
    assert "http" not in page
    assert "<td>\N{MINUS SIGN}12.3</td><td>0.81</td><td>90%</td>" in page
    assert "has a fault" in page
    assert 'class="faults"' not in render_inputs(SOUND, name="a", pictures={})


def test_own_factors_stand_under_their_titles(tmp_path: Path) -> None:
    own = Inspection(
        (Finding("factors.more.rain", "rain.tif", "it is empty.", "fault"),),
        titles={"factors.more.rain": "Rain of a day"},
    )
    page = render_inputs(own, name="a", pictures={})
    assert "<b>Rain of a day.</b>" in page and "<h2>Rain of a day</h2>" in page
    assert "RAIN OF A DAY" in terminal_table(own) and "factors.more.rain\t" in findings_table(own.findings)


def test_the_terminal_has_every_line_and_the_verdict() -> None:
    lines = terminal_table(FOUND).splitlines()
    assert max(len(line) for line in lines if LONG not in line) <= 110
    assert sum(line.startswith("FAULT") for line in lines) == 2
    assert any(LONG in line for line in lines)  # a path is not broken, so that it can be copied
    assert [line for line in lines if line][-1] == verdict(FOUND)


def test_the_table_has_a_row_per_finding() -> None:
    rows = [line.split("\t") for line in findings_table(FOUND.findings).splitlines()]
    assert rows[0] == ["input", "status", "item", "value"]
    assert rows[2] == ["sar", "fault", LONG, "it is <truncated>. Copy it again."]
    assert len(rows) == 5


def test_pairs_are_given_to_the_figure_of_the_network() -> None:
    table = network_table(PAIRS)
    assert table["reference"] == ["20240105", "20240105"]
    assert table["used"] == [True, False]
    assert np.isnan(table["mean_coherence"][1])
