"""A learning algorithm of the user's own: a Python file with what a module of ``learning/algorithms`` has.

The file is named like the algorithm and holds ``ALGORITHM`` too, a dictionary of literals of what the registry says of
the program's own (``title``, ``short``, ``colour``, ``line``, ``importance``, ``measure``, ``takes_monotone``). While a
run is planned only the text is read: the code runs in its own jobs alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scarpwatch.algorithms.algorithm import Algorithm, read_line
from scarpwatch.errors import InputError
from scarpwatch.files.python_files import dictionary_of, parse_python_file

KEY, DICTIONARY, FUNCTION = "models.plugins", "ALGORITHM", "make"
PARTS = (
    "FILE",
    "GAP_CONTROL",
    "GRID",
    "SCALE",
    "TREES_TO_TUNE",
    "candidate",
    "columns",
    "contributions",
    "fit",
    "importance",
    "load",
    FUNCTION,
    "save",
    "scores",
    "trees_kept",
)
"""What a file must define: the names of the protocol in ``learning/algorithms``, which no plan imports."""
LINES = ("-", "--", "-.", ":")

_TEXTS = {"title": 60, "short": 12, "importance": 20, "measure": 120}
_KEYS = {*_TEXTS, "colour", "line", "takes_monotone"}


def plugin_algorithm(path: str | Path) -> Algorithm:
    """The entry of a plug-in's algorithm, without running its code.

    Raises
    ------
    InputError
        If the file cannot be read as Python, or lacks the dictionary or a part, or the dictionary holds what it must
        not.
    """
    path = Path(path)
    tree = parse_python_file(path, KEY)
    if lacking := _lacking(tree):
        raise InputError(path, f"it lacks {', '.join(lacking)}", "See docs/algorithms.md")
    said = dictionary_of(path, tree, DICTIONARY, "{'title': 'nearest neighbours', 'short': 'KNN'}")
    if faults := _faults(said):
        raise InputError(
            path, f"{DICTIONARY}: {'; '.join(faults)}", f"It may hold {', '.join(sorted(_KEYS))}"
        )
    return _entry(path, said)


def planned_algorithm(path: str | Path) -> Algorithm:
    """The entry of a plug-in's algorithm; where the file cannot be used, what its name says alone.

    A config is told what is wrong with it as a whole. The check of the inputs refuses such a file, beside all other faults.
    """
    try:
        return plugin_algorithm(path)
    except InputError:
        return _entry(Path(path), {"takes_monotone": True})


def _entry(path: Path, said: Mapping[str, Any]) -> Algorithm:
    title = str(said.get("title", path.stem.replace("_", " ")))
    short = str(said.get("short", title))
    return Algorithm(
        path.stem,
        short=short,
        colour=str(said.get("colour", "#444444")),
        line=read_line(said.get("line", "-")),
        importance=str(said.get("importance", "own")),
        measure=str(said.get("measure", f"{short}'s own importance")),
        orders_factors=False,
        title=title,
        takes_monotone=bool(said.get("takes_monotone", False)),
    )


def _lacking(tree: ast.Module) -> list[str]:
    """Parts that a file neither defines nor imports; one that imports all of a module may lack ``make`` alone."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    needed = (FUNCTION,) if "*" in found else PARTS
    return [name for name in needed if name not in found]


def _faults(said: Mapping[Any, Any]) -> list[str]:
    """What a dictionary holds that it must not."""
    unknown = sorted(set(map(str, said)) - _KEYS)
    faults = [f"it has {', '.join(unknown)}"] if unknown else []
    for key, most in _TEXTS.items():
        text = said.get(key, key)
        if not isinstance(text, str) or not 0 < len(text.strip()) <= most or not text.isprintable():
            faults.append(f"its {key} is no text of at most {most} characters in one line")
    colour = said.get("colour", "#444444")
    if not isinstance(colour, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        faults.append("its colour is not like '#56b4e9'")
    if not _is_line(said.get("line", "-")):
        faults.append(f"its line is none of {', '.join(map(repr, LINES))} and not like (0, (5, 2))")
    if not isinstance(said.get("takes_monotone", False), bool):
        faults.append("its takes_monotone is neither True nor False")
    return faults


def _is_line(line: Any) -> bool:
    """Whether it is a style, or an offset with lengths of dashes and gaps by turns."""
    if isinstance(line, str):
        return line in LINES
    if not isinstance(line, list | tuple) or len(line) != 2 or not isinstance(line[1], list | tuple):
        return False
    whole = all(type(number) is int and number >= 0 for number in (line[0], *line[1]))
    return whole and any(line[1]) and len(line[1]) % 2 == 0
