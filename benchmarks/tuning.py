"""Held-out AUC with tuned and with fixed settings, by the number of training units, and what tuning costs.

    make benchmark-tuning                                                     all sizes
    PYTHONPATH=scripts python benchmarks/tuning.py --units 1000 --seeds 1     fewer

Units are drawn from simulated factor tables, as many with a landslide as without; the others judge. Landslides follow
one of two laws: `linear` adds the factors up, as logistic regression takes them to act; in `rough` they act in pairs,
waves and thresholds, which fixed shallow trees learn slowly. Each law is known, so the truth of any unit can be drawn.
CPU seconds are those of ten candidates in three folds, once; a run tunes anew for each block of the cross-validation.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.algorithms.protocol import load_algorithm
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.tuning import tune
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import linear_predictor

TREES = 300
JUDGED = 20_000
LINEAR = {
    "slope": 1.0,
    "distance_to_roads": -0.7,
    "distance_to_faults": -0.5,
    "max_elevation_difference": 0.4,
    "ndvi": -0.4,
    "lithology": {"shale": 0.8},
    "deformation_rate": -1.2,
}


def log_odds(table: pd.DataFrame, law: str) -> np.ndarray:
    """Log-odds of every unit with a median of 0."""
    odds = linear_predictor(table, LINEAR)
    if law == "rough":
        rank = {
            name: (table[name].rank(pct=True) - 0.5).fillna(0).to_numpy()
            for name in table.select_dtypes("number")
        }
        odds = 0.5 * odds + 4 * np.sign(rank["slope"] * rank["elevation"]) * (rank["ndvi"] > 0)
        odds += 3 * np.sin(12 * rank["distance_to_roads"]) * (rank["profile_curvature"] > -0.2)
        odds += 6 * np.abs(rank["deformation_rate"]) * (rank["distance_to_faults"] < 0)
    return np.asarray(odds - np.median(odds))


def measure(law: str, units: int, seed: int, algorithms: list[str]) -> list[dict[str, Any]]:
    """A row for each algorithm."""
    rng = np.random.default_rng(seed)
    table = draw_factor_table(max(4 * units, units + 8000), rng)
    truth = rng.random(len(table)) < 1 / (1 + np.exp(-log_odds(table, law)))
    values, xy = encode_factors(table, BUILT_IN, dynamic=True).values, table[["x", "y"]].to_numpy()
    drawn = [rng.permutation(np.flatnonzero(truth == side))[: units // 2] for side in (True, False)]
    part = np.isin(np.arange(truth.size), np.concatenate(drawn))
    rest = np.flatnonzero(~part)[:JUDGED]
    offered = values[part], truth[part], xy[part], values.iloc[rest], truth[rest]
    return [{"law": law, "units": units, **compare(name, seed, *offered)} for name in algorithms]


def compare(
    name: str,
    seed: int,
    values: pd.DataFrame,
    truth: np.ndarray,
    xy: np.ndarray,
    others: pd.DataFrame,
    judged: np.ndarray,
) -> dict[str, Any]:
    """AUC of one algorithm on other units with fixed and with tuned settings."""
    few = min(TREES, load_algorithm(name).TREES_TO_TUNE or TREES)
    start = time.process_time()
    tuned = tune(
        lambda found: make_model(name, seed=seed, trees=few, parameters=found),
        name,
        values,
        truth,
        seed=seed,
        xy=xy,
    )
    cpu = time.process_time() - start

    def auc(found: Mapping[str, Any]) -> float:
        model = fit_model(make_model(name, seed=seed, trees=TREES, parameters=found), values, truth)
        return float(delong(judged, predict_scores(model, others))[0][0])

    fixed = auc({})
    return {"algorithm": name, "fixed": fixed, "gain": auc(tuned.parameters) - fixed, "cpu_s": cpu}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--laws", nargs="+", default=["linear", "rough"], choices=["linear", "rough"])
    parser.add_argument("--units", type=int, nargs="+", default=[500, 1000, 2000, 8400])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--algorithms", nargs="+", default=["rf", "lightgbm", "xgboost", "logistic"])
    options = parser.parse_args()
    rows = [
        row
        for law in options.laws
        for units in options.units
        for seed in options.seeds
        for row in measure(law, units, seed, options.algorithms)
    ]
    found = pd.DataFrame(rows).groupby(["law", "units", "algorithm"], sort=False)
    print(found.agg({"fixed": "mean", "gain": ["mean", "min", "max"], "cpu_s": "mean"}).round(4).to_string())


if __name__ == "__main__":
    main()
