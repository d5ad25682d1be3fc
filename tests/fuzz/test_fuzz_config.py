"""Configs made odd: accepted ones hold no NaN and read back as what they are, all others are refused with a message."""

import json
import math

import pytest
import yaml

from fuzz.cases import ODD, pick, run_cases
from scarpwatch.config.load import known_keys, load_config, read_config

pytestmark = pytest.mark.fuzz

BASE = {
    "name": "A",
    "factors": {"dem": "d.tif", "lithology": {"file": "l.gpkg", "column": "rock", "classes": {"a": "b"}}},
    "inventory": {"file": "i.gpkg", "date_column": "day"},
    "sar": {"source": "hyp3", "folder": "stack"},
    "samples": {"split": "random"},
}
KEYS = list(known_keys())
VALUES = [
    *ODD, None, True, False, 0, 1, -1, 2.5, -0.0, 1e308, 10**30, float("nan"), float("inf"), [], {}, [1], ["a"], [[]], {"a": 1},
    {"": None}, [None], "2020-01-01", "EPSG:4326", "EPSG:3857", "a/b.tif", "x" * 5000, "a\x00b",
]  # fmt: skip
PIECES = [":", "\n", "  ", "- ", "{", "}", "[", "]", "&a ", "*a", "<<: ", "!!int ", "'", '"', "#", "\t", "%", "|\n", "? ", "\x00", "\ufeff"]  # fmt: skip


SOUND = load_config(BASE, "sound").model_dump(mode="json")


def put(config: dict, key: str, value: object) -> None:
    *sections, name = key.split(".")
    for section in sections:
        if not isinstance(config.get(section), dict):
            config[section] = {}
        config = config[section]
    config[name] = value


def no_nan(value: object) -> bool:
    if isinstance(value, dict):
        return all(no_nan(item) for item in value.values())
    if isinstance(value, list):
        return all(no_nan(item) for item in value)
    return not isinstance(value, float) or math.isfinite(value)


def near(rng, key: str) -> object:
    """The value that a sound config has there, or one near to it."""
    value: object = SOUND
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and rng.random() < 0.7:
        value = pick(rng, [value + 1, value - 1, 2 * value, value / 2, str(value), 0, f"0{value}"])
    return value


def case(rng, folder):
    config = json.loads(json.dumps(BASE))
    for _ in range(rng.integers(1, 4)):
        key = pick(rng, KEYS)
        put(config, key, near(rng, key) if rng.random() < 0.7 else pick(rng, VALUES))
    text = yaml.safe_dump(config, allow_unicode=True, sort_keys=False)
    for _ in range(rng.integers(0, 4) if rng.random() < 0.4 else 0):
        at = int(rng.integers(len(text) + 1))
        text = text[:at] + pick(rng, PIECES) + text[at + int(rng.integers(0, 3)) :]
    if rng.random() < 0.1:
        lines = text.splitlines()
        text = "\n".join([*lines, pick(rng, lines)]) + "\n"
    path = folder / "a.yaml"
    raw = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:
        raw = pick(
            rng,
            [text.encode("utf-16"), raw[: int(rng.integers(len(raw)))], raw + b"\xff", b"\xef\xbb\xbf" + raw],
        )
    path.write_bytes(raw)
    read = read_config(path)
    plain = read.model_dump(mode="json")
    assert no_nan(plain), "a value that is no number was accepted"
    json.dumps(plain, allow_nan=False)
    assert load_config(plain, "again") == read, "it reads back as another config"


def test_configs(record_property, tmp_path):
    run_cases(record_property, tmp_path, case, count=3000, seconds=150)
