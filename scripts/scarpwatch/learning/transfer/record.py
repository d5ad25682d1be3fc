"""What is kept beside a trained model, so that another area can be scored with it: its factors, its samples, and how it
was trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scarpwatch.errors import InputError
from scarpwatch.files.json_files import read_json, write_json
from scarpwatch.files.records import read_table, write_table
from scarpwatch.learning.predictors.features import Predictors
from scarpwatch.learning.predictors.sample_values import DrawnUnits

FORMAT = 1
"""Raised when a newer program could misread what an older one has kept, or the other way round."""

RECORD, COLUMNS = "record.json", "columns.json"
_SAMPLES, _VALUES = "samples.parquet", "values.parquet"
_AGAIN = "Run the area that trains the models again with this version of the program."

_DESCRIBED = {"kind": str, "unit": str, "statistics": list, "settings": dict}
_MADE = {"seed", "trees", "balanced", "monotone", "parameters"}


@dataclass(frozen=True)
class Kept:
    """What is known of a trained model without opening it.

    Attributes
    ----------
    folder : of the model's file
    factors : those it was offered, by name: ``kind``, ``unit``, ``statistics`` and ``settings``
    factor_of : column -> factor, in the order in which the model sees them
    part_of : column -> what it holds of its factor, see `Predictors`
    recipe : ``seed``, ``trees``, ``balanced``, ``monotone`` (column -> sign) and ``parameters``, as `make_model`
        takes them
    """

    folder: Path
    factors: Mapping[str, Mapping[str, Any]]
    factor_of: Mapping[str, str]
    part_of: Mapping[str, str]
    recipe: Mapping[str, Any]


def keep_model(
    folder: str | Path,
    predictors: Predictors,
    drawn: DrawnUnits,
    recipe: Mapping[str, Any],
    *,
    identities: Mapping[str, Mapping[str, Any]],
) -> None:
    """Write what belongs to a model beside its file.

    Parameters
    ----------
    folder : of the model's file
    predictors, drawn, recipe : what the model was offered, its samples, and how it was made, see `TrainedModel`
    identities : of the run's factors by name, see `factor_identities`
    """
    folder = Path(folder)
    write_json(folder / COLUMNS, predictors.factor_of)
    write_json(
        folder / RECORD,
        {
            "format": FORMAT,
            "factors": {name: identities[name] for name in predictors.factors},
            "part_of": predictors.part_of,
            "recipe": recipe,
        },
    )
    write_table(folder / _SAMPLES, drawn.samples[["unit_id", "landslide", "split", "fold"]])
    write_table(folder / _VALUES, drawn.values.reset_index(drop=True))


def read_kept(folder: str | Path) -> Kept:
    """What was kept beside a model.

    Raises
    ------
    InputError
        If it is missing or damaged, or of another version of the program.
    """
    folder = Path(folder)
    record, columns = folder / RECORD, folder / COLUMNS
    if not record.is_file() or not columns.is_file():
        lacking = record if not record.is_file() else columns
        raise InputError(lacking, "the file does not exist, and a model is applied elsewhere by it", _AGAIN)
    try:
        found, factor_of = read_json(record), read_json(columns)
    except InputError as error:
        raise InputError(error.where, error.fault, _AGAIN) from error
    if found.get("format") != FORMAT:
        told = (
            f"it is of format {found.get('format')}, where this version of the program reads format {FORMAT}"
        )
        raise InputError(record, told, _AGAIN)
    if not _is_whole(found, factor_of):
        raise InputError(record, f"it is damaged, or does not belong to {COLUMNS} beside it", _AGAIN)
    return Kept(folder, found["factors"], factor_of, found["part_of"], found["recipe"])


def _is_whole(found: Mapping[str, Any], factor_of: Mapping[str, Any]) -> bool:
    """Whether a record has all its parts, each of its kind, and they are those of the columns."""
    factors, part_of, recipe = (found.get(name) for name in ("factors", "part_of", "recipe"))
    if not (isinstance(factors, dict) and isinstance(part_of, dict) and isinstance(recipe, dict)):
        return False
    described = all(
        isinstance(there, dict) and all(isinstance(there.get(key), kind) for key, kind in _DESCRIBED.items())
        for there in factors.values()
    )
    known = set(part_of) == set(factor_of) and {str(name) for name in factor_of.values()} <= set(factors)
    return described and known and set(recipe) >= _MADE


def read_samples(kept: Kept) -> DrawnUnits:
    """The samples that trained and validated a model, with the columns that it was offered.

    Raises
    ------
    InputError
        If their files are missing or damaged, or do not belong together.
    """
    try:
        samples, values = (read_table(kept.folder / name) for name in (_SAMPLES, _VALUES))
    except InputError as error:
        raise InputError(error.where, error.fault, _AGAIN) from error
    if len(samples) != len(values) or set(values.columns) != set(kept.factor_of):
        raise InputError(
            kept.folder / _VALUES, f"it does not belong to {_SAMPLES} and {COLUMNS} beside it", _AGAIN
        )
    return DrawnUnits(
        samples=samples,
        values=values[list(kept.factor_of)].set_index(pd.Index(samples["unit_id"], name="unit_id")),
        truth=samples["landslide"].to_numpy(),
        training=(samples["split"] == "training").to_numpy(),
        xy=None,
        groups=None,
    )
