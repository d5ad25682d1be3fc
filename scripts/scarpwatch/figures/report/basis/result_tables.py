"""Tables of the report, from the files that the workflow wrote. Numbers become text here, once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.algorithms.algorithm import AlgorithmLook, measures, model_name
from scarpwatch.decisions import KEY
from scarpwatch.factors.rate_classes import class_shares, rate_classes
from scarpwatch.susceptibility_classes import CLASS_NAMES, NUMBER

MISSING = "–"
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Table:
    """A table ready to print: texts in rows; the first column names the row.

    Other columns are right-aligned, but for those that hold sentences or lists, which may also break.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = field(default=())

    def wordy(self, column: int) -> bool:
        """Whether a column of a table of more than two holds sentences or lists."""
        return len(self.columns) > 2 and column > 0 and any(len(row[column]) > 28 for row in self.rows)


@dataclass(frozen=True)
class Model:
    """One model with what was written about it; one that is not mapped has no classes."""

    look: AlgorithmLook
    coupled: bool
    metrics: Mapping[str, Any]
    classes: pd.DataFrame | None
    importance: pd.DataFrame

    @property
    def name(self) -> str:
        """As in the figures: ``XGBoost`` or ``SAR+XGBoost``."""
        return model_name(self.look, self.coupled)


def number(value: Any, digits: int = 3, *, sign: bool = False) -> str:
    """A number as text, with a true minus sign; a dash for missing."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return MISSING
    text = f"{value:+,.{digits}f}" if sign else f"{value:,.{digits}f}"
    return text.replace("-", MINUS)


def interval(pair: Sequence[float | None] | None, digits: int = 3) -> str:
    """``(low–high)``, or nothing where it is not known."""
    if pair is None or any(value is None or not math.isfinite(value) for value in pair):
        return ""
    return f"({number(pair[0], digits)}–{number(pair[1], digits)})"


def limits(part: Mapping[str, Any]) -> str:
    """The interval of a difference as text; a dash where it is not known."""
    low, high = part.get("lower"), part.get("upper")
    if low is None or high is None:
        return MISSING
    return f"{number(low, sign=True)} to {number(high, sign=True)}"


def p_text(p_value: float | None) -> str:
    """A p-value as text."""
    return MISSING if p_value is None else "< 0.001" if p_value < 0.001 else number(p_value)


def plain_value(value: Any) -> str:
    """Any scalar of a JSON file as text."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace("-", MINUS)
    if isinstance(value, float):
        if not math.isfinite(value):
            return MISSING
        if value == 0 or 1e-3 <= abs(value) < 1e6:
            return f"{value:,.4g}".replace("-", MINUS) if abs(value) < 1e4 else number(value, 0)
        return f"{value:.3g}".replace("-", MINUS)
    if isinstance(value, list | tuple):
        return ", ".join(plain_value(item) for item in value) or MISSING
    return str(value)


