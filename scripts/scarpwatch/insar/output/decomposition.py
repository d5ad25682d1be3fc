"""Decomposition of the line-of-sight rates of two tracks into vertical and east rates.

A rate along the line of sight is the projection of the ground's motion on the unit vector from the ground to the
satellite, d = e v_east + n v_north + u v_up. Satellites in near-polar orbits look east or west and hardly see north
motion (n is small and nearly the same on both tracks), so that two tracks give two of the three components, with the
third taken as zero (Fialko, Simons and Agnew 2001, doi:10.1029/2001GL013174; Wright, Parsons and Lu 2004,
doi:10.1029/2003GL018827):

    [d1]   [e1  u1] [v_east]
    [d2] = [e2  u2] [v_up  ]

Two equations determine two unknowns. Weighted least squares gives the same rates whatever the weights, so the
sigmas of the tracks enter that of the result alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.conventions import DISPLACEMENT_OF_APPROACH
from scarpwatch.errors import DataError
from scarpwatch.grids.products import Classes

Array = NDArray[np.floating]

BLIND = (
    "both components known",
    "layover or shadow on this track",
    "layover or shadow on the other track",
    "layover or shadow on both tracks",
    "not measured on this track",
    "not measured on the other track",
    "not measured on either track",
    "lines of sight too much alike",
)
BLIND_SPOTS = Classes(
    dict(enumerate(BLIND)),
    {
        0: (234, 234, 234, 255),
        1: (86, 180, 233, 255),
        2: (0, 158, 115, 255),
        3: (0, 60, 110, 255),
        4: (240, 228, 66, 255),
        5: (230, 159, 0, 255),
        6: (30, 30, 30, 255),
        7: (204, 121, 167, 255),
    },
)
TOO_ALIKE = BLIND.index("lines of sight too much alike")
OUTSIDE = 255  # outside the DEM


class Solver(NamedTuple):
    """What the look vectors alone say, each an array (rows, columns).

    Attributes
    ----------
    east, vertical : arrays (2, rows, columns), what each track's rate counts in the east and the vertical rate
    amplification : sigma of the less certain component over that of the line-of-sight rates, if these are equal
    north_in_east, north_in_vertical : error per unit of north motion, which is taken as zero
    """

    east: Array
    vertical: Array
    amplification: Array
    north_in_east: Array
    north_in_vertical: Array


def solver(look: Array, other: Array) -> Solver:
    """The inverse of every cell's two by two matrix.

    Parameters
    ----------
    look, other : arrays (3, rows, columns), unit vectors (east, north, up) from the ground to the satellite;
        NaN where not known. Where both are parallel in the plane of east and up, the amplification is infinite.
    """
    (e1, n1, u1), (e2, n2, u2) = (
        DISPLACEMENT_OF_APPROACH * vector.astype(np.float64) for vector in (look, other)
    )
    determinant = e1 * u2 - e2 * u1
    with np.errstate(divide="ignore", invalid="ignore"):
        east = np.stack([u2, -u1]) / determinant
        vertical = np.stack([-e2, e1]) / determinant
        amplification = np.maximum(np.hypot(*east), np.hypot(*vertical))
        amplification[determinant == 0] = np.inf
        north_in_east, north_in_vertical = (part[0] * n1 + part[1] * n2 for part in (east, vertical))
    return Solver(east, vertical, amplification, north_in_east, north_in_vertical)


class Components(NamedTuple):
    """Rates and their standard deviations in the units of the input, each an array (rows, columns)."""

    vertical: NDArray[np.float32]
    east: NDArray[np.float32]
    vertical_sigma: NDArray[np.float32]
    east_sigma: NDArray[np.float32]


def decompose(rates: Array, sigmas: Array, solved: Solver, usable: NDArray[np.bool_]) -> Components:
    """Vertical (positive up) and east rates of the usable cells; NaN elsewhere.

    Parameters
    ----------
    rates, sigmas : arrays (2, rows, columns), this track's and the other's; sigmas NaN where not known
    usable : array (rows, columns)
    """

    def combine(weights: Array) -> NDArray[np.float32]:
        with np.errstate(invalid="ignore"):
            return np.where(usable, weights[0] * rates[0] + weights[1] * rates[1], np.nan).astype(np.float32)

    def carried(weights: Array) -> NDArray[np.float32]:
        with np.errstate(invalid="ignore"):
            sigma = np.hypot(weights[0] * sigmas[0], weights[1] * sigmas[1])
        return np.where(usable, sigma, np.nan).astype(np.float32)

    return Components(
        combine(solved.vertical), combine(solved.east), carried(solved.vertical), carried(solved.east)
    )


def blind_spots(
    measured: NDArray[np.bool_], distorted: NDArray[np.bool_], too_alike: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Why a cell has no components, as a place in :data:`BLIND`.

    Parameters
    ----------
    measured, distorted : arrays (2, rows, columns), this track and the other; a distorted cell counts only
        where it is not measured
    too_alike : array (rows, columns), where the geometry is too weak
    """
    missing = ~measured
    hidden = missing & distorted
    reasons = [  # the first that holds
        (hidden[0] & hidden[1], 3),
        (hidden[0], 1),
        (hidden[1], 2),
        (missing[0] & missing[1], 6),
        (missing[0], 4),
        (missing[1], 5),
        (too_alike, TOO_ALIKE),
    ]
    return np.select([where for where, _ in reasons], [code for _, code in reasons], 0).astype(np.uint8)


def require_two_directions(blind: NDArray[np.uint8], look: Array, other: Array, where: str) -> None:
    """Refuse tracks that do not complement each other.

    Raises
    ------
    DataError
        If no cell is measured on both, or both look from nearly the same direction.
    """
    if (blind == 0).any():
        return
    shared = blind == TOO_ALIKE
    if not shared.any():
        raise DataError(
            where,
            "no cell is measured on both tracks",
            "Check that both runs cover the same ground, and loosen section quality of either.",
        )
    cosine = np.sum(look * other, axis=0)[shared]
    angle = float(np.degrees(np.median(np.arccos(np.clip(cosine, -1, 1)))))
    raise DataError(
        where,
        f"both tracks look from nearly the same direction ({angle:.1f} degrees apart)",
        "Give an ascending and a descending track, or raise decomposition.max_amplification.",
    )
