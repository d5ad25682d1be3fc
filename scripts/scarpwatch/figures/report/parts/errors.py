"""What the report says of errors: outcomes of the samples, whether errors lie together, and skill class by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scarpwatch.algorithms.algorithm import AlgorithmLook, model_name
from scarpwatch.figures.report.basis.result_tables import MISSING, Table, interval, number, p_text
from scarpwatch.files.json_files import read_json

Errors = tuple[str, Mapping[str, Any]]
"""Name of a model, and what its ``errors.json`` holds."""


def read_errors(looks: Mapping[str, AlgorithmLook], paths: Sequence[str], *, coupled: bool) -> list[Errors]:
    """Records of models, in the order of their algorithms.

    Raises
    ------
    InputError
        If a file is missing or damaged.
    """
    named = zip(looks.values(), paths, strict=False)
    return [(model_name(look, coupled), read_json(path)) for look, path in named]


def error_tables(errors: Sequence[Errors], titles: Mapping[str, str]) -> list[Table]:
    """Outcomes of every model, and where factors have classes the AUC in each; nothing without errors."""
    if not errors:
        return []
    rows = [
        (
            name,
            *(f"{record['counts'][key]:,}" for key in ("TP", "FN", "FP", "TN")),
            number(100 * record["unsettled_share"], 0),
            number(moran["i"]) if moran["i"] is not None else MISSING,
            number(moran["expected"]) if moran["expected"] is not None else MISSING,
            p_text(moran["p_value"]),
        )
        for name, record in errors
        for moran in [record["morans_i"]]
    ]
    first = errors[0][1]
    note = (
        f"Out-of-fold scores of the folds {first['design']}, mean over {first['repeats']} repeats, at a threshold of "
        f"{first['threshold']:g}. Unsettled: units whose side changes from repeat to repeat. Moran's I of landslide less "
        "score: where it exceeds what is expected, errors lie together, and a cause or landslides are missing there."
    )
    columns = ("Model", "TP", "FN", "FP", "TN", "Unsettled (%)", "Moran's I", "Expected", "p")
    outcomes = Table("Errors on units that did not train", columns, tuple(rows), (note,))
    return [outcomes, *([classes] if (classes := _class_table(errors, titles)) else [])]


def _class_table(errors: Sequence[Errors], titles: Mapping[str, str]) -> Table | None:
    """AUC of every model in every class."""
    listed = errors[0][1]["class_skill"]
    if not listed:
        return None
    rows = []
    for number_, one in enumerate(listed):
        aucs = [record["class_skill"][number_] for _, record in errors]
        told = [
            f"{number(each['auc'])} {interval((each['auc_lower'], each['auc_upper']), 2)}".strip()
            if each["auc"] is not None
            else MISSING
            for each in aucs
        ]
        factor = titles.get(one["factor"], one["factor"])
        rows.append((factor, str(one["group"]), f"{one['units']:,}", f"{one['positives']:,}", *told))
    columns = ("Factor", "Class", "Units", "With landslides", *(name for name, _ in errors))
    note = "AUC with its 95 % interval, out of fold; not told with fewer than ten units with or without landslides."
    return Table("Skill within classes", columns, tuple(rows), (note,))
