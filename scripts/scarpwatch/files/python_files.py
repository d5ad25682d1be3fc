"""Python files of the user's own, whose code is run."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from scarpwatch.errors import InputError


def run_python_file(path: str | Path) -> ModuleType:
    """Run a file that ends in ``.py`` and return it as a module.

    Raises
    ------
    InputError
        If it cannot be run, naming the error of its code.
    """
    path = Path(path)
    found = importlib.util.spec_from_file_location(path.stem, path)
    assert found is not None and found.loader is not None  # a file that ends in .py has both
    module = importlib.util.module_from_spec(found)
    try:
        found.loader.exec_module(module)
    except Exception as error:  # whatever the user's code raises
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise InputError(path, f"its code ends with an error ({reason})", "Correct it") from error
    return module
