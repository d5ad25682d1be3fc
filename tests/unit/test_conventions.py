"""The sign convention, held to ground that is moved by a known way."""

import numpy as np
import pytest

from scarpwatch.conventions import (
    BASELINE_SIGN,
    FLAGGED,
    INTERFEROGRAM_SIGN,
    PHASE_SIGN,
    SIGN,
    TOWARDS,
    UNKNOWN,
    displacement_per_phase,
    phase_per_displacement,
    phase_per_range,
)
from scarpwatch.insar.interferograms.formation import form_interferogram

WAVELENGTH = 0.05546576


def interferogram_of(rise):
    """Phase (rad) of a pair between whose dates the ground came ``rise`` m nearer to the satellite."""
    rng = np.random.default_rng(0)
    distance = 850_000 + rng.uniform(0, 10, (40, 40))
    echo = rng.standard_normal((40, 40)) + 1j * rng.standard_normal((40, 40))
    first, second = (
        (echo * np.exp(-4j * np.pi / WAVELENGTH * far)).astype(np.complex64)
        for far in (distance, distance - rise)
    )
    return np.angle(form_interferogram(first, second, (4, 4))[0])


@pytest.mark.parametrize("rise", [0.005, -0.003])
def test_ground_that_rises_is_positive_displacement_and_negative_phase(rise):
    phase = interferogram_of(rise)
    np.testing.assert_allclose(displacement_per_phase(WAVELENGTH) * phase, rise, atol=1e-5)
    np.testing.assert_allclose(phase_per_displacement(WAVELENGTH) * rise, phase, atol=1e-3)
    np.testing.assert_allclose(phase_per_range(WAVELENGTH) * -rise, phase, atol=1e-3)


def test_the_texts_say_what_the_numbers_do():
    """Displacement grows towards the satellite, phase with the distance."""
    assert TOWARDS in SIGN and TOWARDS in INTERFEROGRAM_SIGN
    assert TOWARDS == "towards the satellite" and displacement_per_phase(WAVELENGTH) < 0
    assert PHASE_SIGN.endswith("away from the satellite") and phase_per_range(WAVELENGTH) > 0
    assert "far-range side" in BASELINE_SIGN


def test_units_and_bits():
    """The order of the operations is part of the products: a last bit of a factor is one of every pixel."""
    assert displacement_per_phase(WAVELENGTH) == -WAVELENGTH / (4 * np.pi)
    assert displacement_per_phase(WAVELENGTH, units_per_metre=100) == -100 * WAVELENGTH / (4 * np.pi)
    assert phase_per_displacement(WAVELENGTH) == -4 * np.pi / WAVELENGTH
    assert displacement_per_phase(WAVELENGTH) * phase_per_displacement(WAVELENGTH) == pytest.approx(1)


def test_codes_are_the_smallest_that_a_raster_of_cycles_holds():
    assert np.iinfo(np.int8).min == FLAGGED == UNKNOWN
