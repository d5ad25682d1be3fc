"""How even the sizes of mapping units are, and what size alone would tell of landslides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def size_figures(areas: NDArray[np.floating] | NDArray[np.integer]) -> dict[str, float | None]:
    """Figures of the spread of unit areas.

    Parameters
    ----------
    areas : array (units,), of any unit of area

    Returns
    -------
    dict
        ``ratio_95_5``: 95 % over 5 % quantile; ``cv``: coefficient of variation; ``area_alone_auc_few`` and
        ``area_alone_auc_one_per_unit``: see :func:`area_alone_auc`, for landslides so few that none shares its unit,
        and for one in each unit in the mean. The latter two are None for a single unit.
    """
    low, high = np.quantile(areas, [0.05, 0.95])
    several = len(areas) > 1
    return {
        "ratio_95_5": float(high / low),
        "cv": float(np.std(areas) / np.mean(areas)),
        "area_alone_auc_few": area_alone_auc(areas, 1e-6) if several else None,
        "area_alone_auc_one_per_unit": area_alone_auc(areas, 1.0) if several else None,
    }


def area_alone_auc(areas: NDArray[np.floating] | NDArray[np.integer], per_unit: float) -> float:
    """AUC that the area of a unit alone reaches for landslides that are spread evenly over the ground.

    Landslides are a Poisson process of one rate everywhere, so a unit has one or more with the probability
    p = 1 - exp(-rate x area). What is returned is P(larger) + P(equal) / 2 for a unit that is drawn in proportion
    to p and one in proportion to 1 - p: the limit of the AUC for many units. For few landslides it is
    (1 + G) / 2, with G Gini's coefficient of the areas. No factor has a part in it: 0.5 means that size tells nothing.

    Parameters
    ----------
    areas : array (units,), of any unit of area
    per_unit : expected landslides in a unit of mean area, > 0
    """
    size, group = np.unique(areas, return_inverse=True)
    count = np.bincount(group)
    with_landslide = -np.expm1(-per_unit * size / np.mean(areas)) * count
    without = np.exp(-per_unit * size / np.mean(areas)) * count
    smaller = np.cumsum(without) - without
    pairs = with_landslide.sum() * without.sum()
    return float((with_landslide * (smaller + without / 2)).sum() / pairs)
