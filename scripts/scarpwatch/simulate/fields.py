"""Random fields with a given spectrum, and seeds that belong to a name rather than to an order of calls."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


def seeded(seed: int, *names: object) -> np.random.Generator:
    """A generator for one named purpose, so that adding a date changes no other date's draw."""
    digest = hashlib.sha256(":".join([str(seed), *map(str, names)]).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))


def _filtered_noise(
    rng: np.random.Generator, shape: tuple[int, int], amplitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    spectrum = np.fft.rfft2(rng.standard_normal(amplitude_shape(shape))) * amplitude
    spectrum[0, 0] = 0
    field = np.fft.irfft2(spectrum, s=amplitude_shape(shape))[: shape[0], : shape[1]]
    field -= field.mean()
    return np.asarray(field / field.std())


def amplitude_shape(shape: tuple[int, int]) -> tuple[int, int]:
    """Size of the periodic domain a field is cut from: half as large again, so that edges do not repeat."""
    return int(shape[0] * 1.5) + 1, int(shape[1] * 1.5) + 1


def _wavenumber(shape: tuple[int, int], spacing: float) -> NDArray[np.float64]:
    rows, columns = amplitude_shape(shape)
    return np.hypot(np.fft.fftfreq(rows, spacing)[:, None], np.fft.rfftfreq(columns, spacing)[None, :])


def power_law_field(
    rng: np.random.Generator, shape: tuple[int, int], spacing: float, exponent: float = 8 / 3
) -> NDArray[np.float64]:
    """Field of unit standard deviation whose 2-D power falls as wavenumber to the ``-exponent``.

    8/3 is the slope of tropospheric turbulence at scales beyond the layer's thickness (Hanssen 2001).
    """
    wavenumber = _wavenumber(shape, spacing)
    wavenumber[0, 0] = np.inf
    return _filtered_noise(rng, shape, wavenumber ** (-exponent / 2))


def gaussian_field(
    rng: np.random.Generator, shape: tuple[int, int], spacing: float, length: float
) -> NDArray[np.float64]:
    """Field of unit standard deviation with the autocorrelation ``exp(-(d / length)^2)``."""
    wavenumber = _wavenumber(shape, spacing)
    return _filtered_noise(rng, shape, np.exp(-((np.pi * length * wavenumber) ** 2) / 2))
