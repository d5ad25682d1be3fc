"""The pages docs/config.md, docs/factors.md and docs/decisions.md and the JSON schema config/schema.json, made from the code.

``python -m scarpwatch.config.reference`` writes them; ``--check`` only says whether they are up to date.
"""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scarpwatch.config.load import bounds_of, section_of, section_path, unit_of
from scarpwatch.config.settings import Config
from scarpwatch.decisions import markdown as decisions_page
from scarpwatch.factors.reference import markdown as factors_page
from scarpwatch.files.json_files import to_text
from scarpwatch.styles.shipped import shipped_files

_HEAD = """# Config reference

Made from the models in `scripts/scarpwatch/config`; do not edit it, run `make reference`.

A run is described by one YAML file. `config/config.yaml` is the demo's, with a comment on every key;
`config/examples` has configs for real data. Keys that are not listed here are rejected, so a misspelling
cannot pass unnoticed, and so is a key that stands twice in a section. Keys are text, and words are what is written
(YAML 1.2): `NO` is no switch and `010` is not 8. Paths are relative to the folder in which Snakemake runs,
and hold no word in braces (`dem_{old}.tif`), for which the steps would be given something else. Keys without a default must be
given.
"""

_NAMES = {"int": "whole number", "float": "number", "str": "text", "bool": "true or false"}
_NAMES |= {"Path": "path", "date": "date", "time": "time of day"}


def markdown() -> str:
    """The text of docs/config.md."""
    lines = [_HEAD, "## Top level", "", *_table(Config, "")]
    for path, model in _sections(Config, ""):
        lines += ["", f"## `{path}`", "", _prose(model), "", *_table(model, path + ".")]
    return "\n".join(lines) + "\n"


def schema() -> str:
    """The text of config/schema.json, for editors that check YAML while one types."""
    document = Config.model_json_schema()
    document["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    document["title"] = "ScarpWatch config"
    return to_text(document) + "\n"


def targets(root: Path) -> dict[Path, str]:
    """The generated files below the project's root, and what each must contain."""
    return {
        root / "docs" / "config.md": markdown(),
        root / "docs" / "factors.md": factors_page(),
        root / "docs" / "decisions.md": decisions_page(),
        root / "config" / "schema.json": schema(),
        **{root / "config" / "styles" / name: text for name, text in shipped_files().items()},
    }


def main(arguments: list[str], root: Path) -> int:
    """Write the files, or with ``--check`` compare them; the result is the exit status."""
    status = 0
    for path, text in targets(root).items():
        current = path.read_text(encoding="utf-8") if path.exists() else None
        if current == text:
            continue
        if "--check" in arguments:
            print(f"{path} differs from the models: run `make reference`", file=sys.stderr)
            status = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path}")
    return status


def _sections(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        section = section_of(field)
        if section is not None:
            path = prefix + section_path(name, field)
            yield path, section
            yield from _sections(section, f"{path}.")


def _prose(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


def _table(model: type[BaseModel], prefix: str) -> list[str]:
    rows = ["| key | type | default | unit | bounds | meaning |", "|---|---|---|---|---|---|"]
    for name, field in model.model_fields.items():
        section = section_of(field)
        origin = get_origin(field.annotation)
        many = "list of sections" if origin is list else "sections by name" if origin is dict else "section"
        path = prefix + section_path(name, field)
        kind = f"{many}, see [`{path}`](#{re.sub('[.<>]', '', path)})" if section else ""
        cells = [
            f"`{prefix}{name}`",
            kind or _type(field.annotation),
            _default(field),
            unit_of(field),
            bounds_of(field),
            field.description or "",
        ]
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return rows


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    if field.default_factory is None:
        return f"`{_yaml(field.default)}`"
    value = field.get_default(call_default_factory=True, validated_data={})
    return "all defaults" if isinstance(value, BaseModel) else f"`{_yaml(value)}`"


def _yaml(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, list):
        return "[" + ", ".join(_yaml(item) for item in value) + "]"
    return str(value)


def _type(annotation: Any) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if annotation is types.NoneType:
        return "null"
    if origin is Literal:
        return ", ".join(f"`{item}`" for item in parts)
    if origin in (Union, types.UnionType):
        return " or ".join(_type(part) for part in parts)
    if origin is list:
        return f"list of {_type(parts[0])}"
    if origin is dict:
        return f"map from {_type(parts[0])} to {_type(parts[1])}"
    if hasattr(annotation, "__metadata__"):  # Annotated: the checks are told under bounds
        return _type(parts[0])
    name = str(annotation.__name__)
    return _NAMES.get(name, name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parents[3]))
