"""What a module of an algorithm has, and how it is found: by its name in this room, or as a Python file."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import ConfigError, InputError
from scarpwatch.files.python_files import run_python_file
from scarpwatch.learning.algorithms.parts.own_code import OwnCode

Float = NDArray[np.float64]
Labels = NDArray[np.int64]
Scale = Literal["score", "log-odds"]
Watch = tuple[pd.DataFrame, Labels]


@dataclass(frozen=True)
class Settings:
    """How a model is to be made; an algorithm without a use for one of them passes over it.

    Attributes
    ----------
    seed : of its random numbers
    n_jobs : threads; they must change neither scores nor importance
    trees : number of trees
    balanced : give both classes the same weight, whatever their numbers
    monotone : column -> 1 where the index must not fall as the column rises, -1 where it must not rise
    parameters : those that replace the algorithm's own, as tuning chose them; of an ensemble, those of each member
        by its name
    members : of an ensemble, names or files of the algorithms that it is made of
    """

    seed: int
    n_jobs: int = 1
    trees: int = 300
    balanced: bool = False
    monotone: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    members: Sequence[str] = ()


class Algorithm(Protocol):
    """A module with these constants and functions. ``model`` is what its own ``make`` or ``load`` gave.

    It may also have ``fit_in_folds(model, values, labels, folds)``, which takes the place of ``fit`` where the fold of
    each training unit is known: copies and neighbours share one, so what is learned from held-out units holds them out
    together.

    Attributes
    ----------
    FILE : name of the file of a trained model, in a format that runs no code when it is loaded
    SCALE : what contributions add up to: the score, or its log-odds
    GRID : values of each parameter among which tuning chooses
    TREES_TO_TUNE : most trees of a model that only judges a candidate; None: as many as asked for
    GAP_CONTROL : place among the algorithms that can stand for all in the control of missing values, lowest first;
        None: it fills gaps, and cannot see where they are
    """

    __name__: str
    FILE: str
    SCALE: Scale
    GRID: Mapping[str, tuple[Any, ...]]
    TREES_TO_TUNE: int | None
    GAP_CONTROL: int | None

    def make(self, settings: Settings) -> Any:
        """An untrained model."""

    def fit(self, model: Any, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
        """Train in place on units (rows) with NaN where nothing was measured; both classes are there and some column
        varies. On the units of ``watch``, which do not train, an algorithm may watch when to stop."""

    def trees_kept(self, model: Any) -> int | None:
        """Trees of a model that watched and stopped, its parameter ``n_estimators``; None for any other."""

    def columns(self, model: Any) -> list[str]:
        """The columns that a trained model reads."""

    def scores(self, model: Any, values: pd.DataFrame) -> Float:
        """Index of units (rows), 0 to 1, from the columns that the model was trained on."""

    def save(self, model: Any, path: Path) -> None:
        """Write a trained model; equal models give equal bytes."""

    def load(self, path: Path) -> Any:
        """A model that gives the same scores and contributions; any exception says that the file is damaged."""

    def importance(self, model: Any) -> Float:
        """How much each column matters that a trained model (not one of a file) reads: not negative, of any sum."""

    def contributions(self, model: Any, values: pd.DataFrame) -> tuple[Float, float]:
        """What each column adds to the output of each unit (units, columns), and the base to which it is added; with
        it they make the output on ``SCALE``. ``values`` has the columns that the model reads, in their order."""

    def candidate(self, point: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters of a point of ``GRID``."""


PARTS = tuple(
    sorted(name for name in {*Algorithm.__annotations__, *vars(Algorithm)} if not name.startswith("_"))
)
"""Names that a module of an algorithm must have."""


@cache
def load_algorithm(algorithm: str) -> Algorithm:
    """The module of an algorithm.

    Parameters
    ----------
    algorithm : name of a module of this room, or path of a Python file

    Raises
    ------
    ConfigError
        If there is no such algorithm.
    InputError
        If a file of the user's cannot be run, or lacks a part, or one of them is not what it has to be.
    """
    if algorithm.endswith(".py"):
        module: Any = run_python_file(algorithm)
        if lacking := _lacking(module):
            raise InputError(algorithm, f"it lacks {', '.join(lacking)}", "See docs/developing.md")
        module = OwnCode(algorithm, module)
        _GIVEN[algorithm_name(algorithm)] = cast("Algorithm", module)
    else:
        place = f"{__package__}.{algorithm}"
        known = algorithm.isidentifier() and importlib.util.find_spec(place) is not None
        module = importlib.import_module(place) if known else None
        if module is None or _lacking(module):
            raise ConfigError(
                "models.algorithms", f"'{algorithm}' is unknown", "Choose among those in docs/config.md."
            )
    return cast("Algorithm", module)


def given_algorithm(name: str) -> Algorithm | None:
    """The module of a name that stands in the file of a model: one of this room, or of a file of the user's that this
    process was given. None for any other, so that no file of a model says which code is run."""
    if name in _GIVEN:
        return _GIVEN[name]
    try:
        return None if name.endswith(".py") else load_algorithm(name)
    except ConfigError:
        return None


_GIVEN: dict[str, Algorithm] = {}
"""Modules of the user's files, by name, once they were loaded."""


def algorithm_name(algorithm: str) -> str:
    """What results call an algorithm: its name, or that of its file."""
    return Path(algorithm).stem if algorithm.endswith(".py") else algorithm


def _lacking(module: Any) -> list[str]:
    return [part for part in PARTS if not hasattr(module, part)]
