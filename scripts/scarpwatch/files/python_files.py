"""Python files of the user's own: what their text says, and how their code is run."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import path_fault


def parse_python_file(path: str | Path, key: str) -> ast.Module:
    """The syntax tree of a file, without running it.

    Parameters
    ----------
    key : of the config, which names the file

    Raises
    ------
    InputError
        If it cannot be read as Python.
    """
    path = Path(path)
    if fault := path_fault(path):
        cure = f"Correct {key} in the config; paths are relative to {Path.cwd()}."
        raise InputError(path, f"{fault}; {key} names it", cure)
    try:
        return ast.parse(path.read_text(encoding="utf-8-sig"))  # as Python reads it
    except (
        OSError,
        ValueError,
        SyntaxError,
        RecursionError,
        MemoryError,
    ) as error:  # no text, or not of Python
        reason = " ".join(str(error).split())
        raise InputError(path, f"it cannot be read as Python ({reason})", f"Correct {key}") from error


def dictionary_of(path: str | Path, tree: ast.Module, name: str, example: str) -> dict[Any, Any]:
    """A dictionary of literals that a file holds under a name.

    Parameters
    ----------
    example : what one may look like, for the message

    Raises
    ------
    InputError
        If there is none.
    """
    values = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    ]
    try:
        said = ast.literal_eval(values[0]) if values else None
    except (ValueError, TypeError):
        said = None
    if not isinstance(said, dict):
        cure = f"Add one, for instance {name} = {example}"
        raise InputError(path, f"it has no dictionary {name} of literals", cure)
    return said


def run_python_file(path: str | Path) -> ModuleType:
    """Run a file that ends in ``.py`` and return it as a module.

    Raises
    ------
    InputError
        If it cannot be run, naming the error of its code.
    """
    path = Path(path)
    name = f"own_file_{path.stem}"  # no other module has it
    found = importlib.util.spec_from_file_location(name, path)
    assert found is not None and found.loader is not None  # a file that ends in .py has both
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module  # where data classes look for the names in their annotations
    try:
        found.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # whatever the user's code raises
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise InputError(path, f"its code ends with an error ({reason})", "Correct it") from error
    return module
