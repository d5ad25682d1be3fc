"""Decisions: printed, kept in records, read back once, and described on a page of their own."""

import json
import re
from pathlib import Path

import pytest

from scarpwatch.config.load import known_keys
from scarpwatch.config.settings import Config
from scarpwatch.decisions import KINDS, decide, markdown, read_decisions, read_notes, sentence


def test_a_decision_is_printed_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    decision = decide("dem_error", "left out", "all baselines are 7.14 m", notable=True)
    printed = capsys.readouterr().out
    assert "left out" in printed
    assert "all baselines are 7.14 m" in printed
    assert sentence(decision) == "DEM error: left out; all baselines are 7.14 m."


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        decide("weather", "left out", "it rained")


def test_records_give_their_decisions_in_order_and_once(tmp_path: Path) -> None:
    first = decide("cycles", "kept", "48 dates over 2 years")
    second = decide("dem_error", "kept", "sigma grows 1.1 times")
    for name, record in {
        "a": {"decisions": [first]},
        "b": {"other": 1},
        "c": [1, 2],
        "d": {"decisions": [second, first]},
    }.items():
        (tmp_path / name).write_text(json.dumps(record))
    assert read_decisions(tmp_path / name for name in "abcd") == [first, second]


def test_the_page_tells_every_kind_and_only_keys_that_exist() -> None:

    page = markdown()
    keys = list(known_keys(Config))
    for kind in KINDS.values():
        assert kind.title in page
        named = re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)", " ".join(kind))
        assert set(named) <= set(keys), f"{kind.title} names keys that the config does not have"


def test_notes_are_read_from_the_record_and_from_its_inputs(tmp_path: Path) -> None:
    record = {
        "notes": ["two points are copies"],
        "dem": {"notes": ["heights are whole metres"]},
        "left_out": [],
    }
    (tmp_path / "a").write_text(json.dumps(record))
    (tmp_path / "b").write_text(json.dumps({"notes": ["two points are copies"]}))
    assert read_notes([tmp_path / "a", tmp_path / "b"]) == [
        "two points are copies",
        "dem: heights are whole metres",
    ]
