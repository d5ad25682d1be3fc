"""What steps take of the algorithms of a run: which code, and how they look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from scarpwatch.algorithms.algorithm import look_record
from scarpwatch.algorithms.plugin import planned_algorithm
from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.workflow.code_digest import library_digest

_MODULES = "scarpwatch/learning/algorithms"


def code_of_algorithm(algorithm: str, scripts: Path, members: Sequence[str] = ()) -> dict[str, str]:
    """Which code an algorithm has, as a parameter of a rule: its module, and the digest of what that reaches.

    Parameters
    ----------
    algorithm : name, or file of the user's, see ``Plan.loaded``
    scripts : the folder that holds the library
    members : of an ensemble, the algorithms that it is made of: their code is its own too
    """
    modules = [
        Path(each) if each.endswith(".py") else scripts / _MODULES / f"{each}.py"
        for each in (algorithm, *members)
    ]
    return {"load": algorithm, "code": "-".join(library_digest(module, scripts) for module in modules)}


def codes_of_algorithms(algorithms: Iterable[str], scripts: Path) -> list[dict[str, Any]]:
    """The same of several."""
    return [code_of_algorithm(algorithm, scripts) for algorithm in algorithms]


def looks_of_algorithms(algorithms: Iterable[str]) -> list[dict[str, Any]]:
    """How algorithms look in figures and tables, as a parameter of a rule; ``KeyError`` for an unknown one."""
    entries = (planned_algorithm(each) if each.endswith(".py") else ENTRIES[each] for each in algorithms)
    return [look_record(entry) for entry in entries]
