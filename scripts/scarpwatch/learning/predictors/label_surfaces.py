"""Surfaces smoothed from the labels alone, which a column with target leakage resembles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from scarpwatch.distributions import average_ranks

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

KERNELS = (1.0, 2.0, 4.0)
"""Standard deviations of the Gaussian kernels, in unit spacings."""

DISCS = (1.5, 2.0, 3.0, 4.0)
"""Radii within which all units weigh the same, in unit spacings."""

NEIGHBOURS = 256
"""A kernel reaches this many units: 9 spacings, more than twice the widest standard deviation."""

MOST_UNITS = 10_000
"""The surfaces are made at this many units, evenly spaced in the table, from the labels of all units."""

FEWEST_UNITS = 50
"""Units with a value that a rank correlation needs."""

CORRELATED = 0.85
"""Least rank correlation with a surface of the labels for which a column is looked at more closely."""

NEARLY_EQUAL = 0.96
"""No smooth cause was found to resemble a surface of its landslides that closely (at most .93 in 144 simulations)."""

DRAWS = 20
"""How often labels are drawn that know no more than the column does of where landslides are likely."""

BEYOND_CHANCE = 2.5
"""Standard deviations (of Fisher's z) by which a column must resemble the true labels' surface more than those of
drawn labels. Smooth causes reached at most 1.8 in 144 simulations, smoothed labels more than 2.5 in 98 of 100, and
the others were nearly equal to a surface."""


@dataclass(frozen=True)
class Neighbourhood:
    """Which units lie around each unit.

    Attributes
    ----------
    at : int array (m,)
        Positions of the units at which surfaces are made.
    neighbour : int array (m, k)
        Positions of the nearest units, the unit itself among them.
    distance : array (m, k)
        Their distances, in unit spacings.
    """

    at: NDArray[np.int64]
    neighbour: NDArray[np.int64]
    distance: Array

    def share(self, labels: Bools, kernel: Array) -> Array:
        """Share of landslide units under a kernel, an array (m, k) of weights; NaN without any weight."""
        total = kernel.sum(axis=1)
        return np.einsum("ij,ij->i", kernel, labels[self.neighbour]) / np.where(total > 0, total, np.nan)

    def nearest(self, labels: Bools, own: bool) -> Array:
        """Distance to the nearest landslide unit among the neighbours, in spacings; beyond the last without one."""
        there = labels[self.neighbour]
        if not own:
            there = there & (self.neighbour != self.at[:, None])
        first = there.argmax(axis=1)
        beyond = self.distance[:, -1] + 1
        return np.where(there.any(axis=1), np.take_along_axis(self.distance, first[:, None], 1)[:, 0], beyond)


def neighbourhood(xy: ArrayLike) -> Neighbourhood | None:
    """The neighbours of units; None where there are too few of them, or too many at one place.

    The unit spacing is the median distance to the fourth neighbour. On a square grid that is the side of a cell; for
    places that are strewn at random it is 1.09 times the side of the square that each has to itself.

    Parameters
    ----------
    xy : array (units, 2), m
    """
    places = np.asarray(xy, dtype=np.float64)
    if len(places) < FEWEST_UNITS or not np.isfinite(places).all():
        return None
    at = np.unique(np.linspace(0, len(places) - 1, min(len(places), MOST_UNITS)).round().astype(np.int64))
    distance, neighbour = cKDTree(places).query(places[at], k=min(NEIGHBOURS, len(places)))
    spacing = float(np.median(distance[:, 4]))
    return Neighbourhood(at, neighbour.astype(np.int64), distance / spacing) if spacing > 0 else None


def rank_correlation(first: Array, second: Array) -> float:
    """Spearman's, over the units that have both; 0 with fewer than :data:`FEWEST_UNITS` or without variation."""
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < FEWEST_UNITS:
        return 0.0
    ranks = average_ranks(first[both]), average_ranks(second[both])
    if min(rank.std() for rank in ranks) == 0:
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


@dataclass(frozen=True)
class Surface:
    """A way to make a surface from labels.

    Attributes
    ----------
    words : what it is
    width : of the kernel, in unit spacings; None for the distance to the nearest landslide unit
    flat : whether all units within the width weigh the same; else the kernel is a Gaussian
    own : whether the unit's own label counts
    """

    words: str
    width: float | None
    flat: bool
    own: bool

    def make(self, labels: Bools, around: Neighbourhood) -> Array:
        """The surface of these labels, an array (m,)."""
        if self.width is None:
            return around.nearest(labels, self.own)
        near = around.distance / self.width
        kernel = (near <= 1.001).astype(np.float64) if self.flat else np.exp(-0.5 * near**2)
        if not self.own:
            kernel[around.neighbour == around.at[:, None]] = 0.0
        return around.share(labels, kernel)


def _all_surfaces() -> tuple[Surface, ...]:
    found = []
    for own, tail in ((True, ""), (False, " (its own label left out)")):
        found.append(Surface(f"the distance to the nearest landslide unit{tail}", None, False, own))
        for flat, name, widths in ((False, "a Gaussian", KERNELS), (True, "a disc", DISCS)):
            found += [
                Surface(
                    f"the share of landslide units under {name} of {width:g} unit spacings{tail}",
                    width,
                    flat,
                    own,
                )
                for width in widths
            ]
    return tuple(found)


SURFACES = _all_surfaces()


def label_surfaces(truth: ArrayLike, around: Neighbourhood) -> Array:
    """All of :data:`SURFACES`, an array (surfaces, m)."""
    labels = np.asarray(truth).astype(bool)
    return np.stack([surface.make(labels, around) for surface in SURFACES])


def closest_surface(
    column: Array, truth: ArrayLike, around: Neighbourhood, surfaces: Array
) -> tuple[str, float] | None:
    """The surface of the labels that a column resembles more than a cause of landslides can.

    Parameters
    ----------
    column : array (units,)
        NaN where missing.
    truth : array (units,)
    surfaces : array (surfaces, m)
        As :func:`label_surfaces` gives them.

    Returns
    -------
    words, rho, or None
        None where no surface reaches :data:`CORRELATED`; or where the column is about as close to the same surface
        of labels that are drawn, unit by unit, with the share of landslide units that the column's value has. Those
        are the labels that a cause would leave: a smooth factor resembles a surface of its landslides too, but not
        their chance.
    """
    labels = np.asarray(truth).astype(bool)
    here = column[around.at]
    every = [rank_correlation(here, surface) for surface in surfaces]
    best = int(np.argmax(np.abs(every)))
    rho, surface = every[best], SURFACES[best]
    if abs(rho) < CORRELATED:
        return None
    if abs(rho) < NEARLY_EQUAL:
        chance = likelihood(column, labels)
        rng = np.random.default_rng(0)
        draws = [surface.make(rng.random(labels.size) < chance, around) for _ in range(DRAWS)]
        drawn = np.arctanh(np.abs([rank_correlation(here, made) for made in draws]))
        if np.arctanh(abs(rho)) < drawn.mean() + BEYOND_CHANCE * drawn.std():
            return None
    return surface.words, rho


def likelihood(column: Array, labels: Bools, *, bins: int = 20) -> Array:
    """Share of landslide units among those with a like value, in ``bins`` classes of equal size, and without one."""
    known = np.isfinite(column)
    code = np.full(column.size, bins, np.int64)
    rank = average_ranks(column[known])
    code[known] = np.minimum((bins * (rank - 0.5) / max(rank.size, 1)).astype(np.int64), bins - 1)
    counts = np.bincount(code, minlength=bins + 1)
    return (np.bincount(code[labels], minlength=bins + 1) / np.maximum(counts, 1))[code]
