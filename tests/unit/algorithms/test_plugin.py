"""An algorithm in a file of the user's own: read from its text, never run while a run is planned."""

from pathlib import Path

import pytest
from matplotlib.lines import Line2D

from scarpwatch.algorithms.algorithm import look_record, read_looks
from scarpwatch.algorithms.plugin import LINES, PARTS, planned_algorithm, plugin_algorithm
from scarpwatch.errors import InputError

SOUND = """
raise SystemExit("the code of a plug-in must not run while a run is planned")
from scarpwatch.learning.algorithms.parts.classifier import *
ALGORITHM = {"title": "nearest neighbours", "short": "KNN", "colour": "#56b4e9", "line": (0, (5, 2))}

def make(settings): ...
"""
MAKE = "from a import *\ndef make(settings): ...\n"


def write(folder, text):
    path = folder / "neighbours.py"
    path.write_text(text)
    return path


def test_the_entry_is_what_the_file_says(tmp_path):
    entry = plugin_algorithm(write(tmp_path, SOUND))
    assert (entry.name, entry.title, entry.short) == ("neighbours", "nearest neighbours", "KNN")
    assert (entry.colour, entry.line, entry.measure) == ("#56b4e9", (0, (5, 2)), "KNN's own importance")
    assert not entry.takes_monotone and not entry.orders_factors
    assert read_looks([look_record(entry)])["neighbours"].short == "KNN"
    assert planned_algorithm(tmp_path / "neighbours.py") == entry


def test_what_a_file_does_not_say_has_a_value(tmp_path):
    entry = plugin_algorithm(write(tmp_path, f"{MAKE}ALGORITHM = {{}}\n"))
    assert (entry.title, entry.short, entry.line) == ("neighbours", "neighbours", "-")


def test_a_file_may_define_all_parts_itself(tmp_path):
    text = (
        "ALGORITHM = {'takes_monotone': True}\nimport a as FILE\nGRID: dict = {}\ndef make(settings): ...\n"
    )
    text += "".join(f"{part} = None\n" for part in PARTS if part not in ("FILE", "GRID", "make", "fit"))
    with pytest.raises(InputError, match=r"neighbours\.py: it lacks fit\. See docs/algorithms\.md"):
        plugin_algorithm(write(tmp_path, text))
    assert plugin_algorithm(write(tmp_path, f"{text}def fit(): ...\n")).takes_monotone


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def make(settings:\n", "cannot be read as Python"),
        ("\0", "cannot be read as Python"),
        ("from a import *\n", "it lacks make"),
        ("def make(settings): ...\n", "it lacks FILE, GAP_CONTROL"),
        (MAKE, "has no dictionary ALGORITHM"),
        (f"{MAKE}ALGORITHM = dict(short='KNN')\n", "has no dictionary ALGORITHM"),
        (f"{MAKE}ALGORITHM = {{'title': 'two\\nlines'}}\n", "its title is no text"),
        (f"{MAKE}ALGORITHM = {{'line': (0, (0, 0))}}\n", "its line is none of"),
        (f"{MAKE}ALGORITHM = {{'line': (True, (True, False))}}\n", "its line is none of"),
        (f"{MAKE}ALGORITHM = {{'unit': 'm'}}\n", "it has unit"),
        (f"{MAKE}ALGORITHM = {{'short': 5}}\n", "its short is no text of at most 12"),
        (f"{MAKE}ALGORITHM = {{'title': ' '}}\n", "its title is no text"),
        (f"{MAKE}ALGORITHM = {{'short': 'k nearest neighbours'}}\n", "its short is no text of at most 12"),
        (f"{MAKE}ALGORITHM = {{'colour': 'blue'}}\n", "its colour is not like '#56b4e9'"),
        (f"{MAKE}ALGORITHM = {{'line': 'dotted'}}\n", "its line is none of '-', '--'"),
        (f"{MAKE}ALGORITHM = {{'line': (0, (5,))}}\n", "its line is none of"),
        (f"{MAKE}ALGORITHM = {{'takes_monotone': 'no'}}\n", "its takes_monotone is neither"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path, text, words):
    path = write(tmp_path, text)
    with pytest.raises(InputError, match=words):
        plugin_algorithm(path)
    assert planned_algorithm(path).name == "neighbours"


def test_a_missing_file_is_refused_with_its_key(tmp_path):
    with pytest.raises(InputError, match=r"models\.plugins names it"):
        plugin_algorithm(tmp_path / "absent.py")
    assert planned_algorithm(Path("absent.py")).short == "absent"


def test_every_line_that_is_taken_can_be_drawn():
    assert all(Line2D([], [], linestyle=line) for line in LINES)
