"""Predictors of the samples, in their order, beside what is known of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import DataError
from scarpwatch.learning.predictors.features import Predictors

MIN_POSITIVES = 10
"""With fewer landslide units no interval of a figure is narrow enough to mean anything."""


@dataclass(frozen=True)
class DrawnUnits:
    """The samples in ascending ``unit_id``, and what models are offered of them.

    Attributes
    ----------
    samples : DataFrame
        As drawn: ``unit_id``, ``landslide``, ``split``, ``fold``, and where units may be copies ``group``.
    values : DataFrame (samples, columns)
        Encoded predictors.
    truth : int array (samples,)
        1 with a landslide, 0 without.
    training : bool array (samples,)
    xy : array (samples, 2) or None
        Coordinates, m; None where a sample has none.
    groups : array (samples,) or None
        Samples of one group are copies.
    """

    samples: pd.DataFrame
    values: pd.DataFrame
    truth: NDArray[np.integer]
    training: NDArray[np.bool_]
    xy: NDArray[np.float64] | None
    groups: NDArray[np.integer] | None


def draw_values(table: pd.DataFrame, predictors: Predictors, samples: pd.DataFrame) -> DrawnUnits:
    """What is known of the samples.

    Parameters
    ----------
    table : DataFrame
        Joined factor table of every unit; ``x`` and ``y`` where units have places.
    samples : DataFrame
        In any order.

    Raises
    ------
    DataError
        See :func:`sample_values`.
    """
    samples = samples.sort_values("unit_id", ignore_index=True)
    return DrawnUnits(
        samples=samples,
        values=sample_values(predictors, samples),
        truth=samples["landslide"].to_numpy(),
        training=(samples["split"] == "training").to_numpy(),
        xy=_places(table, samples),
        groups=samples["group"].to_numpy() if "group" in samples else None,
    )


def sample_values(predictors: Predictors, samples: pd.DataFrame) -> pd.DataFrame:
    """Encoded predictors of the samples, in their order.

    Raises
    ------
    DataError
        If a sample is listed twice or has no row in the factor table, or fewer than ten of them, or all,
        are landslide units.
    """
    units = samples["unit_id"]
    if units.duplicated().any():
        both = samples.groupby("unit_id")["split"].nunique().max() > 1
        raise DataError(
            "the samples",
            "a unit is listed more than once" + (", for training and for validation" if both else ""),
            "Draw the samples again.",
        )
    positives = int(samples["landslide"].sum())
    if positives < MIN_POSITIVES or positives == len(samples):
        raise DataError(
            "the samples",
            f"{positives} of {len(samples)} units have a landslide; at least {MIN_POSITIVES} with and some"
            " without are needed",
            "Add landslides, or use smaller units.",
        )
    missing = ~units.isin(predictors.values.index)
    if missing.any():
        raise DataError(
            "the samples",
            f"{int(missing.sum())} units are not in the factor table (unit {units[missing].iloc[0]}, ...)",
            "Draw the samples again from the present units.",
        )
    return predictors.values.loc[units.to_numpy()]


def _places(table: pd.DataFrame, samples: pd.DataFrame) -> NDArray[np.float64] | None:
    """Coordinates of the samples, m; None if the table has none."""
    if not {"x", "y"} <= set(table.columns):
        return None
    xy = table.set_index("unit_id").loc[samples["unit_id"], ["x", "y"]].to_numpy(dtype=np.float64)
    return xy if np.isfinite(xy).all() else None
