"""Coregistered single-look complex images of the truth: speckle that is partly the same on all dates."""

from collections.abc import Iterator
from datetime import date

import numpy as np
from product_truth import WAVELENGTH, Truth

from scarpwatch.conventions import phase_per_range


def images(truth: Truth, lon, lat, *, seed: int) -> Iterator[tuple[date, np.ndarray]]:
    """Each date and its image, complex64, flattened: its phase is -4 pi / wavelength times the way moved away.

    The coherence of two dates is the truth's: one part of the speckle fades with time as a first-order
    process, so that dates apart by t share exp(-t / 200 days), another is new on each date.
    """
    draw = np.random.default_rng(seed)

    def speckle():
        return (draw.standard_normal(lon.shape) + 1j * draw.standard_normal(lon.shape)) / np.sqrt(2)

    day = truth.dates[0]
    lasting = truth.coherence(lon, lat, day, day)  # what two images of one day would have in common
    scatterers, before = speckle(), day
    for day in truth.dates:
        kept = np.exp(-(day - before).days / 200)
        scatterers = kept * scatterers + np.sqrt(1 - kept**2) * speckle()
        before = day
        image = np.sqrt(lasting) * scatterers + np.sqrt(1 - lasting) * speckle()
        phase = phase_per_range(WAVELENGTH) * truth.displacement(lon, lat, day)
        yield day, (100 * image * np.exp(1j * phase)).astype(np.complex64)
