"""What the report says of importance, collinearity, area of applicability and uncertainty of the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from scarpwatch.algorithms.algorithm import AlgorithmLook, measures, model_name, ordering
from scarpwatch.figures.report.basis.reading import optional_json
from scarpwatch.figures.report.basis.result_tables import MISSING, Model, Table, number
from scarpwatch.files.csv_tables import read_csv
from scarpwatch.learning.zoning import density_falls

MEASURES = {"gain": "gain", "permutation": "permuted", "shap": "SHAP"}


@dataclass(frozen=True)
class Reliability:
    """Records of the static models, or of the coupled ones.

    Attributes
    ----------
    coupled : bool
    looks : of the algorithms, by name
    records : mapping of algorithm to reliability.json
    ranking : table of importance.csv; empty where other ground trained the models
    collinearity : collinearity.json
    """

    coupled: bool
    looks: Mapping[str, AlgorithmLook]
    records: Mapping[str, Mapping[str, Any]]
    ranking: pd.DataFrame
    collinearity: Mapping[str, Any]


def read_reliability(
    looks: Mapping[str, AlgorithmLook],
    records: Sequence[str],
    ranking: str,
    collinearity: str,
    *,
    coupled: bool,
) -> list[Reliability]:
    """One entry, or none where no files are given.

    Parameters
    ----------
    records : paths, one per algorithm in the same order; those at the end that are not mapped have none

    Raises
    ------
    InputError
        If a record is missing or damaged.
    """
    if not records:
        return []
    read = {name: optional_json(path) or {} for name, path in zip(looks, records, strict=False)}
    ranked = read_csv(ranking) if ranking else pd.DataFrame()
    return [Reliability(coupled, looks, read, ranked, optional_json(collinearity) or {})]


def importance_tables(parts: Sequence[Reliability], titles: Mapping[str, str]) -> list[Table]:
    """Importance by all measures, in the place of the study's Tables 6 (static) and 7 (dynamic).

    Parameters
    ----------
    titles : factor to what the tables call it
    """
    tables: list[Table] = []
    for part in parts:
        wide = part.ranking.pivot(index="factor", columns="algorithm")
        names = list(dict.fromkeys(part.ranking["algorithm"]))
        order = (
            wide["gain"][ordering(part.looks.values(), names)]
            .mean(axis=1)
            .sort_values(ascending=False, kind="stable")
            .index
        )
        title = (
            "static and dynamic factors (the study's Table 7)"
            if part.coupled
            else "static factors (the study's Table 6)"
        )
        # A table for each measure: all in one would be wider than the page.
        of_part = []
        for measure, called in MEASURES.items():
            shown = [name for name in names if measure in wide and wide[measure][name].notna().any()]
            rows = [
                (titles.get(name, name), *(number(float(wide.loc[name, (measure, each)])) for each in shown))
                for name in map(str, order)
            ]
            columns = ("Factor", *(model_name(part.looks[name], False) for name in shown))
            caption = f"Importance of the factors, {called}: {title}"
            of_part += [Table(caption, columns, tuple(rows))] if shown else []
        note = _importance_note(part.looks[name] for name in names)
        tables += [*of_part[:-1], *(replace(table, notes=(note,)) for table in of_part[-1:])]
    return tables


def _importance_note(looks: Iterable[AlgorithmLook]) -> str:
    return (
        f"Gain: what the study prints; {measures(looks)}, each adding up to 1, measured on training units and in "
        "favour of factors with many distinct values. Permuted: loss of AUC on the validation units when the factor is "
        "permuted among them; a negative value means none. SHAP: share in the mean absolute Shapley values on the "
        "validation units."
    )


def collinearity_items(
    parts: Sequence[Reliability], titles: Mapping[str, str]
) -> tuple[list[str], list[Table]]:
    """Sentences, with the names that the config takes, and tables on collinearity, with ``titles`` of the factors."""
    words, tables = [], []
    for part in parts:
        record = part.collinearity
        if not record:
            continue
        kind = "Static and dynamic factors" if part.coupled else "Static factors"
        words.append(f"{kind}: {collinearity_words(record, titles)}")
        rows = tuple(
            (
                titles.get(row["factor"], row["factor"]),
                _vif(row),
                "yes" if row["involved"] else "no",
            )
            for row in record["factors"]
        )
        note = (
            f"Of {record['units']:,} training units with a value of every factor. VIF above "
            f"{record['max_vif']:g} and a part in a condition index above {record['max_condition_index']:.0f} mark "
            f"collinear factors. "
            "Factors of several columns (aspect, classes) have the generalised VIF per column."
        )
        if part.coupled and {"deformation_rate", "cumulative_deformation"} <= {
            row["factor"] for row in record["factors"]
        }:
            note += " Where the motion model is linear, cumulative deformation is the rate times the length of the series."
        tables.append(
            Table(f"Collinearity: {kind.lower()}", ("Factor", "VIF", "In a near-dependency"), rows, (note,))
        )
    return words, tables


def collinearity_words(record: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """What was found, and what to do about it.

    Parameters
    ----------
    record : mapping
        What ``collinearity.json`` holds.
    titles : factor to what people call it
    """
    if record["condition_index"] is None:
        return f"Only {record['units']} training units have all factors: too few to judge collinearity."
    near = _titled((str(row["factor"]) for row in record["factors"] if row["involved"]), titles)
    text = f"The largest condition index is {record['condition_index']:.3g}"
    limit = f"{record['max_condition_index']:.0f}"
    if record["condition_index"] > record["max_condition_index"]:
        text += f" (above {limit}, among {near})" if near else f" (above {limit})"
    if record["high_vif"]:
        text += (
            f"; variance inflation exceeds {record['max_vif']:g} for {_titled(record['high_vif'], titles)}. These "
            "factors are collinear: read their importance together, or leave one out."
        )
    else:
        text += f"; no variance inflation exceeds {record['max_vif']:g}."
    left_out = f" Left out of the models: {_titled(record['dropped'], titles)}." if record["dropped"] else ""
    return text + left_out


def _titled(names: Iterable[str], titles: Mapping[str, str]) -> str:
    return ", ".join(titles.get(name, name) for name in names)


def _vif(row: Mapping[str, Any]) -> str:
    """JSON has no infinity: a factor that the others determine has no number, and takes part."""
    if row["vif"] is None:
        return "∞" if row["involved"] else MISSING
    return number(row["vif"], 1)


def reliability_table(parts: Sequence[Reliability], titles: Mapping[str, str]) -> Table:
    """Model uncertainty and area of applicability, per model.

    Parameters
    ----------
    titles : factor to what the table calls it
    """
    rows, most = [], 0
    for part in parts:
        for algorithm, record in part.records.items():
            by_factor = record.get("outside_by_factor") or {}
            worst = max(
                (name for name in by_factor if by_factor[name] > 0),
                key=lambda name: by_factor[name],
                default=None,
            )
            most = max(most, int(record.get("models_for_spread") or 0))
            rows.append(
                (
                    model_name(part.looks[algorithm], part.coupled),
                    number(record.get("median_score_std")),
                    number(100 * record["outside_share"], 1),
                    number(100 * record["dissimilar_share"], 1),
                    f"{titles.get(worst, worst)} ({number(100 * by_factor[worst], 1)} %)"
                    if worst
                    else MISSING,
                )
            )
    notes = (
        f"Standard deviation of a unit's index over up to {most} models, each trained without one fold of the "
        "training units and with its own seed: model uncertainty, not the error of the index.",
        "Outside the area of applicability: a factor exceeds the range of the training units by more than a tenth of "
        "it, or the dissimilarity index exceeds that among the training units (Meyer and Pebesma 2021). Such units are "
        "hatched on the maps.",
    )
    columns = ("Model", "Median standard deviation", "Units outside (%)", "by dissimilarity (%)")
    return Table(
        "Model uncertainty and area of applicability",
        (*columns, "Factor most often out of range"),
        tuple(rows),
        notes,
    )


def held_out_table(models: Sequence[Model]) -> Table | None:
    """Landslides of the held-out units per class, with a sentence on whether density rises."""
    rows = []
    names: tuple[str, ...] = ()
    for model in models:
        table = model.classes
        if table is None or "held_out_share" not in table or table["held_out_share"].isna().all():
            continue
        names = tuple(table["name"])
        rows.append(
            (
                model.name,
                *(number(100 * float(share), 1) for share in table["held_out_share"]),
                density_words(table),
            )
        )
    if not rows:
        return None
    note = (
        "Landslides in validation units only, which no model was trained on. They lie among the sampled units; "
        "area shares are those of all units."
    )
    columns = ("Model", *(f"{name} (%)" for name in names), "In words")
    return Table("Held-out landslides per susceptibility class", columns, tuple(rows), (note,))


def density_words(table: pd.DataFrame) -> str:
    """Whether the landslides, and those of the held-out units, grow denser from class to class.

    Parameters
    ----------
    table : what :func:`scarpwatch.learning.zoning.class_table` gives
    """
    words = []
    for column, what in (("density", "Landslides"), ("held_out_ratio", "Those of the held-out units")):
        falls = density_falls(table, column)
        if falls is None:
            continue
        if not falls:
            words.append(f"{what} grow denser with every class.")
            continue
        pairs = ", ".join(f"“{higher}” than “{lower}”" for lower, higher in falls)
        words.append(
            f"{what} are no denser in {pairs}: there the map does not rank the ground, or the classes hold too "
            "few landslides to tell."
        )
    return " ".join(words)
