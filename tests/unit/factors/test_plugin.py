"""A factor in a file of the user's own: read from its text, never run while a run is planned."""

import pytest

from scarpwatch.errors import InputError
from scarpwatch.factors.plugin import planned_factor, plugin_digest, plugin_factor

SOUND = """
raise SystemExit("the code of a plug-in must not run while a run is planned")
FACTOR = {"title": "Heat load", "unit": "1", "statistics": ["mean", "q90"], "palette": "magma", "breaks": [1, 2]}

def derive(dem):
    yield
"""


def write(folder, text):
    path = folder / "heat_load.py"
    path.write_text(text)
    return path


def test_the_entry_is_what_the_file_says(tmp_path):
    factor = plugin_factor(write(tmp_path, SOUND))
    assert (factor.name, factor.title, factor.unit, factor.source) == (
        "heat_load",
        "Heat load",
        "1",
        "plugin",
    )
    assert factor.statistics == factor.predictors == ("mean", "q90")
    assert factor.breaks == (1.0, 2.0) and factor.derivation == str(tmp_path / "heat_load.py")


def test_the_digest_follows_the_code_and_not_the_comments(tmp_path):
    first = plugin_digest(write(tmp_path, SOUND))
    assert plugin_digest(write(tmp_path, f"# a comment\n{SOUND}")) == first
    assert plugin_digest(write(tmp_path, SOUND.replace("yield", "yield 1"))) != first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def derive(dem:\n", "cannot be read as Python"),
        ("FACTOR = {}\n", "has no function derive"),
        ("def derive(dem): ...\n", "has no dictionary FACTOR"),
        ("FACTOR = dict(unit='m')\ndef derive(dem): ...\n", "has no dictionary FACTOR"),
        ("FACTOR = {'colour': 'red'}\ndef derive(dem): ...\n", "it has colour"),
        ("FACTOR = {'kind': 'classes'}\ndef derive(dem): ...\n", "its kind 'classes' is none of"),
        ("FACTOR = {'statistics': ['mode']}\ndef derive(dem): ...\n", "mode is no statistic"),
        ("FACTOR = {'statistics': 5}\ndef derive(dem): ...\n", "statistics are no list"),
        ("FACTOR = {'kind': []}\ndef derive(dem): ...\n", "its kind"),
        ("FACTOR = {'breaks': ['a']}\ndef derive(dem): ...\n", "breaks are no list of increasing numbers"),
        ("FACTOR = {'breaks': [2, 1]}\ndef derive(dem): ...\n", "breaks are no list of increasing numbers"),
        ("FACTOR = {[]: 1}\ndef derive(dem): ...\n", "has no dictionary FACTOR"),
        ("\0", "cannot be read as Python"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        plugin_factor(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"absent\.py: the file does not exist; factors\.plugins names it"):
        plugin_factor(tmp_path / "absent.py")


def test_a_config_is_read_whatever_is_wrong_with_the_file(tmp_path):
    assert planned_factor(write(tmp_path, SOUND)) == plugin_factor(tmp_path / "heat_load.py")
    planned = planned_factor(tmp_path / "wet_ground.py")
    assert (planned.name, planned.title, planned.source) == ("wet_ground", "Wet ground", "plugin")
