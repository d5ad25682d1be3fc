"""All that is reported of one model: on training and held-out units, on steep ground, and on the whole area."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.learning.metrics.prevalence import evaluate_at_prevalence
from scarpwatch.learning.metrics.rate_curves import MEASURES, rate_curve
from scarpwatch.learning.metrics.roc import auc_interval, delong
from scarpwatch.learning.metrics.scores import evaluate_scores
from scarpwatch.learning.metrics.unit_size import size_skill


def assess_skill(
    samples: pd.DataFrame,
    table: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    labels: pd.DataFrame | None = None,
    flat_below_deg: float = 5.0,
    balanced: bool = False,
    slope: str | None = "slope",
) -> dict[str, Any]:
    """Judge a model's scores.

    Parameters
    ----------
    samples : DataFrame
        ``unit_id``, ``landslide``, ``split`` ("training" or "validation").
    table : DataFrame
        Every unit: ``unit_id`` and, where known, ``area_m2`` (else all count alike) and the slope (degrees).
    scores : DataFrame
        ``unit_id``, ``score`` of every unit; NaN where there is none.
    labels : DataFrame, optional
        Every unit: ``unit_id``, ``landslides`` (how many; NaN = not known) and, where landslides are polygons,
        ``covered_share``.
    flat_below_deg : float
        Units of less slope are left out of ``without_flats``.
    balanced : bool
        Whether training weighted both classes to the same sum, whatever their numbers.
    slope : str or None
        Column of the slope, see `steep_units`.

    Returns
    -------
    dict
        ``training`` and ``validation`` (see ``evaluate_scores``); in ``validation`` also ``population``, the
        same calls on ground with the area's share of landslide units (``evaluate_at_prevalence``; None where
        the samples are all units there are), ``without_flats`` and ``unit_size`` (`size_skill`).
        ``prevalence``; ``rate_curves`` with
        ``success`` (training landslides) and ``prediction`` (held-out ones), by landslide units and beside that by
        each of ``MEASURES`` (None where it is not known), with ``elsewhere``, the share of these on the ground
        searched that lies in no landslide unit of the split and does not count; ``area_alone_auc``.
    """
    units = table.set_index("unit_id").join(scores.set_index("unit_id"))
    units = units[units["score"].notna()]  # those without any predictor are not on the map
    drawn = units.loc[samples["unit_id"]]
    truth = samples["landslide"].to_numpy().astype(bool)
    training = (samples["split"] == "training").to_numpy()
    score = drawn["score"].to_numpy()
    held = evaluate_scores(truth[~training], score[~training])
    prevalence = float(truth.sum() / len(units))
    held["population"] = None
    if len(samples) < len(units):
        share = 0.5 if balanced else float(truth[training].mean())
        held["population"] = evaluate_at_prevalence(
            truth[~training], score[~training], held["counts"], sample_share=share, prevalence=prevalence
        )
    steep = steep_units(drawn, slope, flat_below_deg)
    if steep is not None:
        steep &= ~training
        on_slopes = auc_record(truth[steep], score[steep])
        held["without_flats"] = {"flat_below_deg": flat_below_deg, **on_slopes}
    if "area_m2" in units:
        area = drawn["area_m2"].to_numpy(dtype=np.float64)
        held["unit_size"] = size_skill(truth[~training], score[~training], area[~training])
    record: dict[str, Any] = {
        "training": evaluate_scores(truth[training], score[training]),
        "validation": held,
        "prevalence": {"units": len(units), "landslide_units": int(truth.sum()), "share": prevalence},
        "rate_curves": _rate_curves(samples, units, truth, training, labels),
    }
    if "area_m2" in units:
        record["area_alone_auc"] = float(delong(truth, drawn["area_m2"].to_numpy())[0][0])
    return record


def steep_units(units: pd.DataFrame, slope: str | None, flat_below_deg: float) -> NDArray[np.bool_] | None:
    """Which units are no flats; None where that cannot be told.

    Parameters
    ----------
    units : DataFrame (units, columns)
    slope : column of the slope; without it, or where it holds what is no slope in degrees, there is nothing to tell
    """
    if slope is None or slope not in units:
        return None
    degrees = units[slope].to_numpy(dtype=np.float64)
    if ((degrees < 0) | (degrees > 90)).any():  # a user's column, of which the check of the inputs told
        return None
    return np.asarray(degrees >= flat_below_deg)


def auc_record(
    truth: NDArray[np.bool_], score: NDArray[np.float64], *, level: float = 0.95
) -> dict[str, Any]:
    """Numbers of units, AUC and its interval; NaN where only one class is left."""
    positives, negatives = int(truth.sum()), int((~truth).sum())
    record: dict[str, Any] = {"units": positives + negatives, "positives": positives}
    if not positives or not negatives:
        return {**record, "auc": float("nan"), "auc_interval": (float("nan"), float("nan"))}
    (auc,), covariance = delong(truth, score)
    limits = auc_interval(
        float(auc), float(covariance[0, 0]), positives=positives, negatives=negatives, level=level
    )
    return {**record, "auc": float(auc), "auc_interval": limits}


def _rate_curves(
    samples: pd.DataFrame,
    units: pd.DataFrame,
    truth: NDArray[np.bool_],
    training: NDArray[np.bool_],
    labels: pd.DataFrame | None,
) -> dict[str, Any]:
    """Each split's landslides against the area less the other split's units.

    The map was made from the training units, so for the prediction rate they are no ground to search: their
    landslides would fill the top of the ranking and could never count as found.
    """
    area = units["area_m2"] if "area_m2" in units else pd.Series(1.0, index=units.index)
    held = _held_landslides(units, labels)
    curves = {}
    for name, part in (("success", training), ("prediction", ~training)):
        kept = ~units.index.isin(samples["unit_id"].to_numpy()[~part])
        hit = units.index.isin(samples["unit_id"].to_numpy()[part & truth])
        curves[name] = rate_curve(units["score"][kept], area[kept], hit[kept])
        for measure in MEASURES:
            amount = held.get(measure)
            found = None if amount is None else np.where(hit, amount, 0.0)[kept]
            curve = None
            if amount is not None and found is not None and found.any():
                curve = rate_curve(units["score"][kept], area[kept], found)
                curve["elsewhere"] = float(1 - found.sum() / amount[kept].sum())
            curves[name][measure] = curve
    return curves


def _held_landslides(units: pd.DataFrame, labels: pd.DataFrame | None) -> dict[str, NDArray[np.float64]]:
    """Landslides of every unit by each measure that is known: their number, and the area that they cover, m2."""
    if labels is None:
        return {}
    known = labels.set_index("unit_id").reindex(units.index)
    held = {"landslides": known["landslides"].to_numpy(dtype=np.float64)}
    if "covered_share" in known and "area_m2" in units:
        held["landslide_area"] = (known["covered_share"] * units["area_m2"]).to_numpy(dtype=np.float64)
    return {measure: amount for measure, amount in held.items() if np.isfinite(amount).all() and amount.any()}
