"""Samples: landslide units, landslide-free units drawn beside them, hold-out split and spatial folds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
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
PARTS = ("training", "validation")

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

    Every landslide unit that the factors cover is a positive. The order of the tables' rows changes nothing.

    Parameters
    ----------
    labels : ``unit_id``, ``landslides`` (count) of every unit. Optional: ``label`` (1 landslide unit, 0 free of
        them, -1 neither; else the count decides), ``landslide_distance_m``, ``first_landslide`` (YYYY-MM-DD), ``undated``
    factors : ``unit_id``, and ``x``, ``y`` (centroid, m) unless there are none at all; only these can be drawn
    train_share : share of positives and of negatives that the models are trained on
    strategy, buffer_m : how negatives are drawn, see `draw_negatives`
    split : "random" with the same share of both classes; "spatial", whole blocks held out; or "prospective",
        training on first landslides before ``prospective_date``, validation on later ones
    folds, min_landslides : spatial blocks for cross-validation; fewest positive units to accept
    copies_together : copies (`copy_groups`) stand on one side of the split, of a prospective one in training if one
        of them does, and in one fold
    min_coverage : units that the static factors cover less, on average, are no samples (`unit_coverage`)

    Returns
    -------
    DataFrame
        ``unit_id`` (ascending), ``landslide`` (0 or 1), ``split`` ("training" or "validation"), ``fold`` (0 ..; -1
        without coordinates), ``group`` (first unit of which it is a copy, or its own), ``why`` (text).

    Raises
    ------
    ConfigError, DataError
        An unknown strategy or split; too few positives or negatives, one class only, no coordinates.
    """
    if split not in SPLITS:
        raise ConfigError("samples.split", f"'{split}' is unknown", f"Choose among {', '.join(SPLITS)}.")
    units = _join(labels, factors, needs_places=split == "spatial")
    label = units["label"].to_numpy() if "label" in units.columns else units["landslides"].to_numpy() > 0
    known = has_data(units[factors.columns], min_coverage)
    _require_landslides(label, known, min_landslides)
    positives, candidates = (np.flatnonzero((label == value) & known) for value in (1, 0))
    negatives = partial(draw_negatives, units, candidates, strategy=strategy, buffer_m=buffer_m, rng=rng)
    if split == "prospective":
        drawn = _draw_by_date(units, positives, negatives, negatives_per_positive, prospective_date, rng)
    else:
        drawn = _draw(units, positives, negatives, negatives_per_positive)
    group = copy_groups(units.iloc[drawn.rows][list(factors.columns)])
    tied, truth = group if copies_together else np.arange(group.size), label[drawn.rows] == 1
    return _place(units, truth, drawn, group, tied, split, train_share=train_share, folds=folds, rng=rng)


@dataclass(frozen=True)
class _Drawn:
    """Rows of the units that were drawn, in ascending order, and why; of a prospective split also on which side
    they stand (``part``) and what is told of that."""

    rows: NDArray[np.intp]
    why: NDArray[np.str_]
    part: NDArray[np.str_] | None = None
    told: NDArray[np.str_] | None = None


def _draw(units: pd.DataFrame, positives: NDArray[np.intp], negatives: Any, ratio: float) -> _Drawn:
    """The positives, and as many negatives for each as ``ratio`` says."""
    free, why = negatives(positives, wanted=max(2, round(ratio * positives.size)))
    rows = np.concatenate([positives, free])
    order = np.argsort(rows)
    why = np.concatenate([_why_positive(units.iloc[positives]), why])
    return _Drawn(rows[order], why[order])


