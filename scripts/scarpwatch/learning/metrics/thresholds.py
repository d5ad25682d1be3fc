"""What calling units landslide units from an index on costs and brings, for many an index."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

STEPS = np.round(np.arange(0.05, 0.96, 0.05), 2)


def threshold_table(
    scored: pd.DataFrame,
    ground_score: ArrayLike,
    ground_area: ArrayLike | None = None,
    *,
    prevalence: float,
    stated: float = 0.5,
    cost_ratios: Sequence[float] = (1.0, 5.0, 10.0),
) -> pd.DataFrame:
    """Shares of ground, of landslide units and of others above thresholds of the index.

    Parameters
    ----------
    scored : DataFrame
        Out-of-fold scores of one design: ``repeat``, ``landslide``, ``score``; rows without a score do not count.
    ground_score : array (units,)
        Index of every unit of the map, NaN = none.
    ground_area : array (units,), optional
        Their areas; without them units count alike.
    prevalence : share of landslide units among the units of the map
    stated : the threshold by which the models are judged
    cost_ratios : cost of a landslide unit that is missed, in costs of a false alarm

    Returns
    -------
    DataFrame
        One row per threshold, rising: ``threshold``; ``ground_share`` of the map at or above it; ``caught_share`` of the
        landslide units (sensitivity) and ``false_alarm_share`` of the others (1 - specificity), means over the repeats;
        ``youden``, the first less the second; ``cost_<ratio>``, the mean cost of a unit of the map, in false
        alarms; ``chosen``, what a threshold is: ``stated``, ``Youden``, ``least cost <ratio>``.

    Notes
    -----
    Thresholds are even steps, the stated one, and those that are best by Youden's index and by each cost among the
    out-of-fold scores: chosen on the units that they are told for, their figures are a little too good.
    """
    known = scored[scored["score"].notna()]
    score = known["score"].to_numpy(np.float64)
    slid = known["landslide"].to_numpy() == 1
    if not slid.any() or slid.all():
        raise ValueError("thresholds need units with and without landslides")
    repeat = known["repeat"].to_numpy()
    # Best among the scores that occur; beyond 1,000 of them, among their thousandths.
    candidates = np.unique(np.quantile(score, np.linspace(0, 1, 1001), method="inverted_cdf"))
    caught, alarms = _rates(candidates, score, slid, repeat)
    chosen: dict[float, list[str]] = {round(float(stated), 6): ["stated"]}
    best = {"Youden": caught - alarms}
    best |= {f"least cost {ratio:g}": -_cost(caught, alarms, prevalence, ratio) for ratio in cost_ratios}
    for name, gain in best.items():
        chosen.setdefault(round(float(candidates[int(gain.argmax())]), 6), []).append(name)
    thresholds = np.unique(np.r_[STEPS, list(chosen)])
    # A threshold was rounded for print: units that it was chosen at must not fall below it.
    caught, alarms = _rates(thresholds - 1e-6, score, slid, repeat)
    ground = np.asarray(ground_score, np.float64)
    area = np.ones(ground.size) if ground_area is None else np.asarray(ground_area, np.float64)
    there = np.isfinite(ground)
    columns = {
        "threshold": thresholds,
        "ground_share": _share_above(thresholds - 1e-6, ground[there], area[there]),
        "caught_share": caught,
        "false_alarm_share": alarms,
        "youden": caught - alarms,
        **{f"cost_{ratio:g}": _cost(caught, alarms, prevalence, ratio) for ratio in cost_ratios},
        "chosen": [", ".join(chosen.get(round(float(each), 6), [])) for each in thresholds],
    }
    return pd.DataFrame(columns)


def _rates(
    thresholds: NDArray[np.float64],
    score: NDArray[np.float64],
    slid: NDArray[np.bool_],
    repeat: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sensitivity and 1 - specificity at each threshold, means over the repeats."""
    shares = []
    for part in (slid, ~slid):
        each = [
            _share_above(thresholds, score[part & (repeat == number)])
            for number in np.unique(repeat)
            if (part & (repeat == number)).any()
        ]
        shares.append(np.mean(each, axis=0))
    return shares[0], shares[1]


def _share_above(
    thresholds: NDArray[np.float64], values: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Share of the values, by weight, at or above each threshold."""
    order = np.argsort(values, kind="stable")
    weight = np.ones(values.size) if weights is None else weights[order]
    below = np.r_[0.0, np.cumsum(weight)]
    return np.asarray(1 - below[np.searchsorted(values[order], thresholds, side="left")] / below[-1])


def _cost(
    caught: NDArray[np.float64], alarms: NDArray[np.float64], prevalence: float, ratio: float
) -> NDArray[np.float64]:
    """Mean cost of a unit of the map, in false alarms."""
    return prevalence * ratio * (1 - caught) + (1 - prevalence) * alarms
