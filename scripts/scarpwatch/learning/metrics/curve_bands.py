"""ROC and precision-recall curves of out-of-fold ranks, with bands by bootstrap over the units.

References
----------
Davis, Goadrich (2006), ICML 23: what lies between points of a ROC curve, on the precision-recall curve.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.learning.metrics.roc import roc_curve

GRID = np.linspace(0, 1, 101)
RESAMPLES = 200
LEVEL = 0.95

Array = NDArray[np.float64]


def banded_curves(
    scored: pd.DataFrame,
    *,
    prevalence: float,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
    value: str = "rank",
) -> pd.DataFrame:
    """Curves, means over the repeats, and where 95 % of those of resampled units lie, point by point.

    Units are drawn with replacement, those with and those without landslides each by themselves, and the same in all
    repeats: repeats share their units, so that they bring no more of them.

    Parameters
    ----------
    scored : DataFrame
        Of one design: ``repeat``, ``unit_id``, ``landslide`` and the column ``value``, by which units are ordered.
    prevalence : share of landslide units among the units of the map

    Returns
    -------
    DataFrame
        ``curve``, ``x``, ``y``, ``lower``, ``upper``. ``roc``: false positive rate and true positive rate.
        ``precision_samples`` and ``precision_area``: recall (sensitivity) and precision, among the samples, and where
        the share of landslide units is the prevalence.

    Raises
    ------
    ValueError
        If there are no units with, or none without, landslides.
    """
    wide = scored.pivot(index="unit_id", columns="repeat", values=value).sort_index()
    truth = scored.drop_duplicates("unit_id").set_index("unit_id")["landslide"].reindex(wide.index)
    known = wide.notna().all(axis=1).to_numpy()
    values, slid = wide.to_numpy(np.float64)[known].T, (truth.to_numpy() == 1)[known]
    if not slid.any() or slid.all():
        raise ValueError("curves need units with and without landslides")
    shares = {"precision_samples": float(slid.mean()), "precision_area": prevalence}
    whole = _curves(values, slid, shares)
    drawn: dict[str, list[Array]] = {name: [] for name in whole}
    classes = [np.flatnonzero(slid), np.flatnonzero(~slid)]
    for _ in range(resamples):
        rows = np.concatenate([rng.choice(rows, rows.size) for rows in classes])
        for name, curve in _curves(values[:, rows], slid[rows], shares).items():
            drawn[name].append(curve)
    tables = []
    for name, curve in whole.items():
        lower, upper = np.quantile(drawn[name], [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        tables.append(pd.DataFrame({"curve": name, "x": GRID, "y": curve, "lower": lower, "upper": upper}))
    return pd.concat(tables, ignore_index=True)


def _curves(values: Array, slid: NDArray[np.bool_], shares: dict[str, float]) -> dict[str, Array]:
    """Every curve on the grid, means over the repeats (rows of ``values``)."""
    found: dict[str, list[Array]] = {"roc": [], **{name: [] for name in shares}}
    for one in values:
        false_rate, true_rate, _ = roc_curve(slid, one)
        # Where the curve rises at one abscissa, its highest point; where it runs level, its first.
        found["roc"].append(np.interp(GRID, false_rate, true_rate))
        alarms = np.interp(1 - GRID, 1 - true_rate[::-1], false_rate[::-1])
        for name, share in shares.items():
            hits, misses = share * GRID, (1 - share) * alarms
            total = hits + misses
            found[name].append(np.divide(hits, total, out=np.full(GRID.size, np.nan), where=total > 0))
            found[name][-1][0] = found[name][-1][1]  # without a unit called there is no precision yet
    return {name: np.mean(curves, axis=0) for name, curves in found.items()}
