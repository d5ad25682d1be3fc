"""Samples: landslide units, landslide-free units drawn beside them, hold-out split and spatial folds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.learning.samples.copies import copy_groups
from scarpwatch.learning.samples.coverage import has_data
from scarpwatch.learning.samples.folds import spatial_folds, split_in_blocks, split_stratified
from scarpwatch.learning.samples.negatives import draw_negatives

SPLITS = ("random", "spatial", "prospective")

FEWEST_IN_A_SPLIT = 5
"""Landslide units that each of training and validation must have: with fewer, an AUC says nothing."""


def draw_samples(
    labels: pd.DataFrame,
    factors: pd.DataFrame,
    *,
    rng: np.random.Generator,
    train_share: float = 0.7,
    negatives_per_positive: float = 1.0,
    strategy: str = "random",
    buffer_m: float = 0.0,
    split: str = "random",
    prospective_date: str | None = None,
    folds: int = 5,
    min_landslides: int = 30,
    copies_together: bool = True,
    min_coverage: float = 0.5,
) -> pd.DataFrame:
    """Draw the samples of all models, once.

    Every landslide unit that the factors cover is a positive. The result depends on the tables' content and on ``rng`` alone, not
    on the order of their rows.

    Parameters
    ----------
    labels : DataFrame
        ``unit_id`` and ``landslides`` (count in the unit), for every unit. Optional: ``label`` (1 landslide
        unit, 0 free of landslides, -1 neither; without it, the count decides), ``landslide_distance_m``,
        ``first_landslide`` (YYYY-MM-DD) and ``undated``.
    factors : DataFrame
        ``unit_id``, and ``x``, ``y`` (centroid, m) unless there are none at all; only units listed here can
        be drawn.
    train_share : float
        Share of positives and of negatives that the models are trained on.
    strategy, buffer_m
        How negatives are drawn: see :func:`scarpwatch.learning.samples.negatives.draw_negatives`.
    split : {"random", "spatial", "prospective"}
        Random with the same share of both classes; whole blocks held out; or training on units whose first
        landslide is before ``prospective_date`` and validation on those where it is later.
    folds : int
        Number of spatial blocks for cross-validation.
    min_landslides : int
        Fewest positive units to accept.
    copies_together : bool
        Units that are copies of each other (:func:`scarpwatch.learning.samples.copies.copy_groups`) stand on one side of
        the split and in one fold; of a prospective split, in training if one of them does.
    min_coverage : float
        Units that the static factors cover less, on average, are no samples
        (:func:`scarpwatch.learning.samples.coverage.unit_coverage`).

    Returns
    -------
    DataFrame
        ``unit_id``, ``landslide`` (0 or 1), ``split`` ("training" or "validation"), ``fold``
        (0 .. folds-1; -1 without coordinates), ``group`` (unit_id of the first unit of which it is a copy, or its
        own), ``why`` (text), in ascending ``unit_id``.

    Raises
    ------
    ConfigError
        If a strategy or a split is unknown.
    DataError
        If there are too few positives or negatives, only one class, or units without coordinates.
    """
    if split not in SPLITS:
        raise ConfigError("samples.split", f"'{split}' is unknown", f"Choose among {', '.join(SPLITS)}.")
    units = labels.merge(
        factors[["unit_id", *factors.columns.difference(labels.columns)]],
        on="unit_id",
        how="inner",
        validate="one_to_one",
    ).sort_values("unit_id", ignore_index=True)
    xy = _coordinates(units)
    if xy is None and split == "spatial":
        raise DataError(
            "the factor table", "it has no coordinates, which samples.split: spatial needs", "Choose random."
        )
    label = units["label"].to_numpy() if "label" in units.columns else units["landslides"].to_numpy() > 0
    known = has_data(units[factors.columns], min_coverage)
    positives, candidates = np.flatnonzero((label == 1) & known), np.flatnonzero((label == 0) & known)
    needed = max(min_landslides, 2)
    if positives.size < needed:
        lost = int(((label == 1) & ~known).sum())
        more = f" ({lost} more have no data, see samples.min_coverage)" if lost else ""
        raise DataError(
            "the inventory",
            f"{positives.size} units have a landslide{more}, at least {needed} are needed",
            "Add landslides, use smaller units, or lower inventory.min_landslides.",
        )
    options: dict[str, Any] = {"strategy": strategy, "buffer_m": buffer_m, "rng": rng}

    if split == "prospective":
        part, told = split_by_date(units.iloc[positives], prospective_date)
        positives, part, told = positives[part != ""], part[part != ""], told[part != ""]
        counts = {name: int((part == name).sum()) for name in ("training", "validation")}
        wanted = {name: max(2, round(negatives_per_positive * count)) for name, count in counts.items()}
        negatives, why = draw_negatives(units, candidates, positives, wanted=sum(wanted.values()), **options)
        of_negatives = np.repeat(list(wanted), list(wanted.values()))
        part = np.concatenate([part, rng.permutation(of_negatives)])
        told = np.concatenate([told, np.full(negatives.size, "split at random")])
    else:
        wanted_all = max(2, round(negatives_per_positive * positives.size))
        negatives, why = draw_negatives(units, candidates, positives, wanted=wanted_all, **options)
    chosen = np.concatenate([positives, negatives])
    why = np.concatenate([_why_positive(units.iloc[positives]), why])
    order = np.argsort(chosen)
    chosen, why = chosen[order], why[order]
    truth = label[chosen] == 1
    number = units["unit_id"].to_numpy()
    group = number[chosen][copy_groups(units.iloc[chosen][list(factors.columns)])]
    tied = group if copies_together else np.arange(chosen.size)
    if split == "prospective":
        part, told = part[order], told[order]
        part = np.where(np.isin(tied, tied[part == "training"]), "training", part)
    elif split == "spatial" and xy is not None:
        part, block = split_in_blocks(xy[chosen], truth, train_share=train_share, rng=rng, groups=tied)
        told = np.array([f"block {one}" for one in block])
    else:
        part = split_stratified(truth, train_share=train_share, rng=rng, groups=tied)
        told = np.full(chosen.size, "split at random")
    for name in ("training", "validation"):
        found = int((truth & (part == name)).sum())
        if found < FEWEST_IN_A_SPLIT:
            raise DataError(
                "the samples",
                f"{found} landslide units are for {name}, at least {FEWEST_IN_A_SPLIT} are needed",
                "Add landslides, or choose another samples.split, samples.prospective_date or"
                " samples.train_share.",
            )
    fold = np.full(chosen.size, -1)
    if xy is not None:
        fold = spatial_folds(xy[chosen], folds=folds, rng=rng, groups=tied)
    first = pd.Series(number[chosen]).groupby(tied).transform("min").to_numpy()
    told = np.where(first == number[chosen], told, [f"with unit {unit}, its copy" for unit in first])
    return pd.DataFrame(
        {
            "unit_id": number[chosen],
            "landslide": truth.astype(np.int8),
            "split": part,
            "fold": fold,
            "group": group,
            "why": [f"{reason}; {how}" for reason, how in zip(why, told, strict=True)],
        }
    )


def split_by_date(units: pd.DataFrame, date: str | None) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """ "training", "validation" or "" for each landslide unit, and why.

    A unit with a landslide before the date trains, whatever came later. A unit without one validates, unless
    a landslide in it has no date and so may have been earlier: then it is left out.

    Parameters
    ----------
    units : DataFrame
        ``first_landslide`` (YYYY-MM-DD or missing), and if there is any ``undated``.
    date : str
        YYYY-MM-DD.

    Raises
    ------
    DataError
        If the landslides have no dates.
    """
    if date is None or "first_landslide" not in units.columns:
        raise DataError(
            "the inventory",
            "the landslides have no dates, or no date divides them, which samples.split: prospective needs",
            "Set inventory.date_column and samples.prospective_date.",
        )
    first = units["first_landslide"].astype("string").fillna("").to_numpy(dtype=str)
    undated = units["undated"].to_numpy() if "undated" in units.columns else np.zeros(len(units))
    before = (first != "") & (first < date)
    after = (first != "") & (first >= date) & (undated == 0)
    part = np.where(before, "training", np.where(after, "validation", ""))
    told = [f"first landslide {day}, {'before' if day < date else 'not before'} {date}" for day in first]
    return part, np.array(told)


def summarise_samples(labels: pd.DataFrame, samples: pd.DataFrame) -> dict[str, int]:
    """How many units were drawn for what, and how many landslide units were not."""
    drawn = samples.groupby(["split", "landslide"]).size()
    labelled = labels["label"] if "label" in labels.columns else (labels["landslides"] > 0).astype(int)
    record = {
        f"{split}_{name}": int(drawn.get((split, value), 0))
        for split in ("training", "validation")
        for value, name in ((1, "landslide"), (0, "free"))
    }
    record["landslide_units_not_used"] = int((labelled == 1).sum()) - int(samples["landslide"].sum())
    record["free_units_not_drawn"] = int((labelled == 0).sum()) - int((samples["landslide"] == 0).sum())
    record["units_left_out"] = int((labelled == -1).sum())
    return record


def _coordinates(units: pd.DataFrame) -> NDArray[np.float64] | None:
    """``x`` and ``y`` of the units; None if the table has none."""
    if not {"x", "y"} <= set(units.columns):
        return None
    xy = units[["x", "y"]].to_numpy(dtype=np.float64)
    lacking = ~np.isfinite(xy).all(axis=1)
    if lacking.any():
        raise DataError(
            "the factor table",
            f"{int(lacking.sum())} units have no centroid coordinates (unit {units['unit_id'][lacking].iloc[0]})",
            "Spatial folds need x and y of every unit: complete them, or leave out both columns.",
        )
    return xy


def _why_positive(units: pd.DataFrame) -> NDArray[np.str_]:
    landslides = units["landslides"].to_numpy()
    covered = units["covered_share"].to_numpy() if "covered_share" in units.columns else landslides * 0.0
    return np.array(
        [
            f"landslide unit ({number} landslide{'s' if number > 1 else ''})"
            if number
            else f"landslide unit ({100 * share:.2g} % covered)"
            if share > 0
            else "landslide unit (a landslide on its border)"
            for number, share in zip(landslides, covered, strict=True)
        ],
        dtype=str,
    )
