import json
from pathlib import Path

from scarpwatch.decisions import decide
from scarpwatch.files.decision_records import read_decisions, read_notes


def test_records_give_their_decisions_in_order_and_once(tmp_path: Path) -> None:
    first = decide("cycles", "kept", "48 dates over 2 years")
    second = decide("dem_error", "kept", "sigma grows 1.1 times")
    for name, record in {
        "a": {"decisions": [first]},
        "b": {"other": 1},
        "d": {"decisions": [second, first]},
    }.items():
        (tmp_path / name).write_text(json.dumps(record))
    assert read_decisions(tmp_path / name for name in "abd") == [first, second]


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
