"""The command line of the library."""

import csv
from pathlib import Path

import pytest
import yaml

from scarpwatch.__main__ import main

CONFIG = {"name": "Valley", "factors": {"dem": "none.tif"}, "inventory": {"file": "slides.gpkg"}}


@pytest.fixture
def area(tmp_path, monkeypatch):
    """A folder with a config, and another one from which the command is given."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (tmp_path / "my_area.yaml").write_text(yaml.safe_dump(CONFIG))
    return tmp_path


def test_the_look_writes_page_and_table_in_the_folder_of_the_run(area, capsys):
    assert main(["inspect", "../my_area.yaml", "--directory", str(area)]) == 1
    printed = capsys.readouterr().out
    assert "2 faults end a run" in printed and "results/inputs.html" in printed
    assert "Inputs of Valley" in (area / "results" / "inputs.html").read_text(encoding="utf-8")
    with open(area / "results" / "inputs.tsv", newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert [row["input"] for row in rows if row["status"] == "fault"] == ["dem", "inventory"]


def test_sound_inputs_end_with_status_zero_whatever_the_notes(area, capsys):
    """The demo's inputs, which the run makes, are told in notes alone."""
    demo = Path(__file__).parents[2] / "config" / "config.yaml"
    assert main(["inspect", str(demo), "--directory", str(area)]) == 0
    printed = capsys.readouterr().out
    assert "No fault found" in printed and "notes to read" in printed


def test_a_later_config_counts(area, capsys):
    (area / "more.yaml").write_text(
        yaml.safe_dump({"inventory": None, "sar": {"source": "simulated"}, "demo": {}})
    )
    assert main(["inspect", "../my_area.yaml", "../more.yaml"]) == 1
    assert "1 fault ends a run" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, ["none.yaml", "does not exist"]),
        ("name: a\nfactors: {dme: x}\n", ["factors.dme"]),
        ("__use_yte__: true\n", ["template", "snakemake inspect_inputs"]),
    ],
)
def test_a_config_that_cannot_be_read_ends_with_its_message_and_status_one(area, capsys, content, words):
    if content is not None:
        (area / "none.yaml").write_text(content)
    assert main(["inspect", "../none.yaml"]) == 1
    told = capsys.readouterr()
    assert told.out == "" and all(word in told.err for word in words) and "Traceback" not in told.err
    assert main(["inspect", "../my_area.yaml", "--directory", "nowhere"]) == 1
    assert "no such folder" in capsys.readouterr().err
    assert not list(area.rglob("results"))


def test_a_folder_without_leave_to_write_is_told(area, capsys):
    (area / "results").mkdir()
    (area / "results" / "inputs.html").mkdir()  # also root cannot write a file there
    with pytest.raises(OSError, match=r"inputs\.html"):
        main(["inspect", "../my_area.yaml", "--directory", str(area)])


def test_a_command_must_be_given(capsys):
    with pytest.raises(SystemExit):
        main([])
    assert "COMMAND" in capsys.readouterr().err
