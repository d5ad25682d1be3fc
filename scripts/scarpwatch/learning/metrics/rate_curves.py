"""Success-rate and prediction-rate curves: share of the landslides found against share of the area searched.

References
----------
Chung & Fabbri (2003), Natural Hazards 30: both curves; the success rate shows how well a map fits the
landslides it was made from, the prediction rate how well it finds others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scarpwatch.errors import DataError

STEPS = 100


def rate_curve(score: ArrayLike, area: ArrayLike, landslide: ArrayLike) -> dict[str, Any]:
    """Cumulative share of the landslide units, from the highest score down, against that of the area.

    Units of equal score enter together, so their order plays no part.

    Parameters
    ----------
    score, area : arrays (units,)
        Area in any unit.
    landslide : array (units,)
        1 or true where the unit holds a landslide that counts.

    Returns
    -------
    dict
        ``area_share`` (0 to 1 in steps of 0.01), ``landslide_share`` at those, ``auc``, the area under the
        curve, ``in_top_tenth`` and ``in_top_fifth``, the share of the landslide units in the tenth and the
        fifth of the area with the highest scores, ``units``, ``landslide_units``.

    Raises
    ------
    DataError
        If no unit holds a landslide, or an area is missing or not positive.
    """
    values = np.asarray(score, dtype=np.float64)
    size = np.asarray(area, dtype=np.float64)
    hit = np.asarray(landslide).astype(bool)
    if not hit.any():
        raise DataError("the units", "none of them holds a landslide to find", "Check the samples.")
    if not (size > 0).all():
        raise DataError("the units", "some have no area", "Check area_m2 of the factor table.")
    group = np.unique(-values, return_inverse=True)[1]
    share = np.r_[0.0, np.cumsum(np.bincount(group, size))] / size.sum()
    found = np.r_[0.0, np.cumsum(np.bincount(group, hit))] / hit.sum()
    steps = np.linspace(0, 1, STEPS + 1)
    at = np.interp(steps, share, found)
    return {
        "area_share": steps.tolist(),
        "landslide_share": at.tolist(),
        "auc": float(np.trapezoid(found, share)),
        "in_top_tenth": float(np.interp(0.1, share, found)),
        "in_top_fifth": float(np.interp(0.2, share, found)),
        "units": int(values.size),
        "landslide_units": int(hit.sum()),
    }
