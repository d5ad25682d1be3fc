"""The flat-earth and topographic phase of one date, and how it is taken out of its image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.conventions import phase_per_range
from scarpwatch.errors import InputError

Complex = NDArray[np.complex64]
Real = NDArray[np.floating[Any]]

ROWS_CELLS = 2**16
"""Cells that are flattened at a time, so that all that is computed of them stays in the processor's cache."""


def range_difference(
    slant_range: Real, look_angle: Real, *, perpendicular: float, parallel: float, reference_look_rad: float
) -> NDArray[np.float64]:
    """Slant range seen from a date's orbit less the slant range seen from the stack's reference orbit.

    Both orbits are taken as parallel in the zero-Doppler plane, the date's displaced by the vector
    ``parallel * l0 + perpendicular * p0``, with ``l0`` the look direction at ``reference_look_rad`` and
    ``p0`` the direction across it, on the far-range side. The result is exact for that geometry.

    Parameters
    ----------
    slant_range : array (rows, columns), m, from the reference orbit
    look_angle : array (rows, columns), rad, from nadir at the reference orbit
    perpendicular, parallel : baseline components of the date (m)
    reference_look_rad : look angle at which the components are given (rad)

    Returns
    -------
    array (rows, columns), m
    """
    distance = slant_range.astype(np.float64)
    delta = look_angle.astype(np.float64) - reference_look_rad
    along = parallel * np.cos(delta) + perpendicular * np.sin(delta)
    square = perpendicular**2 + parallel**2 - 2 * distance * along
    return square / (np.sqrt(distance**2 + square) + distance)  # stable form of sqrt(R^2 + s) - R


def flattening_phasor(difference: Real, wavelength: float) -> Complex:
    """Phasor that takes the flat-earth and topographic phase out of the image of one date.

    Of two dates that are multiplied by theirs, ``reference * conj(secondary)`` has neither. The phase is reduced to a
    part of a cycle in double precision and turned into the phasor in single precision, so that it is off by 4e-7.

    Parameters
    ----------
    difference : of :func:`range_difference` (m), any shape
    wavelength : m
    """
    cycles = np.asarray(difference, np.float64) * (phase_per_range(wavelength) / (2 * np.pi))
    cycles -= np.rint(cycles)
    phase = (2 * np.pi * cycles).astype(np.float32)
    phasor = np.empty(phase.shape, np.complex64)
    np.cos(phase, out=phasor.real)
    np.sin(phase, out=phasor.imag)
    return phasor


def require_baselines(tags: Mapping[str, str], date: str) -> None:
    """Refuse a scene that is to be flattened and whose baseline is not known.

    Raises
    ------
    InputError
        If one of its components is missing.
    """
    if not np.isfinite([float(tags["PERPENDICULAR_BASELINE_M"]), float(tags["PARALLEL_BASELINE_M"])]).all():
        raise InputError(
            f"the scene of {date}",
            "its baseline is not known, and a stack that is not flattened needs both of its components",
            "Give perpendicular_baseline_m and parallel_baseline_m of every scene in the table.",
        )


def flatten(image: Complex, tags: Mapping[str, str], slant_range: Real, look_angle: Real) -> None:
    """Take the flat-earth and topographic phase out of an image, or of some rows of one, in place.

    Cells of which the geometry does not know the place become 0, no data: nothing can be taken out of them.

    Parameters
    ----------
    image : array (rows, columns), complex64
    tags : of the scene, with its baseline, REFERENCE_LOOK_RAD and WAVELENGTH_M
    slant_range, look_angle : arrays (rows, columns), m and rad
    """
    wavelength = float(tags["WAVELENGTH_M"])
    step = max(1, ROWS_CELLS // max(image.shape[1], 1))
    for top in range(0, image.shape[0], step):
        rows = slice(top, top + step)
        difference = range_difference(
            slant_range[rows],
            look_angle[rows],
            perpendicular=float(tags["PERPENDICULAR_BASELINE_M"]),
            parallel=float(tags["PARALLEL_BASELINE_M"]),
            reference_look_rad=float(tags["REFERENCE_LOOK_RAD"]),
        )
        known = np.isfinite(difference)
        phasor = flattening_phasor(np.where(known, difference, 0), wavelength)
        image[rows] = np.where(known, image[rows] * phasor, 0)
