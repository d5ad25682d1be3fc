"""What steps take of the algorithms of a run: which code, and how they look."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scarpwatch.algorithms.algorithm import look_record
from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.workflow.code_digest import library_digest

_MODULES = "scarpwatch/learning/algorithms"


def code_of_algorithm(name: str, scripts: Path) -> dict[str, str]:
    """Which code an algorithm has, as a parameter of a rule: its module, and the digest of what that reaches.

    Parameters
    ----------
    scripts : the folder that holds the library
    """
    return {"load": name, "code": library_digest(scripts / _MODULES / f"{name}.py", scripts)}


def codes_of_algorithms(names: Iterable[str], scripts: Path) -> list[dict[str, Any]]:
    """The same of several."""
    return [code_of_algorithm(name, scripts) for name in names]


def looks_of_algorithms(names: Iterable[str]) -> list[dict[str, Any]]:
    """How algorithms look in figures and tables, as a parameter of a rule; ``KeyError`` for an unknown one."""
    return [look_record(ENTRIES[name]) for name in names]
