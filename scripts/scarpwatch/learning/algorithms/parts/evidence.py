"""What weights of evidence and frequency ratio share: columns cut into classes, what is counted in them, and a model
that adds up one number per column.

A column is cut at quantiles of the training units, whatever their labels, or into its values where it has few of them;
so are shares of classes, and sine and cosine of a direction. The table of classes is the model, and its file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from scarpwatch.files.csv_tables import read_csv, write_csv

Float = NDArray[np.float64]

CLASSES = 5
"""Most classes of a column: some 500 units leave each with 100. On eight simulated areas of that size (seeds 1000 to
1007) 5 to 10 classes did alike (mean AUC .884 to .887 held out), fewer and more a little worse."""
NUMBERS_OF_CLASSES = (2, 3, 4, 5, 6, 8, 10, 15, 20)
"""Among which tuning chooses."""
NUMBERS = (
    "class",
    "above",
    "up_to",
    "units",
    "landslides",
    "weight_plus",
    "weight_minus",
    "contrast",
    "studentised_contrast",
    "frequency_ratio",
    "log_odds",
)
"""Columns of the table of classes beside ``column``."""


@dataclass
class Evidence:
    """A model whose log-odds are a base and one number per column, that of the class in which a unit is.

    Attributes
    ----------
    classes : most classes of a column
    balanced : both classes of units weigh the same, whatever their numbers
    table : one row per class once it is trained (see `weigh_classes`), with ``log_odds``, what it adds to those of a
        unit; columns and their classes in order
    units, landslides : training units, and those of them with a landslide
    base : log-odds of a unit without any value
    """

    classes: int = CLASSES
    balanced: bool = False
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    units: int = 0
    landslides: int = 0
    base: float = float("nan")

    def count(self, values: pd.DataFrame, labels: NDArray[np.int64]) -> None:
        """Cut the columns of the training units, and count and weigh their classes. ``log_odds`` are left to set."""
        self.table = weigh_classes(count_classes(values, labels, self.classes), self.balanced)
        self.units, self.landslides = labels.size, int((labels == 1).sum())

    def columns(self) -> list[str]:
        """The columns that it reads."""
        return list(dict.fromkeys(self.table["column"]))

    def trees_kept(self) -> int | None:
        """None: it has no trees."""
        return None

    def terms(self, values: pd.DataFrame) -> Iterator[Float]:
        """What each column adds to the log-odds of each unit, column by column; a gap adds nothing."""
        for name, rows in self.table.groupby("column", sort=False):
            place = class_of(values[name].to_numpy(dtype=np.float64), rows["up_to"].to_numpy()[:-1])
            yield np.where(place < 0, 0.0, rows["log_odds"].to_numpy(dtype=np.float64)[place])

    def scores(self, values: pd.DataFrame) -> Float:
        """The logistic function of the log-odds, which are added column by column, always in the same order."""
        log_odds = np.full(len(values), self.base)
        for term in self.terms(values):
            log_odds += term
        return np.asarray(expit(log_odds), dtype=np.float64)

    def contributions(self, values: pd.DataFrame) -> tuple[Float, float]:
        """The terms of each unit (units, columns), and the base."""
        return np.stack(list(self.terms(values)), axis=1), self.base

    def mean_size(self, number: str, centre: float) -> Float:
        """Mean distance of a number of the table from a value among the training units, column by column; gaps are
        left out."""
        size = (self.table[number] - centre).abs() * self.table["units"]
        by_column = pd.DataFrame({"size": size, "units": self.table["units"]}).groupby(
            self.table["column"], sort=False
        )
        sums = by_column.sum()
        return (sums["size"] / sums["units"]).to_numpy(dtype=np.float64)


def class_edges(values: Float, classes: int) -> Float:
    """Values at which the classes of a column end, but for the last one, which has no end.

    Parameters
    ----------
    values : array
        Of the training units, without gaps; two of them differ.
    classes : int
        At most so many classes; values that many units share make them fewer.
    """
    distinct = np.unique(values)
    if distinct.size <= classes:
        return distinct[:-1]
    edges = np.unique(np.quantile(values, np.arange(1, classes) / classes, method="inverted_cdf"))
    edges = edges[edges < distinct[-1]]
    return edges if edges.size else distinct[-2:-1]  # nearly all units share the largest value


def class_of(values: Float, edges: Float) -> NDArray[np.int64]:
    """Class of each unit, from 0; -1 for a gap. A value at an edge is in the class that ends there."""
    return np.where(np.isnan(values), -1, np.searchsorted(edges, values, side="left")).astype(np.int64)


def count_classes(values: pd.DataFrame, labels: NDArray[np.int64], classes: int) -> pd.DataFrame:
    """Training units and those with a landslide in each class of the columns that vary.

    Returns
    -------
    DataFrame (classes of all columns)
        ``column``, ``class`` (from 1), ``above`` (NaN: no lower end), ``up_to`` (NaN: no upper end), ``units``,
        ``landslides``. Every class has a unit; gaps are in none.
    """
    tables = []
    for name in values.columns[(values.max() > values.min()).to_numpy()]:
        column = values[name].to_numpy(dtype=np.float64)
        edges = class_edges(column[~np.isnan(column)], classes)
        place = class_of(column, edges)
        known, size = place >= 0, edges.size + 1
        ends = {"above": np.r_[np.nan, edges], "up_to": np.r_[edges, np.nan]}
        counts = {
            "units": np.bincount(place[known], minlength=size),
            "landslides": np.bincount(place[known & (labels == 1)], minlength=size),
        }
        tables.append(pd.DataFrame({"column": str(name), "class": np.arange(1, size + 1), **ends, **counts}))
    return pd.concat(tables, ignore_index=True)


def weigh_classes(counts: pd.DataFrame, balanced: bool) -> pd.DataFrame:
    """Weights, contrast and frequency ratio of each class.

    With N1 units with and N0 without a landslide that have a value of the column, of which the class has n1 and n0:
    the positive weight is ln((n1 / N1) / (n0 / N0)), the negative one the same of the units outside the class; the
    contrast is their difference; the studentised contrast is the contrast over its standard deviation, the root of
    1 / n1 + 1 / n0 + 1 / (N1 - n1) + 1 / (N0 - n0). Where one of these four counts is 0, half a unit is added to each
    of the four (Haldane 1956). The frequency ratio is the share of the landslides over the share of the units,
    (n1 / N1) / (n / N). Of a column whose values are known for one class of units alone, weights are 0 and ratios 1.

    Parameters
    ----------
    counts : DataFrame
        Of `count_classes`.
    balanced : bool
        Shares of units as if there were as many with as without landslides.

    Returns
    -------
    DataFrame
        ``counts`` with ``weight_plus``, ``weight_minus``, ``contrast``, ``studentised_contrast``,
        ``frequency_ratio``.
    """
    all_units = counts.groupby("column", sort=False)[["units", "landslides"]].transform("sum").to_numpy(float)
    with_slide, without = all_units[:, 1], all_units[:, 0] - all_units[:, 1]
    slides = counts["landslides"].to_numpy(float)
    free = counts["units"].to_numpy(float) - slides
    cells = np.stack([slides, with_slide - slides, free, without - free])
    cells += np.where((cells == 0).any(axis=0), 0.5, 0.0)
    share, share_free = cells[0] / (cells[0] + cells[1]), cells[2] / (cells[2] + cells[3])
    told = (with_slide > 0) & (without > 0)
    plus = np.where(told, np.log(share / share_free), 0.0)
    minus = np.where(told, np.log((1 - share) / (1 - share_free)), 0.0)
    deviation = np.sqrt((1 / cells).sum(axis=0))
    prior = 0.5 if balanced else with_slide / all_units[:, 0]
    with np.errstate(invalid="ignore"):  # of columns of which nothing is told
        ratio_slides, ratio_free = slides / with_slide, free / without
        ratio = ratio_slides / (prior * ratio_slides + (1 - prior) * ratio_free)
    return counts.assign(
        weight_plus=plus,
        weight_minus=minus,
        contrast=plus - minus,
        studentised_contrast=(plus - minus) / deviation,
        frequency_ratio=np.where(told, ratio, 1.0),
    )


def write_evidence(model: Evidence, path: Path) -> None:
    """Write the table of classes. The first row, without a column, has the number of the rows after it, all training
    units, and the base."""
    first = {"column": "", "class": len(model.table), "units": model.units, "landslides": model.landslides}
    table = pd.concat([pd.DataFrame([{**first, "log_odds": model.base}]), model.table], ignore_index=True)
    write_csv(table[["column", *NUMBERS]], path)


def read_evidence(path: Path) -> Evidence:
    """Read such a table.

    Raises
    ------
    ValueError
        If rows or numbers lack.
    """
    table = read_csv(path, dtype={"column": str})
    first, rows = table.iloc[0], table.iloc[1:].reset_index(drop=True)
    needed = rows[["column", "class", "units", "log_odds"]].assign(base=first["log_odds"])
    if first["class"] != len(rows) or needed.isna().to_numpy().any() or not _ends(path):
        raise ValueError("rows or numbers lack")
    whole = {name: np.int64 for name in ("class", "units", "landslides")}
    return Evidence(
        table=rows.astype(whole),
        units=int(first["units"]),
        landslides=int(first["landslides"]),
        base=float(first["log_odds"]),
    )


def _ends(path: Path) -> bool:
    """Whether the last line is whole."""
    return path.read_bytes().endswith(b"\n")
