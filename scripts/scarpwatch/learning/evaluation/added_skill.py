"""Whether deformation adds skill, algorithm by algorithm: on held-out units, on parts of them and on other splits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.algorithms.protocol import algorithm_name
from scarpwatch.learning.evaluation.comparison import compare_models, compare_part, repeat_comparison
from scarpwatch.learning.evaluation.cross_validation import Untrained
from scarpwatch.learning.metrics.skill import steep_units
from scarpwatch.learning.predictors.features import dynamic_columns, encode_factors, monotone_columns
from scarpwatch.learning.predictors.sample_values import DrawnUnits, draw_values


def added_skill(
    table: pd.DataFrame,
    samples: pd.DataFrame,
    factors: Sequence[FactorColumns],
    scores: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]],
    *,
    folds: int,
    repeats: int,
    seed: int,
    trees: int,
    flat_below_deg: float,
    exclude: Sequence[str] = (),
    monotone: Mapping[str, str] | None = None,
    balanced: bool = False,
    members: Sequence[str] = (),
    slope: str | None = "slope",
) -> dict[str, Any]:
    """Coupled models against static ones.

    Parameters
    ----------
    table : factors of every unit, joined with those of deformation
    samples : ``unit_id``, ``landslide``, ``split``, and where units may be copies ``group``
    factors : those of the run, in the order in which the models see them
    scores : algorithm (name, or path of a Python file) -> ``unit_id`` and ``score`` of its static and of its coupled model
    folds, repeats, seed : of the repeated cross-validation, which trains untuned models of ``trees`` trees
    flat_below_deg : slope below which units are left out of ``without_flats``
    exclude, monotone, balanced : as the models were trained
    members : of ensembles, the algorithms that they are made of
    slope : column of the slope, see `steep_units`

    Returns
    -------
    dict
        ``units`` and ``positives`` held out, how they were tested, and ``models``: for each algorithm what
        `compare_models` says, ``covered`` and ``without_flats`` (`compare_part`), ``random_splits`` and, where
        all samples have places, ``spatial_blocks`` (`repeat_comparison`).
    """
    static = draw_values(table, encode_factors(table, factors, dynamic=False, exclude=exclude), samples)
    predictors = encode_factors(table, factors, dynamic=True, exclude=exclude)
    coupled = draw_values(table, predictors, samples)
    drawn = table.set_index("unit_id").loc[coupled.samples["unit_id"]]
    steep = steep_units(drawn, slope, flat_below_deg)
    parts = {"covered": drawn[dynamic_columns(drawn, factors)].notna().any(axis=1).to_numpy()}
    parts |= {} if steep is None else {"without_flats": steep}
    signs = monotone_columns(predictors.factor_of, monotone or {})
    make = partial(make_model, seed=seed, trees=trees, balanced=balanced, monotone=signs, members=members)
    how = {"folds": folds, "repeats": repeats, "seed": seed}
    rows = [
        {
            "algorithm": algorithm_name(algorithm),
            **_held_out(coupled, *pair, parts),
            **_repeated(partial(make, algorithm), static.values, coupled, **how),
        }
        for algorithm, pair in scores.items()
    ]
    held = coupled.samples[~coupled.training]
    return {
        "units": len(held),
        "positives": int(held["landslide"].sum()),
        "level": 0.95,
        "test": "paired_delong",
        "flat_below_deg": flat_below_deg,
        "splits": dict(test="corrected_resampled_t", repeats=repeats, folds=folds, trees=trees, tuned=False),
        "models": rows,
    }


def _held_out(
    drawn: DrawnUnits, static: pd.DataFrame, coupled: pd.DataFrame, parts: Mapping[str, NDArray[np.bool_]]
) -> dict[str, Any]:
    """The test on all held-out units, and on parts of them."""
    held = ~drawn.training
    truth, units = drawn.truth[held].astype(bool), drawn.samples["unit_id"][held]
    first, second = (of.set_index("unit_id")["score"].loc[units].to_numpy() for of in (static, coupled))
    tests = {name: compare_part(truth, first, second, part[held]) for name, part in parts.items()}
    return {**compare_models(truth, first, second), **tests}


def _repeated(
    untrained: Untrained, static: pd.DataFrame, drawn: DrawnUnits, *, folds: int, repeats: int, seed: int
) -> dict[str, dict[str, Any]]:
    """Over random folds, and over blocks where all samples have places."""
    places = {"random_splits": None} | ({"spatial_blocks": drawn.xy} if drawn.xy is not None else {})
    return {
        name: repeat_comparison(
            untrained,
            static,
            drawn.values,
            drawn.truth,
            folds=folds,
            repeats=repeats,
            seed=seed,
            xy=xy,
            groups=drawn.groups,
        )
        for name, xy in places.items()
    }
