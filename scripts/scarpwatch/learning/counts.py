"""Landslides per unit as counts: a Poisson model with the area of the units as exposure, judged on held-out blocks.

An index tells landslide units from others, whatever number of landslides they hold. Where most hold several, the number
says more, and its model needs no landslide-free units to be drawn: with ln(area) as offset it gives landslides per km2.

References
----------
Lombardo et al. (2018), Stochastic Environmental Research and Risk Assessment 32: landslide counts of slope units as a Poisson
process, whose intensity takes the place of the index.
Ke, G., et al. (2017). LightGBM: a highly efficient gradient boosting decision tree. NeurIPS 30.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.decisions import KEY, decide
from scarpwatch.errors import DataError
from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.algorithms.parts.pipeline import ROWS_PER_THREAD
from scarpwatch.learning.metrics.count_scatter import (
    count_scatter,
    fifths,
    observed_over_expected,
    poisson_deviance,
)
from scarpwatch.learning.predictors.features import encode_factors, monotone_columns
from scarpwatch.learning.samples.coverage import has_data
from scarpwatch.learning.samples.folds import random_folds, spatial_folds

log = logging.getLogger(__name__)

MANY = 0.2
"""Share of the landslide units with more than one landslide from which on counts are modelled: that of Poisson counts with
a mean of 0.4, where a third of the units are landslide units. Below, counts say little more than labels."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """Landslides per unit with what a model says of them.

    Attributes
    ----------
    units : DataFrame
        ``unit_id``, ``landslides``, ``observed_density`` (landslides per km2); where they are modelled also
        ``expected_landslides`` and ``expected_density`` by a model that did not see the unit's block: one that has seen
        its landslides would give them back. NaN where a unit has no area, or no factor a value.
    table : DataFrame
        ``grouped_by`` ("area_fifth", "density_fifth", "fold", "all") and the columns of `observed_over_expected`, of
        held-out units; no rows where counts are not modelled.
    record : dict
        For a JSON file: the share of units with many, the decision, scatter and skill.
    """

    units: pd.DataFrame
    table: pd.DataFrame
    record: dict[str, Any]


def model_counts(
    table: pd.DataFrame,
    labels: pd.DataFrame,
    factors: Sequence[FactorColumns],
    *,
    mode: Literal["auto", "on"],
    dynamic: bool,
    folds: int,
    seed: int,
    trees: int = 300,
    exclude: Sequence[str] = (),
    monotone: Mapping[str, str] | None = None,
    min_coverage: float = 0.5,
    n_jobs: int = 1,
) -> Counted:
    """Model the landslides of every unit, where enough units hold several or it is asked for.

    Parameters
    ----------
    table : factors of every unit, joined; ``area_m2``, and ``x``, ``y`` (m) unless there are none
    labels : ``unit_id``, ``landslides`` of every unit
    factors : those of the run, in the order in which the models see them
    mode : "auto": from `MANY` on; "on": always
    dynamic : whether the deformation factors are predictors
    folds : spatial blocks over which the model is judged; random ones where units have no place
    min_coverage : units that the static factors cover less, on average, neither train nor judge (`unit_coverage`)

    Raises
    ------
    DataError
        If the numbers of landslides or the areas are not known.
    """
    number = labels.set_index("unit_id")["landslides"].reindex(table["unit_id"]).to_numpy(np.float64)
    if "area_m2" not in table or not np.isfinite(number).all():
        raise DataError(
            "the units",
            "landslides per unit are to be modelled (models.counts), but their numbers or the areas are not known",
            "Set models.counts: off",
        )
    table = table.reset_index(drop=True)
    area = table["area_m2"].to_numpy(np.float64)
    square_km = np.where(area > 0, area, np.nan) / 1e6
    units = pd.DataFrame(
        {
            "unit_id": table["unit_id"],
            "landslides": number.astype(np.int64),
            "observed_density": number / square_km,
        }
    )
    decision, share = decide_counts(number, mode)
    record = {
        "landslides": int(number.sum()),
        "share_with_several": share,
        "modelled": decision["taken"] == "modelled",
    }
    if not record["modelled"]:
        return Counted(units, _no_rows(), {**record, KEY: [decision]})
    predictors = encode_factors(table, factors, dynamic=dynamic, exclude=exclude)
    values = predictors.values.loc[table["unit_id"]]
    signs = monotone_columns(predictors.factor_of, monotone or {})
    known = (area > 0) & values.notna().any(axis=1).to_numpy()
    used = known & has_data(table, min_coverage)
    how: dict[str, Any] = {"trees": trees, "seed": seed, "n_jobs": n_jobs, "monotone": signs}
    fold = _folds(table, number > 0, used, folds, seed)
    raw, alone = hold_out(values[used], number[used], area[used], fold[used], **how)
    held = np.empty(raw.size)
    for block in np.unique(fold[used]):
        out = fold[used] == block
        held[out] = calibrate(number[used][~out], raw[~out], alone[~out])(raw[out], alone[out])
    calibration = calibrate(number[used], raw, alone)
    expected = np.full(len(table), np.nan)
    expected[used] = held
    rest = known & ~used
    if rest.any():
        model = fit_counts(values[used], number[used], area[used], **how)
        expected[rest] = calibration(model(values[rest], area[rest]), model.rate * area[rest])
    units["expected_landslides"], units["expected_density"] = expected, expected / square_km
    judged, found = judge_counts(number[used], held, alone, area[used], fold[used])
    record |= {
        "units": int(used.sum()),
        "left_out": int((~used).sum()),
        "folds": int(fold.max()) + 1,
        **judged,
    }
    record |= {"calibration_slope": calibration.slope, "predictors": predictors.factors}
    log.info(
        f"held-out blocks: {judged['observed']:,} landslides, {judged['expected']:,.0f} expected; deviance explained "
        f"beyond area {judged['deviance_explained']:.3f}; scatter {judged['scatter']['distribution'].replace('_', ' ')}, "
        f"dispersion {judged['scatter']['dispersion']:.2f}"
    )
    return Counted(units, found, {**record, KEY: [decision]})


def decide_counts(landslides: ArrayLike, mode: Literal["auto", "on"]) -> tuple[dict[str, Any], float]:
    """Whether landslides are modelled as counts, and the share of the landslide units that hold more than one.

    Parameters
    ----------
    landslides : array (units,)
    """
    number = np.asarray(landslides)
    held, several = int((number > 0).sum()), int((number > 1).sum())
    share = several / held if held else 0.0
    modelled = mode == "on" or share >= MANY
    reason = (
        f"{several:,} of {held:,} landslide units ({share:.0%}) hold more than one landslide, "
        f"{'at least' if share >= MANY else 'fewer than'} {MANY:.0%}"
    )
    asked = "; models.counts asks for it" if mode == "on" and share < MANY else ""
    return decide("landslide_counts", "modelled" if modelled else "not modelled", reason + asked), share


class ExpectedCounts:
    """A fitted model: called with predictors (units, columns) and areas (m2), it gives the landslides expected."""

    def __init__(self, booster: Any, rate: float) -> None:
        self.booster, self.rate = booster, rate

    def __call__(self, values: pd.DataFrame, area_m2: Array) -> Array:
        above = np.asarray(self.booster.predict(values.to_numpy(), raw_score=True, num_threads=1))
        return np.asarray(np.exp(above) * area_m2 * self.rate)


def fit_counts(
    values: pd.DataFrame,
    landslides: Array,
    area_m2: Array,
    *,
    trees: int,
    seed: int,
    n_jobs: int = 1,
    monotone: Mapping[str, int] | None = None,
) -> ExpectedCounts:
    """Boosted trees of the log of the density, by LightGBM with Poisson likelihood; they start from the mean density.

    Trees are as shallow and steps as small as those of the index (`algorithms.lightgbm`).

    Parameters
    ----------
    values : DataFrame (units, columns); NaN = missing
    landslides, area_m2 : arrays (units,)
    monotone : column -> 1 or -1

    Raises
    ------
    DataError
        If there is no landslide.
    """
    from lightgbm import Dataset, train

    if not landslides.any():
        raise DataError("the units", "none of a block of them holds a landslide", "Use fewer samples.blocks.")
    rate = float(landslides.sum() / area_m2.sum())
    settings: dict[str, Any] = {
        "objective": "poisson",
        "learning_rate": min(0.3, 5 / trees),
        "num_leaves": 8,
        "max_depth": 4,
        "min_child_samples": 15,
        "subsample": 0.7,
        "subsample_freq": 1,
        "colsample_bytree": 0.7,
        "reg_lambda": 1.0,
        "seed": seed,
        "num_threads": max(1, min(n_jobs, len(values) // ROWS_PER_THREAD)),
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }
    if monotone:
        settings["monotone_constraints"] = [monotone.get(str(name), 0) for name in values]
    data = Dataset(values.to_numpy(), landslides, init_score=np.log(area_m2 * rate), params={"verbosity": -1})
    return ExpectedCounts(train(settings, data, num_boost_round=trees), rate)


def hold_out(
    values: pd.DataFrame, landslides: Array, area_m2: Array, fold: NDArray[np.integer], **how: Any
) -> tuple[Array, Array]:
    """Landslides expected in every unit by a model of the other folds, and by their mean density alone."""
    held, alone = np.empty(len(values)), np.empty(len(values))
    for number in np.unique(fold):
        out = fold == number
        model = fit_counts(values[~out], landslides[~out], area_m2[~out], **how)
        held[out], alone[out] = model(values[out], area_m2[out]), model.rate * area_m2[out]
    return held, alone


class Calibration(NamedTuple):
    """A straight line from the log of the density that a model gives, over the mean one, to that which is observed.

    A slope below 1 says that the model learned too much of chance, one above that it learned too little.
    """

    level: float
    slope: float

    def __call__(self, expected: Array, alone: Array) -> Array:
        return np.asarray(alone * np.exp(self.level + self.slope * np.log(expected / alone)))


def calibrate(landslides: Array, held: Array, alone: Array) -> Calibration:
    """Poisson regression of the landslides of held-out units on what was expected; no slope below 0.

    How far boosted trees go in so many steps depends on the number of landslides, and a slope of 0 is right where the
    factors know nothing.

    Parameters
    ----------
    held, alone : arrays (units,)
        Of :func:`hold_out`.
    """
    from sklearn.linear_model import PoissonRegressor
    from threadpoolctl import threadpool_limits

    above = np.log(held / alone)
    if np.ptp(above) > 0:
        with threadpool_limits(limits=1, user_api="blas"):
            line = PoissonRegressor(alpha=0, tol=1e-8, max_iter=1000)
            line.fit(above[:, None], landslides / alone, sample_weight=alone)
        if line.coef_[0] > 0:
            return Calibration(float(line.intercept_), float(line.coef_[0]))
    return Calibration(float(np.log(landslides.sum() / alone.sum())), 0.0)


def judge_counts(
    landslides: Array, held: Array, alone: Array, area_m2: Array, fold: NDArray[np.integer]
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Skill and scatter of held-out expectations, and observed over expected by group.

    Parameters
    ----------
    held : array (units,)
        Expected by models that did not see the unit.
    alone : array (units,)
        Expected from the area alone, likewise.

    Returns
    -------
    record : dict
        ``observed``, ``expected``, ``deviance_explained`` (1 - the deviance over that of area alone) and ``scatter``
    table : DataFrame
    """
    scatter = count_scatter(landslides, held)
    groups = {
        "area_fifth": fifths(area_m2),
        "density_fifth": fifths(held / area_m2),
        "fold": fold,
        "all": np.zeros(fold.size, np.int64),
    }
    found = [
        observed_over_expected(group, landslides, held, area_m2, dispersion=scatter["dispersion"]).assign(
            grouped_by=name
        )
        for name, group in groups.items()
    ]
    table = pd.concat([_no_rows(), *found])[["grouped_by", *found[0].columns.drop("grouped_by")]]
    skill = 1 - poisson_deviance(landslides, held) / poisson_deviance(landslides, alone)
    total = {"observed": int(landslides.sum()), "expected": float(held.sum())}
    return {**total, "deviance_explained": skill, "scatter": scatter}, table.reset_index(drop=True)


def _no_rows() -> pd.DataFrame:
    """Observed over expected without a group."""
    one = observed_over_expected([0], [1], [1.0], [1.0])
    one.insert(0, "grouped_by", "all")
    return one.iloc[:0]


def _folds(
    table: pd.DataFrame, slid: NDArray[np.bool_], used: NDArray[np.bool_], folds: int, seed: int
) -> NDArray[np.int64]:
    """Block of every unit that is used, -1 of the others."""
    rng = np.random.default_rng([seed, 17])
    number = np.full(len(table), -1)
    if {"x", "y"} <= set(table.columns):
        number[used] = spatial_folds(table.loc[used, ["x", "y"]].to_numpy(np.float64), folds=folds, rng=rng)
    else:
        number[used] = random_folds(slid[used], folds=folds, rng=rng)
    return number
