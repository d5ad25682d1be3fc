"""Config files are taken as they are written."""

import datetime
from pathlib import Path

import pytest

from scarpwatch.config.load import read_config
from scarpwatch.config.yaml_file import read_files, read_yaml
from scarpwatch.errors import ConfigError


@pytest.fixture
def read(tmp_path: Path):
    def from_text(text: str, name: str = "a.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read_yaml(tmp_path / name)

    return from_text


def test_keys_are_text(read) -> None:
    keys = [
        "NO",
        "010",
        "1.0",
        "1",
        "yes",
        "on",
        "~",
        "null",
        "2020-01-01",
        "12:30",
        "0x1f",
        "1e3",
        "true",
        "Ω",
    ]
    assert list(read("classes:\n" + "".join(f"  {key}: x\n" for key in keys))["classes"]) == keys


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"), ("yes", "yes"), ("Off", "Off"), ("010", "010"), ("-007", "-007"), ("12:30", "12:30"), ("0x1f", "0x1f"),
        ("2020-01-01", "2020-01-01"), ("1_000", "1_000"), ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("0", 0), ("-3", -3), ("+3", 3), ("1.0", 1.0), ("1e-3", 1e-3), (".5", 0.5), ("3.", 3.0), ("0.05", 0.05),
        ("'7'", "7"), ('"no"', "no"), ("[a, 1]", ["a", 1]), (".nan", ".nan"),
    ],
)  # fmt: skip
def test_values_are_what_is_written(read, written, value) -> None:
    got = read(f"key: {written}\n")["key"]
    assert got == value and type(got) is type(value)


def test_switches_numbers_and_days_still_fit_the_config(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "name: no\nseed: 007\nfactors: {dem: d.tif, lithology: {file: g.gpkg, column: 010, classes: {NO: 010}}}\n"
        "inventory: {file: i.gpkg, label_column: 2020, label_value: NO}\nmodels: {baseline: off, trees: 1_000}\n"
        "sar: {source: hyp3, folder: s, exclude_dates: [2020-01-01]}\n"
    )
    config = read_config(path)
    assert config.name == "no" and config.seed == 7 and config.models.trees == 1000
    assert config.factors.lithology.classes == {"NO": "010"} and config.factors.lithology.column == "010"
    assert config.inventory.label_value == "NO" and config.inventory.label_column == "2020"
    assert config.models.baseline is False
    assert config.sar.exclude_dates == [datetime.date(2020, 1, 1)]


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", ", line 3", "'a' stands there a second time, after line 1"),
        (
            "f:\n  l:\n    NO: x\n    no: y\n    NO: z\n",
            ", line 5",
            "'NO' stands there a second time, after line 3",
        ),
        ("f: {1: x, 1: y}\n", ", line 1", "'1' stands there a second time"),
        ("- {a: 1}\n- {b: 1, b: 2}\n", ", line 2", "'b' stands there a second time"),
        (
            "b: &b {x: 1}\nc: &c {x: 2}\nd:\n  <<: *b\n  <<: *c\n",
            ", line 5",
            "'<<' stands there a second time, after line 4",
        ),
        ('{"a": 1, "a": 2}', "", "'a' stands there a second time"),
    ],
)
def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path, text, where, words) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_yaml(path)
    assert str(caught.value).startswith(f"{path}{where}: {words}")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: [1\n", "not YAML"),
        (b"a: b: c\n", "not YAML"),
        (b"\t- a\n", "not YAML"),
        (b"a: \x00\n", "not YAML"),
        (b"a: \xff\n", "not YAML"),
        ("a: 1\n".encode("utf-16"), "not YAML"),
        (b"[1]: 2\n", "not YAML"),
        (b"a: &a {b: *a}\n", "not YAML"),
        (b"a: !!python/object:os.system x\n", "not YAML"),
        (b"a: " + 5000 * b"[", "not YAML"),
        (b"- a\n", "empty or not a list"),
        (b"", "empty or not a list"),
    ],
)
def test_what_is_no_config_is_refused(tmp_path, content, words) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=words):
        read_yaml(path)


def test_anchors_and_merges_are_no_repetition(read) -> None:
    got = read("base: &b {x: 1, y: 2}\none: {<<: *b, x: 3}\ntwo: {<<: *b, NO: 4}\nthree: *b\n")
    assert (
        got["one"] == {"x": 3, "y": 2}
        and got["two"] == {"x": 1, "y": 2, "NO": 4}
        and got["three"] == got["base"]
    )


def test_json_and_a_byte_order_mark_are_read(read) -> None:
    assert read('{"a": {"b": "NO", "c": 1.5}}', "a.json") == {"a": {"b": "NO", "c": 1.5}}
    assert read("﻿a: 1\n") == {"a": 1}


def test_files_and_the_command_line_are_merged_section_by_section(tmp_path: Path) -> None:
    first, second = tmp_path / "1.yaml", tmp_path / "2.yaml"
    first.write_text("name: a\nnetwork: {neighbours: 1, max_days: 24}\nsar: {source: hyp3}\n")
    second.write_text("network: {neighbours: 2}\nsar: null\n")
    merged = read_files([first, second], {"network": {"max_days": 12}, "seed": 5}, loaded={})
    assert merged == {"name": "a", "network": {"neighbours": 2, "max_days": 12}, "sar": None, "seed": 5}
    second.write_text("__use_yte__: true\n?if True:\n  name: b\n")
    assert read_files([first, second], {}, loaded={"name": "b"}) == {"name": "b"}


def test_a_folder_is_not_said_to_be_missing(tmp_path):
    with pytest.raises(ConfigError, match="it is a folder"):
        read_yaml(tmp_path)
    with pytest.raises(ConfigError, match="does not exist"):
        read_yaml(tmp_path / "none.yaml")
