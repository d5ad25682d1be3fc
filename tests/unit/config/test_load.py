"""What people read when their config is wrong."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scarpwatch.config.load import known_keys, load_config, read_config
from scarpwatch.config.settings import Config
from scarpwatch.errors import ConfigError
from scarpwatch.susceptibility_classes import DEFAULT_BREAKS

GOOD: dict[str, Any] = {"name": "a", "factors": {"dem": "d.tif"}, "inventory": {"file": "i.gpkg"}}


def message(change: dict[str, Any]) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config({**GOOD, **change}, "my.yaml")
    return str(caught.value)


def test_a_good_config_loads() -> None:
    assert load_config(GOOD, "my.yaml").name == "a"


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"netwrk": {}}, ["my.yaml: netwrk", "no such key", "Did you mean network?"]),
        ({"network": {"neighbors": 3}}, ["network.neighbors", "Did you mean network.neighbours?"]),
        (
            {"min_coherence": 0.2},
            ["min_coherence", "Did you mean network.min_coherence or unwrapping.min_coherence?"],
        ),
        ({"samples": {"qqq": 1}}, ["samples.qqq", "Known here: train_share"]),
        ({"unwrapping": {"min_coherence": 2}}, ["unwrapping.min_coherence", "2", ">= 0 and <= 0.99"]),
        ({"network": {"max_days": 0}}, ["network.max_days", "0", ">= 1 and <= 3660 days"]),
        ({"factors": {}}, ["factors.dem", "missing", "Elevation in metres"]),
        ({"unwrapping": {"method": "magic"}}, ["'magic'", "'whirlwind' or 'snaphu'"]),
        ({"models": {"algorithms": ["rf", "forest"]}}, ["models.algorithms[1]", "'forest'", "xgboost"]),
        ({"zoning": {"breaks": [*DEFAULT_BREAKS[::-1]]}}, ["zoning.breaks", "increase"]),
        ({"samples": {"negatives": "low_deformation"}}, ["circular", "outside_buffer"]),
        ({"sar": {"source": "gamma"}}, ["sar", "sar.folder is not given", "Add sar.folder."]),
        ({"sar": {"source": "simulated"}}, ["my.yaml: sar.source is simulated", "Add it"]),
        ({"network": 3}, ["network", "3", "dictionary"]),
    ],
)
def test_the_message_names_key_value_fault_and_cure(change: dict[str, Any], parts: list[str]) -> None:
    text = message(change)
    assert all(part in text for part in parts), text
    assert "pydantic" not in text
    assert "\n" not in text


def test_several_faults_make_one_message_led_by_the_misspelling() -> None:
    text = message({"factors": {"dme": "d.tif"}, "figures": {"dpi": 1}})
    assert text.startswith("my.yaml: factors.dme")
    assert "Did you mean factors.dem?" in text
    assert "Also at fault: figures.dpi." in text


@pytest.mark.parametrize("raw", [None, [], "text"])
def test_what_is_not_a_config_at_all(raw: Any) -> None:
    with pytest.raises(ConfigError, match="empty or not a list"):
        load_config(raw, "my.yaml")


def test_read_config(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    with pytest.raises(ConfigError, match="does not exist"):
        read_config(file)
    file.write_text("name: [a\n")
    with pytest.raises(ConfigError, match="not YAML"):
        read_config(file)
    file.write_text("name: a\nfactors: {dem: d.tif}\ninventory: {file: i.gpkg}\nseed: 5\n")
    assert read_config(file).seed == 5


def test_known_keys_are_dotted() -> None:
    keys = list(known_keys())
    assert {"name", "network", "network.neighbours", "inversion.reference.latitude"} <= set(keys)
    assert len(keys) == len(set(keys))


ROOT = Path(__file__).parents[3]
KEY = re.compile(r"(?<![\w./{-])([a-z_]+(?:\.[a-z_0-9]+)+)(?![\w/(])")
NO_KEYS = re.compile(
    r"\.(json|py|png|tif|tsv|csv|nc|h5|gpkg|parquet|smk|yaml|npz|html|md|j2)$|^grid\.(color|linewidth)$"
)


def keys_named(text: str) -> Iterator[str]:
    """What looks like a key of one of the config's sections."""
    for found in KEY.finditer(text):
        name = found.group(1)
        if name.split(".")[0] in Config.model_fields and not NO_KEYS.search(name):
            yield name


def texts(path: Path) -> Iterator[str]:
    """The strings of a module, or the words in backticks of a page."""
    if path.suffix == ".md":
        yield from re.findall(r"`([^`\n]+)`", path.read_text(encoding="utf-8"))
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def sections_by_name(found: re.Match[str]) -> str:
    return f"{found[1]}.<name>{found[2]}" if found[2] else found[1]


def test_messages_and_pages_name_keys_that_exist() -> None:
    """A cure that the config refuses is none."""
    assert list(keys_named("Lower inversion.min_temporal_coherence or look at quality.json.")) == [
        "inversion.min_temporal_coherence"
    ]
    keys, pages = set(known_keys()), [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = 0
    for path in [*(ROOT / "scripts").rglob("*.py"), *pages]:
        for text in texts(path):
            for name in keys_named(text):
                named += 1
                # A key of one of the sections by name stands for those of all.
                name = re.sub(r"^(factors\.more|report\.exposure)\.\w+(\.\w+)?$", sections_by_name, name)
                assert name in keys, f"{path.relative_to(ROOT)} names {name}: {text[:200]}"
    assert named > 200
