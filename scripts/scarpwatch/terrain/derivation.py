"""The function that derives a factor from the DEM, found by the name of its module or in a file of the user's."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path

from scarpwatch.errors import InputError
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
    path = Path(file)
    found = importlib.util.spec_from_file_location(path.stem, path)
    assert found is not None and found.loader is not None  # a file that ends in .py has both
    plugin = importlib.util.module_from_spec(found)
    try:
        found.loader.exec_module(plugin)
    except Exception as error:  # whatever the user's code raises
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise InputError(path, f"its code ends with an error ({reason})", "Correct it") from error
    return getattr(plugin, FUNCTION)  # type: ignore[no-any-return]
