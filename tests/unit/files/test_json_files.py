import json
import math

import numpy as np
import pytest

from scarpwatch.errors import InputError
from scarpwatch.files.json_files import decode, encode, read_json, to_text, write_json

RECORD = {"a": np.int64(3), "b": [np.nan, np.float32(0.5)], "c": np.array([1.0, np.inf]), 1: (True,)}
PLAIN = {"a": 3, "b": [None, 0.5], "c": [1.0, None], "1": [True]}


def test_records_are_strict_and_plain_and_come_back(tmp_path):
    path = tmp_path / "record.json"
    write_json(path, RECORD)
    assert json.loads(path.read_text()) == PLAIN == read_json(path)


def test_files_are_utf8_of_one_layout_in_the_order_given(tmp_path):
    write_json(tmp_path / "a.json", {"z": "± 1", "a": {"b": 0.1}})
    assert (tmp_path / "a.json").read_bytes().decode() == '{\n  "z": "± 1",\n  "a": {\n    "b": 0.1\n  }\n}\n'
    assert to_text({"z": 1}) == '{\n  "z": 1\n}'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read as JSON"),
        (b'{"a": [1, 2', "cannot be read as JSON"),
        (b'{"a": "\xff"}', "cannot be read as JSON"),
        (b"[1, 2]", "holds no record"),
    ],
)
def test_damaged_records_are_named_with_what_to_do(tmp_path, content, said):
    (tmp_path / "bad.json").write_bytes(content)
    with pytest.raises(InputError, match=rf"bad\.json: .*{said}.*\n?.*run the workflow again"):
        read_json(tmp_path / "bad.json")


def test_a_missing_record_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.json: the record does not exist"):
        read_json(tmp_path / "none.json")


def test_texts_of_tags_are_one_line_of_ascii_and_come_back():
    text = encode({1: "± é", "b": [math.nan, 2.5]})
    assert text.isascii() and "\n" not in text
    assert decode(text) == {"1": "± é", "b": [None, 2.5]}


def test_a_damaged_tag_is_named_with_its_file():
    with pytest.raises(InputError, match=r"series\.nc: '\{\"row\": 3' cannot be read"):
        decode('{"row": 3', "series.nc")
