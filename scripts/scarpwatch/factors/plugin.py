"""A factor of the user's own that is derived from the DEM by a Python file.

The file is named like the factor and holds ``FACTOR``, a dictionary of literals (``title``, ``unit``, ``kind``,
``statistics``, ``breaks``, ``palette``, ``centred``), and ``derive(dem)``, as the modules of ``terrain/factors`` have it.
While a run is planned only the dictionary is read, from the text: the code runs in its own job alone.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scarpwatch.errors import InputError
from scarpwatch.factors.factor import KINDS, Factor, statistics_fault
from scarpwatch.files.python_files import dictionary_of, parse_python_file

DICTIONARY, FUNCTION = "FACTOR", "derive"
_KEYS = {"title", "unit", "kind", "statistics", "breaks", "palette", "centred"}


def plugin_factor(path: str | Path) -> Factor:
    """The entry of a plug-in's factor, without running its code.

    Raises
    ------
    InputError
        If the file cannot be read as Python, or lacks the dictionary or the function, or the dictionary holds what it
        must not.
    """
    path = Path(path)
    tree = _parsed(path)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    if FUNCTION not in functions:
        raise InputError(path, f"it has no function {FUNCTION}(dem)", "See docs/developing.md")
    said = _dictionary(path, tree)
    title = str(said.get("title") or path.stem.replace("_", " ").capitalize())
    statistics = tuple(said.get("statistics", ("mean",)))
    return Factor(
        path.stem,
        kind=said.get("kind", "continuous"),
        statistics=statistics,
        predictors=statistics,
        title=title,
        phrase=title[0].lower() + title[1:],
        unit=str(said.get("unit", "")),
        source="plugin",
        derivation=str(path),
        breaks=tuple(float(limit) for limit in said.get("breaks", ())),
        palette=str(said.get("palette", "viridis")),
        centred=bool(said.get("centred", False)),
    )


def planned_factor(path: str | Path) -> Factor:
    """The entry of a plug-in's factor; where the file cannot be used, what its name says alone.

    A config is told what is wrong with it as a whole. The check of the inputs refuses such a file, beside all other faults.
    """
    try:
        return plugin_factor(path)
    except InputError:
        name = Path(path).stem
        return Factor(name, title=name.replace("_", " ").capitalize(), source="plugin", derivation=str(path))


def plugin_digest(path: str | Path) -> str:
    """Digest of a plug-in's code without comments, docstrings aside as they stand; an edit reruns its jobs."""
    return hashlib.sha256(ast.dump(_parsed(Path(path))).encode()).hexdigest()[:16]


def _parsed(path: Path) -> ast.Module:
    return parse_python_file(path, "factors.plugins")


def _dictionary(path: Path, tree: ast.Module) -> dict[str, Any]:
    """What the file's dictionary says, checked."""
    said = dictionary_of(path, tree, DICTIONARY, "{'unit': 'm'}")
    if faults := _faults(said):
        raise InputError(
            path, f"{DICTIONARY}: {'; '.join(faults)}", f"It may hold {', '.join(sorted(_KEYS))}"
        )
    return said


def _faults(said: Mapping[Any, Any]) -> list[str]:
    """What a dictionary holds that it must not."""
    unknown = sorted(set(map(str, said)) - _KEYS)
    faults = [f"it has {', '.join(unknown)}"] if unknown else []
    kinds = [kind for kind in KINDS if kind != "classes"]
    if said.get("kind", "continuous") not in kinds:
        faults.append(f"its kind {said['kind']!r} is none of {', '.join(kinds)}")
    statistics, breaks = said.get("statistics", ["mean"]), said.get("breaks", [])
    if not isinstance(statistics, list | tuple) or not statistics:
        faults.append("its statistics are no list")
    elif fault := statistics_fault(statistics):
        faults.append(fault)
    numbers = isinstance(breaks, list | tuple) and all(isinstance(limit, int | float) for limit in breaks)
    if not numbers or sorted(set(breaks)) != list(breaks):
        faults.append("its breaks are no list of increasing numbers")
    return faults
