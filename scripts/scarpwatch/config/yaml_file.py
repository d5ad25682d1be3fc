"""Config files as they are written: keys are text, nothing is guessed from a word, and no key stands twice.

Snakemake reads config files too, by YAML 1.1, in which ``NO`` is false, ``010`` is 8, ``12:30`` is 750, and the
last of two equal keys counts. What it read is not used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import yaml

from scarpwatch.errors import ConfigError
from scarpwatch.files.kinds import path_fault

_FORMS = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)?\.?[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+\.", list("-+.0123456789")),
)
"""What is not text: null, switches and numbers by YAML 1.2. A number that begins with a needless 0 is text; where
the config needs a number, it is taken for one."""
_NEEDLESS_ZERO = r"(?![-+]?0[0-9])"


class _Loader(yaml.SafeLoader):
    """Reads what is written; see the module."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        first: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is a list or a mapping", key.start_mark
                )
            merge = key.value == "<<" and key.style is None
            # All others are text, whatever they look like.
            key.tag = f"tag:yaml.org,2002:{'merge' if merge else 'str'}"
            if key.value in first:
                raise _Repeated(key.value, first[key.value], line)
            first[key.value] = line
        self.flatten_mapping(node)
        return {str(key.value): self.construct_object(value, deep=True) for key, value in node.value}

    def construct_yaml_map(self, node: yaml.MappingNode) -> Iterable[dict[str, Any]]:
        data: dict[str, Any] = {}
        yield data
        data.update(self.construct_mapping(node))


for _kind, _form, _starts in _FORMS:
    _pattern = re.compile(f"^{_NEEDLESS_ZERO}(?:{_form})$")
    for _start in _starts:
        _Loader.yaml_implicit_resolvers.setdefault(_start, []).append(
            (f"tag:yaml.org,2002:{_kind}", _pattern)
        )
_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.construct_yaml_map)
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))
_Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))


class _Repeated(Exception):
    def __init__(self, key: str, first: int, second: int) -> None:
        super().__init__(key)
        self.key, self.first, self.second = key, first, second


def read_yaml(path: str | Path) -> dict[str, Any]:
    """The content of a config file, YAML or JSON.

    Raises
    ------
    ConfigError
        If the file is missing or no file, cannot be read as text, is neither, is no mapping, or a key stands twice in one
        section: naming the line.
    """
    path = Path(path)
    fault = path_fault(path) or ("it is a folder" if path.is_dir() else None)
    if fault:
        raise ConfigError(path, fault, "Give the path of a config file.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = _parse(text)
    except _Repeated as error:
        raise ConfigError(
            f"{path}, line {error.second}" if error.second else path,
            f"{error.key!r} stands there a second time"
            + (f", after line {error.first}" if error.first else "")
            + ", and only one of them could count",
            "Put what belongs together under one key, or take one of them out.",
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(
            path, f"it is not YAML ({reason[:400]})", "Check indentation, colons and quotes."
        ) from None
    if not isinstance(raw, dict):
        raise ConfigError(path, "it is empty or not a list of `key: value` lines", "See docs/config.md.")
    return raw


def _parse(text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=_pairs)
        except ValueError:
            pass  # YAML has such braces too
    return yaml.load(text, Loader=_Loader)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise _Repeated(key, 0, 0)
        seen[key] = value
    return seen


def read_files(
    paths: Iterable[str | Path], overrides: Mapping[str, Any], loaded: Mapping[str, Any]
) -> dict[str, Any]:
    """Config files merged as Snakemake merges them, with what the command line says.

    Parameters
    ----------
    paths : config files, later ones count
    overrides : of ``--config``
    loaded : mapping
        What Snakemake made of all that; it is used if a file is a template (``__use_yte__``).

    Raises
    ------
    ConfigError
        As :func:`read_yaml`.
    """
    merged: dict[str, Any] = {}
    for path in paths:
        content = read_yaml(path)
        if content.get("__use_yte__"):
            return {key: value for key, value in loaded.items() if key != "__use_yte__"}
        _update(merged, content)
    _update(merged, overrides)
    return merged


def _update(config: dict[str, Any], other: Mapping[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, Mapping):
            own = config.get(key)
            config[key] = own if isinstance(own, dict) else {}
            _update(config[key], value)
        else:
            config[key] = value
