"""From the raw config (a dict) to the checked one, with one message for whatever is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from scarpwatch.config.settings import Config
from scarpwatch.config.yaml_file import read_yaml
from scarpwatch.errors import ConfigError

_SHOWN = 60  # characters of a wrong value that a message repeats


def load_config(raw: Mapping[str, Any] | None, source: str) -> Config:
    """Check a config.

    Parameters
    ----------
    raw : mapping
        The config as YAML gives it.
    source : str
        What to call it in messages, usually the file's name.

    Raises
    ------
    ConfigError
        Once, naming key, value, fault and cure; further keys at fault are named after the first.
    """
    if not isinstance(raw, Mapping):
        raise ConfigError(source, "it is empty or not a list of `key: value` lines", "See docs/config.md.")
    try:
        return Config.model_validate(raw)
    except ValidationError as error:
        faults = error.errors(include_url=False)
    first, *others = sorted(faults, key=_gravity)
    key, fault, cure = _explain(first)
    also = sorted({_key(other["loc"]) or "the config as a whole" for other in others} - {key})
    if also:
        cure += f" Also at fault: {', '.join(also)}."
    raise ConfigError(f"{source}: {key}" if key else source, fault, cure)


def read_config(path: str | Path) -> Config:
    """Read and check a YAML file.

    Raises
    ------
    ConfigError
        If the file is missing, is not YAML, has a key twice, or has a wrong value.
    """
    return load_config(read_yaml(path), str(path))


def known_keys(model: type[BaseModel] = Config, prefix: str = "") -> Iterator[str]:
    """Every key that a config may have, dotted, in the order of the models."""
    for name, field in model.model_fields.items():
        yield prefix + name
        section = section_of(field)
        if section is not None:
            yield from known_keys(section, f"{prefix}{section_path(name, field)}.")


def section_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model of a field that is a section (or a section or null), else None."""
    for candidate in (field.annotation, *get_args(field.annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def section_path(name: str, field: FieldInfo) -> str:
    """How the keys of a section begin: with its own, and behind it ``<name>`` where there are sections by name."""
    return f"{name}.<name>" if get_origin(field.annotation) is dict else name


def bounds_of(field: FieldInfo) -> str:
    """The bounds of a number as people write them, such as ``>= 0 and <= 1``; empty without bounds."""
    signs = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
    # Of a number or a word the bounds stand at the number.
    marks = [mark for part in get_args(field.annotation) for mark in getattr(part, "__metadata__", ())]
    inner = [item for mark in marks if isinstance(mark, FieldInfo) for item in mark.metadata]
    parts = [
        f"{sign} {getattr(item, name):.12g}"
        for item in [*field.metadata, *inner]
        for name, sign in signs.items()
        if getattr(item, name, None) is not None
    ]
    return " and ".join(parts)


def unit_of(field: FieldInfo) -> str:
    """The unit of a field; empty for fields without one, and for shares and ratios."""
    extra = field.json_schema_extra
    unit = extra.get("unit", "") if isinstance(extra, dict) else ""
    return "" if unit == "1" else str(unit)


def _gravity(fault: Any) -> int:
    # An unknown key explains a missing one (a misspelling), so it is told first.
    return {"extra_forbidden": 0, "missing": 2}.get(fault["type"], 1)


def _key(location: Sequence[str | int]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _field(location: Sequence[str | int]) -> FieldInfo | None:
    model: type[BaseModel] | None = Config
    field = None
    for part in location:
        if (
            field is not None
            and get_origin(field.annotation) is dict
            and part not in (model or Config).model_fields
        ):
            continue  # the name of one of several sections
        if isinstance(part, int) or model is None or part not in model.model_fields:
            break
        field = model.model_fields[part]
        model = section_of(field)
    return field


def _explain(fault: Any) -> tuple[str, str, str]:
    """Key, fault and cure of one of pydantic's errors."""
    location, kind = fault["loc"], fault["type"]
    key = _key(location)
    if kind == "extra_forbidden":
        return key, "there is no such key", _suggest(location)
    field = _field(location)
    about = (
        f"{key}: {field.description}" if field is not None and field.description else "See docs/config.md."
    )
    if kind == "missing":
        return key, "it must be given and is missing", f"Add {about}"
    shown = repr(fault["input"])
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
    if kind == "value_error":
        text = str(fault["ctx"]["error"])
        # The checks of whole sections name their own keys and end with the cure.
        if isinstance(fault["input"], Mapping):
            head, _, tail = text.partition(": ")
            return key, head, f"{_capital(tail)}." if tail else about
        return key, f"{shown} is not possible: {text}", about
    message = fault["msg"].replace("Input should", "it should")
    limits = bounds_of(field) if field is not None else ""
    unit = unit_of(field) if field is not None else ""
    if limits:
        about = f"Give a number {limits}{f' {unit}' if unit else ''}. {about}"
    return key, f"{shown} is not possible: {message[0].lower()}{message[1:]}", about


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _suggest(location: Sequence[str | int]) -> str:
    """The nearest known key: in the same section first, else the same name elsewhere."""
    section = _key(location[:-1])
    prefix = f"{section}." if section else ""
    name = str(location[-1])
    every = list(known_keys())
    here = [key for key in every if key.startswith(prefix) and "." not in key[len(prefix) :]]
    near = difflib.get_close_matches(name.lower(), [key[len(prefix) :] for key in here], n=1, cutoff=0.6)
    if near:
        return f"Did you mean {prefix}{near[0]}?"
    elsewhere = [key for key in every if key.rsplit(".", 1)[-1] == name]
    if not elsewhere:
        leaves = difflib.get_close_matches(
            name.lower(), {key.rsplit(".", 1)[-1] for key in every}, n=1, cutoff=0.75
        )
        elsewhere = [key for key in every if leaves and key.rsplit(".", 1)[-1] == leaves[0]]
    if elsewhere:
        return f"Did you mean {' or '.join(elsewhere)}?"
    return f"Known here: {', '.join(key[len(prefix) :] for key in here)}."
