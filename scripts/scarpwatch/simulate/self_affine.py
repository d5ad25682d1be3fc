"""Delay and relief over scenes of any size, each cut from one and the same endless field.

:func:`~scarpwatch.simulate.fields.power_law_field` gives every scene the same root mean square and no waves longer
than itself. What a correction gains or costs on a small scene cannot be told by that: there the delay is weak, and
most of it belongs to waves that are longer than the scene and look like a ramp.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_RINGS = 12  # of wavenumbers, per octave
_DIRECTIONS = 12  # of waves, per ring
_LONGEST_M, _SHORTEST_M = 3_000_000.0, 2.0


class Spectrum(NamedTuple):
    """Isotropic two-dimensional power that falls as wavenumber to the minus ``long``, beyond a bend ``short``.

    Attributes
    ----------
    long, short : slopes at waves longer and shorter than the bend
    bend_m : wavelength of the bend
    outer_m : wavelength beyond which the power no longer grows
    rms : root mean square over a square scene of ``size_m``, about the scene's mean
    size_m : side of that scene
    """

    long: float
    short: float
    bend_m: float
    outer_m: float
    rms: float
    size_m: float


# The structure function of the delay rises as distance to the 2/3 beyond the thickness of the turbulent layer and to
# the 5/3 below it (Hanssen 2001); 5 mm over 30 km.
DELAY = Spectrum(8 / 3, 11 / 3, 2_000.0, 300_000.0, 0.005, 30_000.0)
# Hills of 66 m (standard deviation) over 1 km and 300 m over 30 km.
RELIEF = Spectrum(2.9, 3.6, 2_000.0, 60_000.0, 300.0, 30_000.0)


def _rings(spectrum: Spectrum, shortest_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wavenumbers (rad/m) of rings, and the variance of each before it is scaled."""
    octaves = np.log2(_LONGEST_M / shortest_m)
    edges = 2 * np.pi / _LONGEST_M * 2 ** np.linspace(0, octaves, int(octaves * _RINGS) + 1)
    centre = np.sqrt(edges[1:] * edges[:-1])
    bend, outer = 2 * np.pi / spectrum.bend_m, 2 * np.pi / spectrum.outer_m
    power = (np.maximum(centre, outer) / bend) ** -np.where(centre < bend, spectrum.long, spectrum.short)
    return centre, power * np.pi * (edges[1:] ** 2 - edges[:-1] ** 2)


def _seen(centre: NDArray[np.float64], size_m: float) -> NDArray[np.float64]:
    """Share of the variance of waves that varies within a square scene; the rest is the scene's mean."""
    angles = (np.arange(90) + 0.5) * np.pi / 180
    half = np.outer(centre, [size_m / 2 / np.pi])
    mean = np.sinc(half * np.sin(angles)) * np.sinc(half * np.cos(angles))
    return np.asarray(1 - np.mean(mean**2, axis=1))


def _scale(spectrum: Spectrum) -> float:
    """What the variances of the rings are to be multiplied by."""
    centre, variance = _rings(spectrum, _SHORTEST_M)
    return float(spectrum.rms**2 / np.sum(variance * _seen(centre, spectrum.size_m)))


def self_affine_field(
    rng: np.random.Generator, shape: tuple[int, int], spacing_m: float, spectrum: Spectrum
) -> NDArray[np.float64]:
    """One draw over a scene about its mean, with the waves that are longer than the scene.

    A sum of plane waves with random directions, phases and amplitudes (Shinozuka and Jan 1972), the wavenumbers
    evenly spread over all octaves.
    """
    centre, variance = _rings(spectrum, 2 * spacing_m)
    # Directions evenly about a random one, so that no ring lacks one; wavenumbers anywhere within their ring.
    angle = (rng.random((centre.size, 1)) + np.arange(_DIRECTIONS)) * np.pi / _DIRECTIONS
    wave = centre[:, None] * 2 ** ((rng.random((centre.size, _DIRECTIONS)) - 0.5) / _RINGS)
    amplitude = np.repeat(np.sqrt(_scale(spectrum) * variance / _DIRECTIONS), _DIRECTIONS)
    amplitude = amplitude * (rng.standard_normal(amplitude.size) + 1j * rng.standard_normal(amplitude.size))
    y = np.exp(1j * np.outer(np.arange(shape[0]) * spacing_m, (wave * np.sin(angle)).ravel()))
    x = np.exp(1j * np.outer((wave * np.cos(angle)).ravel(), np.arange(shape[1]) * spacing_m))
    field = ((y * amplitude) @ x).real
    return np.asarray(field - field.mean())
