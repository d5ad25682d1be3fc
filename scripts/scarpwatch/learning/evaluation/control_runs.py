"""The negative controls of one assessment, for every algorithm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.algorithms.protocol import algorithm_name, load_algorithm
from scarpwatch.learning.evaluation.controls import below_noise, missingness, noise_ranking, permuted_labels
from scarpwatch.learning.predictors.features import encode_factors, monotone_columns
from scarpwatch.learning.predictors.sample_values import draw_values

NOISE_SEEDS = 10
"""Trainings with a noise factor, at most: ranks need fewer than the AUC of permuted labels."""


def run_controls(
    table: pd.DataFrame,
    samples: pd.DataFrame,
    factors: Sequence[FactorColumns],
    *,
    algorithms: Sequence[str],
    coupled: bool,
    seeds: Sequence[int],
    trees: int,
    train_share: float,
    exclude: Sequence[str] = (),
    monotone: Mapping[str, str] | None = None,
    balanced: bool = False,
    members: Sequence[str] = (),
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Permuted labels, a noise factor and, for coupled models, deformation permuted among the units that have it.

    Parameters
    ----------
    table : factors of every unit; with ``coupled`` joined with those of deformation
    samples : ``unit_id``, ``landslide``, ``split``, and where units may be copies ``group``
    factors : those of the run, in the order in which the models see them
    algorithms : names, or paths of Python files, see `load_algorithm`
    seeds : each trains an untuned model of ``trees`` trees
    train_share : share of the training units in the splits of the control of missing values
    exclude, monotone, balanced : as the models were trained
    members : of ensembles, the algorithms that they are made of

    Returns
    -------
    record : dict
        ``permuted_labels`` (``auc_mean``, ``aucs``) and ``noise_factor`` (``seeds``, ``below_noise``,
        ``ranking``) by algorithm; ``missingness`` of one algorithm, None of static models.
    table : DataFrame
        ``control``, ``algorithm``, ``seed``, ``auc_or_gain`` of every training.
    """
    predictors = encode_factors(table, factors, dynamic=coupled, exclude=exclude)
    drawn = draw_values(table, predictors, samples)
    signs = monotone_columns(predictors.factor_of, monotone or {})
    make = partial(make_model, trees=trees, balanced=balanced, monotone=signs, members=members)
    record: dict[str, Any] = {"seeds": len(seeds), "trees": trees, "models": "untuned"}
    record |= {"permuted_labels": {}, "noise_factor": {}, "missingness": None}
    rows: list[tuple[Any, ...]] = []
    for code in algorithms:
        algorithm = algorithm_name(code)
        data = partial(make, code), drawn.values, drawn.truth, drawn.training
        aucs = permuted_labels(*data, seeds=seeds)
        record["permuted_labels"][algorithm] = {"auc_mean": sum(aucs) / len(aucs), "aucs": aucs}
        rows += [("permuted_labels", algorithm, *pair) for pair in zip(seeds, aucs, strict=True)]
        ranking = noise_ranking(*data, predictors.factor_of, seeds=seeds[:NOISE_SEEDS])
        record["noise_factor"][algorithm] = {
            "seeds": len(seeds[:NOISE_SEEDS]),
            "below_noise": {name: below_noise(ranking, f"{name}_rank") for name in ("gain", "permutation")},
            "ranking": ranking.to_dict("records"),
        }
    if coupled:
        code = gap_control(algorithms)
        algorithm = algorithm_name(code)
        static = draw_values(
            table, encode_factors(table, factors, dynamic=False, exclude=exclude), samples
        ).values
        how: dict[str, Any] = {"seeds": seeds, "train_share": train_share, "groups": drawn.groups}
        found = missingness(partial(make, code), static, drawn.values, drawn.truth, **how)
        for name, gains in found.pop("per_seed").items():
            rows += [(f"missingness_{name}", algorithm, *pair) for pair in zip(seeds, gains, strict=True)]
        record["missingness"] = {"algorithm": algorithm, **found}
    return record, pd.DataFrame(rows, columns=["control", "algorithm", "seed", "auc_or_gain"])


def gap_control(algorithms: Sequence[str]) -> str:
    """The algorithm that stands for all in the control of missing values: the first of those that see where they are,
    by their own order and then by that of the list; the first of all if none sees them."""
    places = {code: load_algorithm(code).GAP_CONTROL for code in algorithms}
    seeing = {code: place for code, place in places.items() if place is not None}
    return min(seeing, key=lambda code: seeing[code]) if seeing else algorithms[0]
