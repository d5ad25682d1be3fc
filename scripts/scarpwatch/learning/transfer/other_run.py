"""The finished run whose models are applied: which of its files are read, and whether its factors are those of here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scarpwatch.errors import InputError
from scarpwatch.learning.transfer.matching import Identities, factor_mismatches
from scarpwatch.learning.transfer.record import COLUMNS, RECORD, Kept, read_kept

KEY = "models.apply"
STATIC = "static"
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class AppliedModels:
    """Models of another run.

    Attributes
    ----------
    folder : its folder ``results``, or a copy of what is read of it
    date : of the assessment whose coupled models are applied; None where static ones alone are
    notes : what people should know, as sentences
    """

    folder: Path
    algorithms: tuple[str, ...]
    date: str | None = None
    notes: tuple[str, ...] = field(default=())

    def model_folder(self, algorithm: str, *, coupled: bool) -> Path:
        """The folder of a model's files."""
        return _place(self.folder, self.date if coupled and self.date else STATIC, algorithm) / "model"

    def metrics(self, algorithm: str, *, coupled: bool) -> Path:
        """What is known of a model's skill in its own area."""
        return self.model_folder(algorithm, coupled=coupled).with_name("metrics.json")

    def files(self, algorithm: str, *, coupled: bool) -> list[str]:
        """All files of a model, sorted."""
        folder = self.model_folder(algorithm, coupled=coupled)
        return [
            str(path) for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")
        ]

    def every_file(self) -> list[str]:
        """All files of all models."""
        return [
            path
            for coupled in (False, True)[: 1 + (self.date is not None)]
            for name in self.algorithms
            for path in (*self.files(name, coupled=coupled), str(self.metrics(name, coupled=coupled)))
        ]


def find_models(
    folder: str | Path,
    algorithms: Sequence[str],
    here: Identities,
    *,
    dynamic: Sequence[str] = (),
    own: str | Path = "results",
) -> AppliedModels:
    """Find the models of a finished run, and hold their factors against those of this area.

    Parameters
    ----------
    folder : its folder ``results``
    algorithms : those that are to be applied
    here : of the area's factors by name, see `factor_identities`
    dynamic : those of them that are measured anew; without any, static models alone are applied
    own : this run's folder ``results``

    Raises
    ------
    InputError
        If the folder or a model is missing or damaged, it is this run's own, or the factors are not the same; all
        mismatches of all models are named at once.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(folder, "the folder does not exist", f"Correct {KEY} in the config.")
    if folder.resolve() == Path(own).resolve():
        raise InputError(
            folder,
            "it is the folder of this run's own results",
            f"Give the results of the area that trained the models in {KEY}, and run this one in a folder of its own.",
        )
    static = _require(folder, STATIC, algorithms)
    dates = sorted(path.name for path in folder.iterdir() if path.is_dir() and _DATED.fullmatch(path.name))
    dates = [date for date in dates if _trained(folder, date)]
    date, notes = None, []
    if dynamic and dates:
        date = dates[-1]
    elif dynamic:
        notes.append(
            f"{folder} has no coupled models, so the static ones alone are applied; no model sees "
            f"{', '.join(dynamic)}"
        )
    elif dates:
        notes.append("there are no dynamic factors here, so the static models alone are applied")
    kept = static + (_require(folder, date, algorithms) if date else [])
    _require_factors(folder, kept, here)
    used = {name for each in kept for name in each.factors}
    unseen = [name for name in here if name not in used and name not in dynamic]
    if unseen:
        notes.append(f"the models of {folder} were trained without {', '.join(unseen)}")
    return AppliedModels(folder, tuple(algorithms), date, tuple(notes))


def _place(folder: Path, assessment: str, algorithm: str) -> Path:
    return folder / assessment / "models" / algorithm


def _trained(folder: Path, assessment: str) -> list[str]:
    """The algorithms of which an assessment has models."""
    models = folder / assessment / "models"
    return sorted(path.parent.name for path in models.glob("*/model") if path.is_dir())


def _require(folder: Path, assessment: str, algorithms: Sequence[str]) -> list[Kept]:
    """What was kept beside the models of an assessment."""
    there = _trained(folder, assessment)
    lacking = [name for name in algorithms if name not in there]
    if not there:
        raise InputError(
            folder,
            f"it has no models ({assessment}/models)",
            f"Give the folder results of a finished run with models in {KEY}.",
        )
    if lacking:
        raise InputError(
            folder,
            f"it has no model of {', '.join(lacking)} ({assessment}/models)",
            f"Set models.algorithms to what it has: {', '.join(there)}.",
        )
    kept = [read_kept(_place(folder, assessment, name) / "model") for name in algorithms]
    for each in kept:
        metrics = each.folder.with_name("metrics.json")
        if not metrics.is_file():
            raise InputError(
                metrics, "the file does not exist", "Copy it from the run that trained the models."
            )
        if not [
            path
            for path in each.folder.iterdir()
            if path.suffix != ".parquet" and path.name not in (RECORD, COLUMNS)
        ]:
            raise InputError(
                each.folder, "the model file itself is missing", "Copy the whole folder of the model."
            )
    return kept


def _require_factors(folder: Path, kept: Sequence[Kept], here: Identities) -> None:
    faults = dict.fromkeys(fault for each in kept for fault in factor_mismatches(each, here))
    if faults:
        raise InputError(
            folder,
            f"its models cannot be applied here: {'; '.join(faults)}",
            "Give this area the same factors, under the same names, in the same units and of the same kinds "
            "(factors; of a ready table also factors.more.<column>.unit and kind), or train models without them",
        )
