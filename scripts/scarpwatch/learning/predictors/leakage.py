"""Target leakage: predictors such as the area of the landslides, or a map smoothed from them.

Measured on seven public tables, columns without leakage reach an AUC of .80 by themselves, hold at most 7 % of the
landslide
units in a range without a landslide-free one, and have a rank correlation of at most .69 with a surface made from the
labels; columns made from the labels hold 97 to 100 % and reach .87 to .99.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from scarpwatch.decisions import decide
from scarpwatch.distributions import average_ranks, normal_above, normal_quantile
from scarpwatch.errors import DataError
from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.metrics.intervals import wilson_interval
from scarpwatch.learning.predictors.class_leaks import HONEST_AUC, PURE_SHARE, class_evidence, gap_evidence
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.predictors.label_surfaces import closest_surface, label_surfaces, neighbourhood

LIMIT = 0.995
"""No factor of the ground tells landslide units from others this well by itself."""

NAMED = 0.90
"""From this AUC on a column is named: none without leakage was found to reach it."""

FEWEST_POSITIVES = 20
"""With fewer landslide units a share of them means little."""

CHANCE = 0.05
"""How often such a column may have that range, to be refused all the same; to be named, twice as often."""


@dataclass(frozen=True)
class Leak:
    """A factor with signs of target leakage.

    ``refused``: it cannot be otherwise, so training must not go on with it; else it is named.
    """

    factor: str
    evidence: str
    refused: bool


def single_column_auc(values: ArrayLike, truth: ArrayLike) -> float:
    """The AUC that one column reaches by itself, whichever way round and wherever missing values are put.

    Missing values are tried below and above all others: a landslide's volume that only landslide units
    have leaks the label by being there.

    Parameters
    ----------
    values : array (units,)
        NaN where missing.
    truth : array (units,)

    Returns
    -------
    float
        0.5 to 1; 0.5 for a column that does not vary.

    Raises
    ------
    DataError
        If only one class is there.
    """
    column, labels = np.asarray(values, dtype=np.float64), np.asarray(truth).astype(bool)
    positives = int(labels.sum())
    if positives in (0, labels.size):
        raise DataError(
            "the units", "all or none of them have a landslide", "Use a larger area, or check the inventory."
        )
    known = np.isfinite(column)
    aucs = []
    for gap in (-np.inf, np.inf):
        # Mann and Whitney's U from mid-ranks.
        ranks = average_ranks(np.where(known, column, gap))
        u = ranks[labels].sum() - positives * (positives + 1) / 2
        aucs.append(float(u / (positives * (labels.size - positives))))
    return max(max(auc, 1 - auc) for auc in aucs)


def pure_share(values: ArrayLike, truth: ArrayLike) -> tuple[float, str]:
    """The largest share of the landslide units that lie together without any other unit among them, and where.

    Together means: in a range of values (of which a single value is one), or missing.

    Parameters
    ----------
    values : array (units,)
        NaN where missing.
    truth : array (units,)

    Returns
    -------
    share : float
        Of all landslide units.
    where : str
        The range, in words.
    """
    column, labels = np.asarray(values, dtype=np.float64), np.asarray(truth).astype(bool)
    known = np.isfinite(column)
    positives = int(labels.sum())
    best, where = 0, "nowhere"
    if known.any():
        levels, code = np.unique(column[known], return_inverse=True)
        held = np.bincount(code[labels[known]], minlength=levels.size)
        mixed = np.bincount(code[~labels[known]], minlength=levels.size) > 0
        # Levels between two that hold a landslide-free unit form a run; those that do hold one count nothing.
        run = np.cumsum(mixed)
        totals = np.bincount(run, weights=np.where(mixed, 0, held))
        best = int(totals.max())
        if best:
            inside = levels[(run == int(totals.argmax())) & ~mixed & (held > 0)]
            low, high = inside[0], inside[-1]
            where = f"have {low:.6g}" if low == high else f"lie between {low:.6g} and {high:.6g}"
    missing = int((labels & ~known).sum())
    if missing > best and not (~labels & ~known).any():
        best, where = missing, "have no value"
    return best / positives if positives else 0.0, where


def chance_of_purity(share: float, truth: ArrayLike, *, auc: float = HONEST_AUC) -> float:
    """How probable it is that the upper ``share`` of the landslide units has no other unit among it.

    For a column that separates two normal distributions of one variance with this AUC: few landslide-free units
    leave wide gaps by chance, which say nothing. The share is an estimate too, so the lower end of its interval
    (Wilson, 80 %) is taken.
    """
    labels = np.asarray(truth).astype(bool)
    positives, negatives = int(labels.sum()), int((~labels).sum())
    lower, _ = wilson_interval(round(share * positives), positives, level=0.8)
    reach = -normal_quantile(lower) + np.sqrt(2) * normal_quantile(auc)
    return float((1 - normal_above(reach)) ** negatives)


def find_leaks(
    values: pd.DataFrame,
    truth: ArrayLike,
    *,
    factor_of: Mapping[str, str] | None = None,
    xy: ArrayLike | None = None,
) -> list[Leak]:
    """Factors with signs of target leakage, those that are refused first.

    Parameters
    ----------
    values : DataFrame (units, columns)
        Numbers, NaN where missing; of all units that are known to have a landslide or none.
    truth : array (units,)
    factor_of : mapping
        Column -> what people call the factor.
    xy : array (units, 2), m
        Where the units lie; without it a column smoothed from the labels cannot be told.

    Returns
    -------
    list of Leak
        Each factor once, with its strongest evidence.
    """
    labels = np.asarray(truth).astype(bool)
    names = factor_of or {}
    enough = labels.sum() >= FEWEST_POSITIVES
    around = neighbourhood(xy) if xy is not None and enough else None
    surfaces = label_surfaces(labels, around) if around is not None else None
    found: dict[str, Leak] = {}
    for column in values.columns:
        name, one = str(names.get(column, column)), values[column].to_numpy(np.float64)
        share, where = pure_share(one, labels)
        auc = single_column_auc(one, labels)
        chance = chance_of_purity(share, labels) if enough and share >= PURE_SHARE else 1.0
        evidence = []
        if chance < 2 * CHANCE:
            evidence.append(
                f"{share:.0%} of the landslide units {where}, and none of the {int((~labels).sum())} others does"
            )
        if auc >= NAMED:
            evidence.append(f"by itself it tells landslide units from the others with an AUC of {auc:.3f}")
        closest = (
            closest_surface(one, labels, around, surfaces)
            if around is not None and surfaces is not None
            else None
        )
        if closest is not None:
            evidence.append(f"its rank correlation with {closest[0]} is {closest[1]:.2f}")
        own = [other for other in values.columns if names.get(other, other) == names.get(column, column)]
        classes = class_evidence(values[own], labels) if enough and column == own[0] else ""
        indicator = len(own) > 1 and bool(np.isin(one[np.isfinite(one)], (0, 1)).all())
        if enough and (len(own) == 1 or indicator):  # flat ground has no direction, and no landslides
            evidence += filter(None, [gap_evidence(one, labels)])
        evidence = [*filter(None, [classes]), *evidence]
        leak = Leak(name, "; ".join(evidence), bool(chance < CHANCE or auc > LIMIT or classes))
        if evidence and (name not in found or leak.refused > found[name].refused):
            found[name] = leak
    return sorted(found.values(), key=lambda leak: not leak.refused)


def leaks_of_table(
    table: pd.DataFrame,
    labels: pd.DataFrame,
    factors: Sequence[FactorColumns],
    *,
    dynamic: bool,
    exclude: Sequence[str] = (),
) -> tuple[list[Leak], bool]:
    """Leaks among the predictors of a joined factor table, over all units that are landslide units or free of them.

    Parameters
    ----------
    table : DataFrame
        ``unit_id``, factors, and ``x``, ``y`` (m) where the units have places.
    labels : DataFrame
        ``unit_id``, ``landslides``; optional ``label`` (1, 0, or -1 for neither).
    factors : sequence of FactorColumns
        Those of the run.

    Returns
    -------
    leaks : list of Leak
    placed : bool
        Whether the units have places, without which a column smoothed from the labels cannot be told.
    """
    values = encode_factors(table, factors, dynamic=dynamic, exclude=exclude)
    known = labels.set_index("unit_id")
    label = known["label"] if "label" in known else (known["landslides"] > 0).astype(int)
    label = label.reindex(values.values.index)
    used = label.isin([0, 1]).to_numpy()
    xy = None
    if {"x", "y"} <= set(table.columns):
        xy = table.set_index("unit_id").loc[values.values.index[used], ["x", "y"]].to_numpy(np.float64)
    found = find_leaks(values.values[used], label.to_numpy()[used] == 1, factor_of=values.factor_of, xy=xy)
    return found, xy is not None and bool(np.isfinite(xy).all())


def refuse_leaks(
    leaks: Sequence[Leak], *, accepted: Sequence[str] = (), where: Any = "the factor table"
) -> None:
    """Stop where a factor is target leakage for certain, and is not accepted.

    Parameters
    ----------
    where : path or str
        What the message names as the place of the fault.

    Raises
    ------
    DataError
        Naming each such factor with its evidence.
    """
    refused = [leak for leak in leaks if leak.refused and leak.factor not in accepted]
    if refused:
        listed = ". ".join(f"{leak.factor}: {leak.evidence}" for leak in refused)
        raise DataError(
            where,
            f"it has {'a factor' if len(refused) == 1 else 'factors'} with target leakage. {listed}",
            "Leave it out (models.predictors_exclude, or the table's list of factors); if it was measured without "
            "knowing where the landslides are, list it in models.predictors_accepted.",
        )


def decide_on_leaks(leaks: Sequence[Leak], *, accepted: Sequence[str], placed: bool) -> dict[str, Any]:
    """The decision about the factors with signs of target leakage, none of which is refused."""
    blind = "" if placed else "; without coordinates a factor smoothed from the landslides cannot be told"
    if not leaks:
        return decide("leaks", "none found", f"no factor has signs of target leakage{blind}")
    reason = ". ".join(
        f"{leak.factor}{' (accepted in the config)' if leak.factor in accepted else ''}: {leak.evidence}"
        for leak in leaks
    )
    return decide("leaks", "used, but doubtful", f"{reason}{blind}", notable=True)
