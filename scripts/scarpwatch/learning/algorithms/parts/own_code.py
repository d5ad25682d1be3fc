"""A file of the user's own, held to what is asked of an algorithm: what it gives is checked, what it is given it cannot
change, and an error of its code is told with its line."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import InputError, ScarpWatchError

Float = NDArray[np.float64]
FUNCTIONS = ("make", "trees_kept", "candidate")
"""Those that are called as they are, but for what their errors say."""
TAKEN = ("record.json", "columns.json", "samples.parquet", "values.parquet")
"""Names of the files that are kept beside that of a model."""


class OwnCode:
    """The module of a file with the constants and functions of an algorithm.

    Raises
    ------
    InputError
        If a constant or function is not what it has to be; from its functions also if the code ends with an error, or
        gives something else than it is asked for.
    """

    def __init__(self, path: str | Path, module: Any) -> None:
        self.path, self.module = Path(path), module
        self.__name__ = str(path)  # as messages call it
        for name in ("FILE", "SCALE", "GRID", "TREES_TO_TUNE", "GAP_CONTROL"):
            setattr(self, name, getattr(module, name))
        for name in FUNCTIONS:
            setattr(self, name, self._called(name))
        if hasattr(module, "fit_in_folds"):
            self.fit_in_folds = self._fit_in_folds
        self.load = module.load  # its errors say that a file is damaged
        if faults := _faults(module):
            raise InputError(self.path, "; ".join(faults), "See docs/developing.md")

    def fit(self, model: Any, values: pd.DataFrame, labels: NDArray[np.int64], watch: Any) -> None:
        """Train on copies."""
        seen = None if watch is None else (watch[0].copy(), watch[1].copy())
        self._called("fit")(model, values.copy(), labels.copy(), seen)
        self._require_known(model, values)

    def _fit_in_folds(self, model: Any, values: pd.DataFrame, labels: Any, folds: Any) -> None:
        self._called("fit_in_folds")(model, values.copy(), labels.copy(), folds.copy())
        self._require_known(model, values)

    def save(self, model: Any, path: Path) -> None:
        """Write a file."""
        self._called("save")(model, path)
        if not path.is_file():
            raise self._refused("save", "writes no file under the path that it is given")

    def columns(self, model: Any) -> list[str]:
        """Their names."""
        return [str(name) for name in self._called("columns")(model)]

    def scores(self, model: Any, values: pd.DataFrame) -> Float:
        """One number from 0 to 1 for each unit."""
        found = self._numbers("scores", self._called("scores")(model, values.copy()), (len(values),))
        if ((found < 0) | (found > 1)).any():
            raise self._refused("scores", f"gives {found.min():g} to {found.max():g} and not 0 to 1")
        return found

    def importance(self, model: Any) -> Float:
        """One number for each column, none negative."""
        wanted = (len(self.columns(model)),)
        found = self._numbers("importance", self._called("importance")(model), wanted)
        if (found < 0).any():
            raise self._refused("importance", "gives negative numbers")
        return found

    def contributions(self, model: Any, values: pd.DataFrame) -> tuple[Float, float]:
        """One number for each unit and column, and the base."""
        pair = self._called("contributions")(model, values.copy())
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise self._refused("contributions", "does not give two things, the contributions and their base")
        base = self._numbers("contributions", pair[1], ())
        return self._numbers("contributions", pair[0], values.shape), float(base)

    def _called(self, name: str) -> Callable[..., Any]:
        """A function of the file whose errors name the file and the line."""

        def call(*given: Any) -> Any:
            try:
                return getattr(self.module, name)(*given)
            except (ScarpWatchError, MemoryError, OSError):
                raise
            except (Exception, SystemExit) as error:  # whatever the user's code raises
                frames = traceback.extract_tb(error.__traceback__)
                lines = [frame.lineno for frame in frames if frame.filename == str(self.path)]
                place = f" in line {lines[-1]}" if lines else ""
                said = f"{type(error).__name__}: {' '.join(str(error).split())}"
                raise InputError(
                    self.path, f"its {name} ends with an error{place} ({said})", "Correct it"
                ) from error

        return call

    def _require_known(self, model: Any, values: pd.DataFrame) -> None:
        if foreign := sorted(set(self.columns(model)) - set(values.columns)):
            raise self._refused("columns", f"names {', '.join(foreign)}, on which it was not trained")

    def _numbers(self, name: str, found: Any, shape: tuple[int, ...]) -> Float:
        try:
            numbers = np.asarray(found, dtype=np.float64)
        except (TypeError, ValueError):
            raise self._refused(name, "gives something else than numbers") from None
        if numbers.shape != shape:
            raise self._refused(name, f"gives numbers of shape {numbers.shape} where {shape} are needed")
        if not np.isfinite(numbers).all():
            raise self._refused(name, "gives numbers that are NaN or infinite")
        return numbers

    def _refused(self, name: str, fault: str) -> InputError:
        return InputError(self.path, f"its {name} {fault}", "Correct it; see docs/developing.md")


def _faults(module: Any) -> list[str]:
    """What is wrong with the constants and functions of a file."""
    wanted = (*FUNCTIONS, "fit", "save", "columns", "scores", "load", "importance", "contributions")
    faults = [f"its {name} is no function" for name in wanted if not callable(getattr(module, name))]
    if not isinstance(module.FILE, str) or Path(module.FILE).name != module.FILE or module.FILE in TAKEN:
        faults.append(f"its FILE is no name of a file of its own ({', '.join(TAKEN)} are taken)")
    if module.SCALE not in ("score", "log-odds"):
        faults.append("its SCALE is neither 'score' nor 'log-odds'")
    grid = module.GRID
    if not isinstance(grid, Mapping) or not all(
        isinstance(values, tuple | list) and values for values in grid.values()
    ):
        faults.append("its GRID is no dictionary of parameters to tuples of values")
    for name, least in (("TREES_TO_TUNE", 1), ("GAP_CONTROL", 0)):
        number = getattr(module, name)
        if number is not None and not (isinstance(number, int) and number >= least):
            faults.append(f"its {name} is neither None nor a whole number from {least}")
    return faults
