"""The report in Chromium: first screens, what it asks for, accessibility by axe, keyboard, and print.

Needs Chromium (``CHROMIUM=/path`` where it has another name), node and the packages of package.json, which ``make
test-browser`` installs.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from figure_inputs import UNTIL, make_area
from matplotlib.figure import Figure
from report_pages import DATED, MODELLED, write

from scarpwatch.figures.style import save_figure

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here; CHROMIUM=/path names one"),
    pytest.mark.skipif(not shutil.which("node"), reason="no node here"),
    pytest.mark.skipif(
        not (HERE / "node_modules/axe-core").is_dir() or not (HERE / "node_modules/puppeteer-core").is_dir(),
        reason="axe-core and puppeteer-core are not installed here: make test-browser",
    ),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What Chromium tells of a report with all parts, whose map is as wide as a real one."""
    root = make_area(tmp_path_factory.mktemp("area"))
    for name in ("study_area", *DATED, *MODELLED):
        figure = Figure(figsize=(10, 6))
        figure.add_subplot().imshow(np.random.default_rng(0).random((40, 60)), aspect="auto")
        save_figure(figure, root / f"figures/{name}.png", dpi=150)
    folder = tmp_path_factory.mktemp("page")
    write(root, folder / "report.html", UNTIL)
    subprocess.run(
        ["node", "check_page.mjs", folder / "report.html", str(CHROMIUM), folder],
        cwd=HERE,
        check=True,
        timeout=1200,
    )
    return {**json.loads((folder / "found.json").read_text()), "folder": folder}


@pytest.mark.parametrize("width", ["1400", "400"])
def test_verdict_and_map_stand_on_the_first_screen(found, width):
    screen = found["screens"][width]
    assert screen["headline"] == 1 and screen["map"] > 0.95
    assert screen["mapWidth"] >= (700 if width == "1400" else 360)


def test_no_table_or_figure_makes_the_page_wider_than_the_screen(found):
    for width, screen in found["screens"].items():
        assert screen["pageWidth"] == screen["openWidth"] == int(width)
    assert found["screens"]["1400"]["widest"] <= 1344  # the width of the page


def test_it_asks_for_nothing_and_has_no_error(found):
    page = (found["folder"] / "report.html").as_uri()
    assert set(found["asked"]) == {page}
    assert found["said"] == []


@pytest.mark.parametrize("width", ["1400", "400"])
def test_axe_finds_no_violation_folded_or_open(found, width):
    assert found["screens"][width]["violations"] == []
    assert found["screens"][width]["openViolations"] == []


def test_parts_fold_and_open_by_key_button_link_and_address(found):
    assert found["folded"] == found["foldedAgain"] >= 9
    assert found["openedByKey"] == 1 and float(found["outline"].removesuffix("px")) >= 2
    assert found["leftAfterUnfold"] == 0 and found["openedByLink"] == 1 and found["openedByAddress"]


def test_print_opens_all_parts_and_leaves_the_page_as_it_was(found):
    assert found["pdfPages"] > 8 and found["openInPrint"]
    assert found["shutBeforePrint"] == found["shutAfterPrint"] == found["folded"] - 1