def _draw_by_date(
    units: pd.DataFrame,
    positives: NDArray[np.intp],
    negatives: Any,
    ratio: float,
    date: str | None,
    rng: np.random.Generator,
) -> _Drawn:
    """Likewise on each side of a date; negatives, which have none, are dealt out at random."""
    part, told = split_by_date(units.iloc[positives], date)
    positives, part, told = positives[part != ""], part[part != ""], told[part != ""]
    counts = {name: int((part == name).sum()) for name in PARTS}
    wanted = {name: max(2, round(ratio * count)) for name, count in counts.items()}
    free, why = negatives(positives, wanted=sum(wanted.values()))
    of_negatives = np.repeat(list(wanted), list(wanted.values()))
    part = np.concatenate([part, rng.permutation(of_negatives)])
    told = np.concatenate([told, np.full(free.size, "split at random")])
    rows = np.concatenate([positives, free])
    order = np.argsort(rows)
    why = np.concatenate([_why_positive(units.iloc[positives]), why])
    return _Drawn(rows[order], why[order], part[order], told[order])


def _place(
    units: pd.DataFrame,
    truth: NDArray[np.bool_],
    drawn: _Drawn,
    group: NDArray[np.integer],
    tied: NDArray[np.integer],
    split: str,
    *,
    train_share: float,
    folds: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The table of samples: the side of the split and the fold of each that was drawn.

    ``group`` is the first row that each is a copy of; what is ``tied`` stands on one side and in one fold.
    """
    number = units["unit_id"].to_numpy()[drawn.rows]
    xy = _coordinates(units)
    places = None if xy is None else xy[drawn.rows]
    if drawn.part is not None and drawn.told is not None:
        part = np.where(np.isin(tied, tied[drawn.part == "training"]), "training", drawn.part)
        told = drawn.told
    elif split == "spatial" and places is not None:
        part, block = split_in_blocks(places, truth, train_share=train_share, rng=rng, groups=tied)
        told = np.array([f"block {one}" for one in block])
    else:
        part = split_stratified(truth, train_share=train_share, rng=rng, groups=tied)
        told = np.full(number.size, "split at random")
    _require_both_sides(truth, part)
    fold = np.full(number.size, -1)
    if places is not None:
        fold = spatial_folds(places, folds=folds, rng=rng, groups=tied)
    first = pd.Series(number).groupby(tied).transform("min").to_numpy()
    told = np.where(first == number, told, [f"with unit {unit}, its copy" for unit in first])
    return pd.DataFrame(
        {
            "unit_id": number,
            "landslide": truth.astype(np.int8),
            "split": part,
            "fold": fold,
            "group": number[group],
            "why": [f"{reason}; {how}" for reason, how in zip(drawn.why, told, strict=True)],
        }
    )


def _join(labels: pd.DataFrame, factors: pd.DataFrame, *, needs_places: bool) -> pd.DataFrame:
    units = labels.merge(
        factors[["unit_id", *factors.columns.difference(labels.columns)]],
        on="unit_id",
        how="inner",
        validate="one_to_one",
    ).sort_values("unit_id", ignore_index=True)
    if _coordinates(units) is None and needs_places:
        raise DataError(
            "the factor table", "it has no coordinates, which samples.split: spatial needs", "Choose random."
        )
    return units


def _require_landslides(label: NDArray[Any], known: NDArray[np.bool_], min_landslides: int) -> None:
    found, needed = int(((label == 1) & known).sum()), max(min_landslides, 2)
    if found < needed:
        lost = int(((label == 1) & ~known).sum())
        more = f" ({lost} more have no data, see samples.min_coverage)" if lost else ""
        raise DataError(
            "the inventory",
            f"{found} units have a landslide{more}, at least {needed} are needed",
            "Add landslides, use smaller units, or lower inventory.min_landslides.",
        )


def _require_both_sides(truth: NDArray[np.bool_], part: NDArray[np.str_]) -> None:
    for name in PARTS:
        found = int((truth & (part == name)).sum())
        if found < FEWEST_IN_A_SPLIT:
            raise DataError(
                "the samples",
                f"{found} landslide units are for {name}, at least {FEWEST_IN_A_SPLIT} are needed",
                "Add landslides, or choose another samples.split, samples.prospective_date or"
                " samples.train_share.",
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
        for split in PARTS
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
