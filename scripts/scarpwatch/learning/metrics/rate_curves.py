"""Success-rate and prediction-rate curves: share of the landslides found against share of the area searched.

References
----------
Chung & Fabbri (2003), Natural Hazards 30: both curves; the success rate shows how well a map fits the
landslides it was made from, the prediction rate how well it finds others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scarpwatch.errors import DataError

STEPS = 100


MEASURES = ("landslides", "landslide_area")
"""What a curve counts beside landslide units. Units with many landslides weigh as much as those with one where units
are counted, and the ground that a map warns of holds more of the landslides than of the units."""


def rate_curve(score: ArrayLike, area: ArrayLike, landslide: ArrayLike) -> dict[str, Any]:
    """Cumulative share of the landslides, from the highest score down, against that of the area.

    Units of equal score enter together, so their order plays no part.

    Parameters
    ----------
    score, area : arrays (units,)
        Area in any unit.
    landslide : array (units,)
        What is to be found: 1 or true in landslide units, or how many landslides, or what area of them, a unit holds.

    Returns
    -------
    dict
        ``area_share`` (0 to 1 in steps of 0.01), ``landslide_share`` at those, ``auc``, the area under the
        curve, ``in_top_tenth`` and ``in_top_fifth``, the share of what is to be found in the tenth and the
        fifth of the area with the highest scores, ``units``, ``landslide_units``, those with anything to find.

    Raises
    ------
    DataError
        If no unit holds a landslide, what one holds is missing or negative, or an area is missing or not positive.
    """
    values = np.asarray(score, dtype=np.float64)
    size = np.asarray(area, dtype=np.float64)
    held = np.asarray(landslide, dtype=np.float64)
    if not (held >= 0).all():
        raise DataError("the units", "some have no number of landslides", "Check labels.parquet.")
    if not held.any():
        raise DataError("the units", "none of them holds a landslide to find", "Check the samples.")
    if not (size > 0).all():
        raise DataError("the units", "some have no area", "Check area_m2 of the factor table.")
    group = np.unique(-values, return_inverse=True)[1]
    share = np.r_[0.0, np.cumsum(np.bincount(group, size))] / size.sum()
    found = np.r_[0.0, np.cumsum(np.bincount(group, held))] / held.sum()
    steps = np.linspace(0, 1, STEPS + 1)
    at = np.interp(steps, share, found)
    return {
        "area_share": steps.tolist(),
        "landslide_share": at.tolist(),
        "auc": float(np.trapezoid(found, share)),
        "in_top_tenth": float(np.interp(0.1, share, found)),
        "in_top_fifth": float(np.interp(0.2, share, found)),
        "units": int(values.size),
        "landslide_units": int((held > 0).sum()),
    }


def measures_apart(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """The measures that the prediction rates of some models know and that find otherwise than landslide units.

    Where every landslide unit holds one landslide, both curves are one.

    Parameters
    ----------
    records : what ``metrics.json`` of the models hold
    """
    curves = [record["rate_curves"]["prediction"] for record in records if "rate_curves" in record]
    return [
        measure
        for measure in MEASURES
        if curves
        and all(curve.get(measure) for curve in curves)
        and any(curve[measure]["landslide_share"] != curve["landslide_share"] for curve in curves)
    ]
