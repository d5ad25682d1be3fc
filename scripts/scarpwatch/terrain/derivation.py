"""The function that derives a factor from the DEM, found by the name of its module or in a file of the user's."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from scarpwatch.files.python_files import run_python_file
from scarpwatch.terrain.elevation_blocks import Blocks

FUNCTION = "derive"


def derivation(*, module: str | None, file: str | Path | None = None) -> Callable[..., Blocks]:
    """The function ``derive(dem, **settings)`` of a module of ``terrain/factors``, or of a Python file.

    Raises
    ------
    InputError
        If the user's file cannot be run.
    """
    if file is None:
        return importlib.import_module(str(module)).derive  # type: ignore[no-any-return]
    return getattr(run_python_file(file), FUNCTION)  # type: ignore[no-any-return]