def _leaves(record: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Nested mappings as pairs of dotted key and value."""
    pairs: list[tuple[str, Any]] = []
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            pairs += _leaves(value, f"{name}.") if value else [(name, None)]
        else:
            pairs.append((name, value))
    return pairs


def flatten(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Nested mappings as pairs of dotted key and text; numbers as they would be typed into a config."""
    return [
        (
            key,
            str(value)
            if isinstance(value, int | float) and not isinstance(value, bool)
            else plain_value(value),
        )
        for key, value in _leaves(record)
    ]


def facts_table(caption: str, record: Mapping[str, Any], names: Mapping[str, str]) -> Table:
    """A two-column table of a JSON record.

    Parameters
    ----------
    names : mapping of dotted key to what people call it
        Keys without a name are printed readably; keys named "" are left out, and so are decisions and notes,
        which have a section of their own.
    """
    rows = []
    for key, value in _leaves({k: v for k, v in record.items() if k not in (KEY, "notes")}):
        text = plain_value(value)
        if key.endswith(("longitude", "latitude")) and isinstance(value, float):
            text = number(value, 4)  # about ten metres
        elif not isinstance(value, int | float):
            text = text.replace("_", " ")
        name = names.get(key, key.replace(".", ": ").replace("_", " "))
        if name:
            rows.append((name[:1].upper() + name[1:], text))
    return Table(caption, ("Quantity", "Value"), tuple(rows))


def skill_table(models: Iterable[Model], split: str) -> Table:
    """Integer confusion counts and rates of every model on one split."""
    rows, units = [], None
    for model in models:
        part = model.metrics[split]
        counts, rates = part["counts"], part["rates"]
        units = units or (part["units"], part["positives"], part["threshold"])
        rows.append(
            (
                model.name,
                *(f"{counts[key]:,}" for key in ("TP", "TN", "FP", "FN")),
                *(number(rates[key]) for key in ("sensitivity", "specificity", "accuracy", "precision")),
                *(number(rates[key]) for key in ("f1", "mcc")),
                f"{number(part['auc'])} {interval(part.get('auc_interval'))}".strip(),
            )
        )
    note = ""
    if units:
        note = (
            f"{units[0]:,} units, {units[1]:,} of them with landslides. A unit counts as predicted "
            f"landslide from a score of {units[2]:g}. AUC with its 95 % interval (DeLong, logit scale)."
        )
    what = "training units (fit, not skill)" if split == "training" else "held-out validation units"
    columns = ("Model", "TP", "TN", "FP", "FN", "Sensitivity", "Specificity", "Accuracy", "Precision")
    return Table(f"Performance on the {what}", (*columns, "F1", "MCC", "AUC"), tuple(rows), (note,))


def area_is_predictor(models: Sequence[Model]) -> str:
    """Whether the area of the units is among the predictors, as a part of a sentence; empty if that is not known."""
    if not any("area_predictors" in model.metrics for model in models):
        return ""
    names = dict.fromkeys(name for model in models for name in model.metrics.get("area_predictors") or [])
    if not names:
        return ", which is not a predictor,"
    return f", which is a predictor here ({', '.join(names)}),"


def class_share_table(models: Iterable[Model]) -> Table:
    """Share of area, share of landslides and frequency ratio per class and model."""
    rows = []
    for model in models:
        if model.classes is None:
            continue
        table = model.classes.set_index("class")
        counted = "units (%)" if table["area_km2"].isna().all() else "area (%)"
        for row, (label, column, factor, digits) in enumerate(
            (
                (counted, "area_share", 100.0, 1),
                ("landslides (%)", "landslide_share", 100.0, 1),
                ("frequency ratio", "frequency_ratio", 1.0, 2),
            )
        ):
            values = [
                number(float(table.loc[code, column]) * factor, digits) for code in range(1, NUMBER + 1)
            ]
            rows.append((model.name if row == 0 else "", label, *values))
    note = (
        "Frequency ratio: share of landslides over share of area; above 1, landslides are more frequent than "
        "on average. It should rise from each class to the next."
    )
    return Table("Susceptibility classes", ("Model", "Share", *CLASS_NAMES), tuple(rows), (note,))


def importance_table(models: Sequence[Model], titles: Mapping[str, str]) -> Table:
    """Normalised importance per factor and model, the factors in the order of their mean.

    Parameters
    ----------
    titles : factor to what the table calls it
    """
    gains = {model.name: model.importance.set_index("factor")["gain"] for model in models}
    wide = pd.DataFrame(gains)
    ranking = [model.name for model in models if model.coupled] or list(wide.columns)
    order = wide[ranking].mean(axis=1).sort_values(ascending=False, kind="stable").index
    rows = [
        (titles.get(str(name), str(name)), *(number(float(value)) for value in wide.loc[name].to_numpy()))
        for name in order
    ]
    what = measures(model.look for model in models)
    note = (
        f"{what[:1].upper() + what[1:]}, each adding up to 1. It is measured on the training units; those of the trees favour "
        "factors with many distinct values."
    )
    return Table("Importance of the factors", ("Factor", *gains), tuple(rows), (note,))


def unit_table(units: pd.DataFrame, name: str) -> Table:
    """Number and size of the mapping units.

    Parameters
    ----------
    units : DataFrame
        With ``area_m2``.
    name : str
        "slope units", "grid cells", ...
    """
    small = float(units["area_m2"].mean()) < 50_000
    area, unit, digits = (units["area_m2"], "m²", 0) if small else (units["area_m2"] / 1e6, "km²", 3)
    middle = f"{number(float(area.quantile(0.05)), digits)}–{number(float(area.quantile(0.95)), digits)}"
    rows = (
        (f"Number of {name}", f"{len(area):,}"),
        ("Total area (km²)", number(float(units["area_m2"].sum()) / 1e6, 1)),
        (f"Mean area ({unit})", number(float(area.mean()), digits)),
        (f"Median area ({unit})", number(float(area.median()), digits)),
        (f"5th to 95th percentile ({unit})", middle),
        (f"Largest ({unit})", number(float(area.max()), digits)),
    )
    return Table(f"Mapping units: {name}", ("Quantity", "Value"), rows)


def rate_table(rate: NDArray[np.float64], limits: Sequence[float]) -> Table:
    """Shares of the measured area by class of the rate.

    Parameters
    ----------
    rate : array
        cm/yr, NaN = no measurement.
    limits : of :func:`~scarpwatch.factors.rate_classes.rate_limits`
    """
    known = rate[np.isfinite(rate)]
    rows = [
        (each.name, f"{number(100 * float(share), 2)} %")
        for each, share in zip(rate_classes(limits), class_shares(rate, limits), strict=True)
        if known.size
    ]
    if known.size:
        rows.append(("Lowest rate of a cell", f"{number(float(known.min()), 2)} cm/yr"))
        rows.append(("Highest rate of a cell", f"{number(float(known.max()), 2)} cm/yr"))
    return Table("Deformation rate: shares of the measured area", ("Rate", "Share"), tuple(rows))
