"""Skill that is not the size of units: large units hold more landslides wherever these lie, and factors follow size.

Landslides that are spread evenly over the ground make the area of a unit a predictor, and with it all that grows with
area, such as the difference of elevation within a unit. Two measures leave that out.
"""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.learning.metrics.roc import check_scores, delong

ALIKE = 0.1
"""Areas of two units that differ by at most this share count as alike. Fifths of all areas are too coarse: within them
the area itself still reaches an AUC of .62."""

PAIRS_AT_ONCE = 4_000_000
"""Comparisons held in memory at a time."""

FOLDS = 5


class SizeSkill(TypedDict):
    """Skill beside the size of units.

    Attributes
    ----------
    area_auc : AUC of the area alone on the same units
    pairs : pairs of a landslide unit and another one whose areas are alike
    matched_auc : AUC over those pairs; NaN without one
    gain : AUC of area and index together less that of area alone, both fitted on other units; NaN where that cannot be
        done
    """

    area_auc: float
    pairs: int
    matched_auc: float
    gain: float


def size_skill(truth: ArrayLike, score: ArrayLike, area_m2: ArrayLike) -> SizeSkill:
    """Both measures on the units that a model was not trained on.

    Parameters
    ----------
    truth : array (units,)
        1 with a landslide, 0 without.
    score : array (units,)
        Index by models that did not see the unit.
    area_m2 : array (units,)
        Positive.

    Raises
    ------
    DataError
        If a score is NaN or only one class is there.
    """
    area = np.asarray(area_m2, dtype=np.float64)
    auc, pairs = matched_auc(truth, score, area)
    return {
        "area_auc": float(delong(truth, area)[0][0]),
        "pairs": pairs,
        "matched_auc": auc,
        "gain": gain_over_area(truth, score, area),
    }


def matched_auc(truth: ArrayLike, score: ArrayLike, area_m2: NDArray[np.float64]) -> tuple[float, int]:
    """How often a landslide unit has the higher index of two units whose areas differ by at most a tenth.

    Returns
    -------
    auc : float
        Ties count half, as in any AUC; NaN where there is no pair.
    pairs : int
    """
    labels, scores = check_scores(truth, score)
    size = np.log(np.where(area_m2 > 0, area_m2, np.nan))  # a unit without an area is like no other
    known, others = np.flatnonzero(labels), np.flatnonzero(~labels)
    rows = max(1, PAIRS_AT_ONCE // others.size)
    won, pairs = 0.0, 0
    for start in range(0, known.size, rows):
        part = known[start : start + rows, None]
        alike = np.abs(size[part] - size[others]) <= np.log1p(ALIKE)
        higher = np.sign(scores[0][part] - scores[0][others])
        won += float(((1 + higher[alike]) / 2).sum())
        pairs += int(alike.sum())
    return (won / pairs if pairs else float("nan")), pairs


def gain_over_area(truth: ArrayLike, score: ArrayLike, area_m2: NDArray[np.float64]) -> float:
    """AUC that the index adds to the area, see `size_scores`; NaN where that cannot be told."""
    judged = size_scores(truth, score, area_m2)
    if judged is None:
        return float("nan")
    auc, _ = delong(truth, *judged)
    return float(auc[1] - auc[0])


def size_scores(
    truth: ArrayLike, score: ArrayLike, area_m2: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Log-odds by logistic regressions of ln(area) without and with the index, each scored on units that did not fit it.

    Scores of logistic regressions of different folds are compared as log-odds; folds are stratified and of fixed order.

    Returns
    -------
    array (2, units), or None with a degenerate polygon or too few units of a class
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from threadpoolctl import threadpool_limits

    labels, scores = check_scores(truth, score)
    # A degenerate polygon has no area, and no logarithm of it.
    if min(labels.sum(), (~labels).sum()) < FOLDS or not (area_m2 > 0).all():
        return None
    columns = pd.DataFrame({"area": np.log(area_m2), "score": scores[0]})
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    judged = np.empty((2, labels.size))
    with threadpool_limits(limits=1, user_api="blas"):
        for training, held in folds.split(columns, labels):
            for row, names in enumerate((["area"], ["area", "score"])):
                model = make_pipeline(StandardScaler(), LogisticRegression())
                model.fit(columns.loc[training, names], labels[training])
                judged[row, held] = model.decision_function(columns.loc[held, names])
    return judged
