"""Calling a step script as Snakemake calls it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any


class Files:
    """Files or parameters of a rule by name, as attributes and as items; unnamed, they come one by one."""

    def __init__(self, **named: Any) -> None:
        self._named = named
        self.__dict__.update(named)

    def __getitem__(self, name: str) -> Any:
        return self._named[name]

    def __iter__(self) -> Iterator[Any]:
        for value in self._named.values():
            yield from [value] if isinstance(value, str) else value


def run_main(
    step: str,
    *,
    inputs: Mapping[str, Any] | None = None,
    output: Mapping[str, Any],
    params: Mapping[str, Any] | None = None,
    wildcards: Mapping[str, str] | None = None,
    mem_mb: float = 1000,
) -> Files:
    """Run the step script of a rule; give its output files by name."""
    files = Files(**output)
    importlib.import_module(step).main(
        SimpleNamespace(
            input=Files(**(inputs or {})),
            output=files,
            params=Files(**(params or {})),
            wildcards=SimpleNamespace(**(wildcards or {})),
            resources=SimpleNamespace(mem_mb=mem_mb, block_mb=mem_mb),
            threads=1,
            log=[f"results/logs/{step}.log"],
        )
    )
    return files


def read_json(path: str | Path) -> dict[str, Any]:
    """A summary that a step wrote."""
    return json.loads(Path(path).read_text(encoding="utf-8"))
