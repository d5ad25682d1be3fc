"""Moran's I: whether what a model misses lies together.

References
----------
Moran (1950), Biometrika 37.
Anselin (1995), Geographical Analysis 27: tests by permutation.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

NEIGHBOURS = 8
PERMUTATIONS = 999


@dataclass(frozen=True)
class MoransI:
    """Moran's I of values at places.

    Attributes
    ----------
    i : about 1 where neighbours are alike, below 0 where they differ; NaN where it cannot be had
    expected : without any order in space, -1 / (units - 1)
    p_value : share of random orders with an I at least as far from what is expected
    units, neighbours, permutations : units with a value, neighbours of each, and random orders
    """

    i: float
    expected: float
    p_value: float
    units: int
    neighbours: int
    permutations: int

    def as_dict(self) -> dict[str, Any]:
        """For a JSON file."""
        return asdict(self)


def morans_i(
    values: ArrayLike,
    xy: ArrayLike,
    *,
    rng: np.random.Generator,
    neighbours: int = NEIGHBOURS,
    permutations: int = PERMUTATIONS,
) -> MoransI:
    """Moran's I with each place's nearest neighbours alike in weight, tested by permutation.

    Parameters
    ----------
    values : array (units,)
        Units whose value is NaN are left out.
    xy : array (units, 2)
        Coordinates, m.
    rng : of the permutations

    Returns
    -------
    MoransI
        NaN for I and p where there are no more units than neighbours, or all values are the same.

    Notes
    -----
    Every unit has the same number of neighbours, so the weights of a row add up to 1 and I = z' W z / z' z, with z the
    values less their mean. Neighbours of a unit need not have it as theirs. The p is two-sided, (1 + orders as
    extreme) / (1 + orders).
    """
    from scipy.spatial import cKDTree

    value, places = np.asarray(values, np.float64), np.asarray(xy, np.float64)
    known = np.isfinite(value) & np.isfinite(places).all(axis=1)
    value, places = value[known], places[known]
    expected = -1 / (value.size - 1) if value.size > 1 else float("nan")
    if value.size <= neighbours + 1 or np.ptp(value) == 0:
        return MoransI(float("nan"), expected, float("nan"), value.size, neighbours, 0)
    near = _nearest(cKDTree(places), places, neighbours)
    z = value - value.mean()
    total = float((z**2).sum())
    found = float((z * z[near].mean(axis=1)).sum()) / total
    drawn = np.empty(permutations)
    for number in range(permutations):
        shuffled = rng.permutation(z)
        drawn[number] = (shuffled * shuffled[near].mean(axis=1)).sum() / total
    # Rounding must not make one order of equal values more extreme than another.
    extreme = np.abs(drawn - expected) >= abs(found - expected) - 1e-12
    p_value = (1 + int(extreme.sum())) / (1 + permutations)
    return MoransI(found, expected, p_value, value.size, neighbours, permutations)


def _nearest(tree: Any, places: NDArray[np.float64], neighbours: int) -> NDArray[np.int64]:
    """Rows of the nearest others of each place; of many at one place, which they are goes by their rows."""
    _, found = tree.query(places, k=neighbours + 1)
    own = np.arange(len(places))[:, None]
    # The place itself goes first; where others at the same place crowd it out, the last of them is left out.
    others = np.where(found == own, len(places), found)
    kept = np.argsort(others == len(places), axis=1, kind="stable")[:, :neighbours]
    return np.asarray(np.take_along_axis(found, kept, axis=1), np.int64)
