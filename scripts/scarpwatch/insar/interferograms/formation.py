"""Interferogram formation: flattening, multilooking, coherence, Goldstein filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from scarpwatch.conventions import phase_per_range
from scarpwatch.errors import DataError, InputError

Complex = NDArray[np.complex64]
Real = NDArray[np.floating[Any]]

PATCH = 32
"""Side of the Goldstein filter's patches (cells), and the smallest image that filter and unwrappers are given."""


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
    """Phasor that removes the flat-earth and topographic phase from ``reference * conj(secondary)``.

    ``difference`` is the range seen from the secondary's orbit less that from the reference's (m).
    """
    phase = phase_per_range(wavelength) * difference
    return np.exp(-1j * phase).astype(np.complex64)


def multilook(values: NDArray[Any], looks: tuple[int, int]) -> NDArray[Any]:
    """Mean over blocks of ``looks`` (azimuth, range) cells; an incomplete block at the edge is cut off.

    Raises
    ------
    DataError
        If there is not one whole block.
    """
    if values.shape[0] < looks[0] or values.shape[1] < looks[1]:
        raise DataError(
            "interferograms.looks_azimuth and looks_range",
            f"an image of {values.shape[0]} x {values.shape[1]} cells is smaller than {looks[0]} x {looks[1]} looks",
            "Lower them, or take a larger part of the scenes.",
        )
    rows, columns = values.shape[0] // looks[0], values.shape[1] // looks[1]
    cut = values[: rows * looks[0], : columns * looks[1]]
    return cut.reshape(rows, looks[0], columns, looks[1]).mean(axis=(1, 3), dtype=values.dtype)


def form_interferogram(
    reference: Complex, secondary: Complex, phasor: Complex | None, looks: tuple[int, int]
) -> tuple[Complex, NDArray[np.float32]]:
    """Multilooked interferogram and coherence of two coregistered SLCs.

    Coherence is estimated over 3 x 3 multilooked cells, because over the looks of one cell alone its
    bias at low coherence is about ``sqrt(pi / 4 L)``; what bias is left is removed with
    ``g^2 -> (L g^2 - 1) / (L - 1)`` (Touzi et al. 1999, first order).

    Parameters
    ----------
    reference, secondary : arrays (rows, columns), complex; 0 where there is no data
    phasor : from :func:`flattening_phasor`, or ``None`` where the stack is flattened already
    looks : azimuth and range looks

    Returns
    -------
    interferogram : array (rows // looks[0], columns // looks[1]), complex64, ``reference * conj(secondary)``
    coherence : array of the same shape, float32 in 0..1, NaN where there is no data
    """
    product = reference * np.conj(secondary)
    if phasor is not None:
        product *= phasor
    interferogram = multilook(product, looks).astype(np.complex64)
    power = [
        multilook((image.real**2 + image.imag**2).astype(np.float32), looks)
        for image in (reference, secondary)
    ]
    window = 3
    sums = [uniform_filter(p, window, mode="constant") for p in power]
    cross = uniform_filter(interferogram.real, window, mode="constant") + 1j * uniform_filter(
        interferogram.imag, window, mode="constant"
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        squared = np.abs(cross) ** 2 / (sums[0] * sums[1])
    count = looks[0] * looks[1] * window**2
    squared = np.maximum((count * squared - 1) / (count - 1), 0)
    coherence = np.sqrt(np.minimum(squared, 1)).astype(np.float32)
    empty = (power[0] == 0) | (power[1] == 0)
    coherence[empty] = np.nan
    interferogram[empty] = 0
    return interferogram, coherence


def mirrored(image: NDArray[Any]) -> NDArray[Any]:
    """An image with its mirror images below and beside it, so that no side is shorter than a patch (32 cells)."""
    short = [max(0, PATCH - size) for size in image.shape]
    return np.pad(image, [(0, short[0]), (0, short[1])], mode="symmetric") if any(short) else image


def goldstein_filter(interferogram: Complex, alpha: float) -> Complex:
    """Adaptive spectral filter (Goldstein & Werner 1998); ``alpha`` 0 leaves the phase as it is.

    Patches of 32 x 32 cells. Around the image there is nothing, so that it may be smaller than a patch. By itself the
    filter takes its mirror image there, whose fringes run backwards: with fringes of 7 cells, that costs a cycle in
    the outermost two rows or columns.
    """
    if alpha == 0:
        return interferogram
    import whirlwind

    around: Complex = whirlwind.goldstein(np.pad(interferogram, PATCH), alpha, PATCH)
    filtered = around[PATCH:-PATCH, PATCH:-PATCH]
    return np.where(interferogram == 0, np.complex64(0), filtered)


def pair_flattening(tags: Sequence[Mapping[str, str]], slant_range: Real, look_angle: Real) -> Complex:
    """Phasor that flattens a pair, from the tags of its two scenes.

    Parameters
    ----------
    slant_range, look_angle : arrays (rows, columns), m and rad

    Raises
    ------
    InputError
        If a baseline is not known.
    """
    for t in tags:
        if not np.isfinite([float(t["PERPENDICULAR_BASELINE_M"]), float(t["PARALLEL_BASELINE_M"])]).all():
            raise InputError(
                f"the scene of {t['DATE']}",
                "its baseline is not known, and a stack that is not flattened needs both of its components",
                "Give perpendicular_baseline_m and parallel_baseline_m of every scene in the table.",
            )
    seen = [
        range_difference(
            slant_range,
            look_angle,
            perpendicular=float(t["PERPENDICULAR_BASELINE_M"]),
            parallel=float(t["PARALLEL_BASELINE_M"]),
            reference_look_rad=float(t["REFERENCE_LOOK_RAD"]),
        )
        for t in tags
    ]
    return flattening_phasor(np.nan_to_num(seen[1] - seen[0]), float(tags[0]["WAVELENGTH_M"]))
