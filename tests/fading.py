"""Multilooked pairs of scatterers of which some stay, some come and go, and these may drift meanwhile."""

import numpy as np
from scipy.ndimage import gaussian_filter

from scarpwatch.conventions import displacement_per_phase, phase_per_displacement, phase_per_range
from scarpwatch.dates import DAYS_PER_YEAR

WAVELENGTH = 0.05546576


def vegetation(rng, shape) -> np.ndarray:
    """Smooth field from 0 to 1."""
    field = gaussian_filter(rng.random(shape), 6)
    return (field - field.min()) / np.ptp(field)


def lasting_share(green):
    """Share of the lasting scatterers, and the days in which the others fade, as the simulator has them."""
    return 0.6 - 0.5 * green, 180 - 140 * green


def expected_bias(green, drift_mm_per_year: float, lag: int, days: int = 12):
    """Rate of the shortest pairs less that of pairs ``lag`` times as long, cm/yr."""
    share, life = lasting_share(green)

    def phase(span):
        turn = phase_per_displacement(WAVELENGTH) * drift_mm_per_year / 1000 * span / DAYS_PER_YEAR
        return np.angle(share + (1 - share) * np.exp(-span / life) * np.exp(1j * turn))

    excess = lag * phase(days) - phase(lag * days)
    return displacement_per_phase(WAVELENGTH, units_per_metre=100) * excess / (lag * days / DAYS_PER_YEAR)


def fading_pairs(
    rng,
    network,
    green: np.ndarray,
    *,
    drift_mm_per_year: float,
    looks: int = 36,
    rate_m_per_year: float = 0.02,
    atmosphere_rad: float = 2.0,
    noise: float = 0.3,
) -> np.ndarray:
    """Wrapped phase of the network's pairs, reference * conj(secondary), rad (pairs, rows, columns)."""
    count = green.size * looks
    share, life = (np.repeat(layer.ravel(), looks) for layer in lasting_share(green))
    lasting = np.exp(2j * np.pi * rng.random(count))
    passing = np.exp(2j * np.pi * rng.random(count))
    born = -rng.exponential(life)
    images, last = [], 0
    for day in 12 * np.arange(len(network.dates)):
        new = rng.random(count) < 1 - np.exp(-(day - last) / life)
        passing[new] = np.exp(2j * np.pi * rng.random(new.sum()))
        born[new] = day - np.minimum(rng.exponential(life[new]), day - last)
        last = day
        turn = phase_per_range(WAVELENGTH)
        drift = np.exp(1j * turn * drift_mm_per_year / 1000 * (day - born) / DAYS_PER_YEAR)
        screen = turn * rate_m_per_year * day / DAYS_PER_YEAR + atmosphere_rad * np.repeat(
            rng.normal(size=green.size), looks
        )
        echo = np.sqrt(share) * lasting + np.sqrt(1 - share) * passing * drift
        thermal = noise * (rng.normal(size=count) + 1j * rng.normal(size=count)) / np.sqrt(2)
        images.append((echo * np.exp(1j * screen) + thermal).astype(np.complex64))
    pairs = [
        (images[a] * images[b].conj()).reshape(green.size, looks).mean(axis=1)
        for a, b in zip(network.first, network.second, strict=True)
    ]
    return np.angle(np.array(pairs)).astype(np.float32).reshape(-1, *green.shape)
