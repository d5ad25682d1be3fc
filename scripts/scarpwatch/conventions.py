"""What holds in every room: the sign and scale of phase and displacement, in numbers and in words, and code values.

Sign. An interferogram is ``reference * conj(secondary)`` with the earlier date as reference. Its phase grows with the
distance R to the satellite, as most products have it (Hanssen, 2001, *Radar Interferometry*, chapter 2), and
displacement d is taken along the line of sight towards the satellite, so that ground that rises has negative phase::

    phase = (4 pi / wavelength) (R_sec - R_ref) = -(4 pi / wavelength) (d_sec - d_ref)

To reverse it, change ``TOWARDS``, ``AWAY`` and ``DISPLACEMENT_OF_RANGE`` here; ``tests/unit/test_conventions.py`` holds them and
the texts to ground that is moved by a known way. All that has to know the sign takes it from here: the inversion, the
stacking rate and the phase bias (by :func:`displacement_per_phase`), tropospheric delays, the DEM error, vertical and
east rates, rates and series of other programs on their way in and out (``stacks.rate_raster``, ``stacks.mintpy``,
``insar.output.mintpy_export``) and the demo's ground, echoes and landslides (``simulate``). What words and colours make
of it would have to follow by hand: subsidence is negative in the sentences of ``figures/report``, in the captions and
colour scales of the maps, in ``config/styles/deformation_rate.qml``, in the docs (with ``sar.rate.negate``), and in ``simulate.factor_table`` and ``simulate.rate_scenes``. Geometry keeps its
own: a look vector points from the ground to the satellite, whatever is called positive.
"""

from __future__ import annotations

import math

TOWARDS = "towards the satellite"  # where positive displacement goes
AWAY = "away from the satellite"  # where negative displacement goes
DISPLACEMENT_OF_RANGE = -1  # m of displacement per m that the distance to the satellite grows
DISPLACEMENT_OF_APPROACH = -DISPLACEMENT_OF_RANGE  # m of displacement per m that the ground comes nearer

SIGN = f"positive {TOWARDS}, along the line of sight"
PHASE_SIGN = "phase = (4 pi / wavelength) (R_secondary - R_reference): positive = away from the satellite"
IMAGE_SIGN = "SLC phase = -(4 pi / wavelength) R, flattened: reference * conj(secondary) is positive = away"
INTERFEROGRAM_SIGN = (
    f"reference * conj(secondary); phase = {'-' if DISPLACEMENT_OF_RANGE < 0 else ''}(4 pi / wavelength) "
    f"(d_sec - d_ref), d positive {TOWARDS}"
)
BASELINE_SIGN = "perpendicular positive on the far-range side, seen from the reference orbit"

# In rasters of whole cycles (int8) the smallest number stands where no count can be given.
FLAGGED = -128  # of a pair: do not use it at this pixel
UNKNOWN = FLAGGED  # of a triplet: a pair is missing, or its wrapped closure is too large to count cycles by


def phase_per_range(wavelength: float) -> float:
    """Phase of a pair (rad) per metre by which the secondary's range exceeds the reference's.

    Parameters
    ----------
    wavelength : m
    """
    return 4 * math.pi / wavelength


def phase_per_displacement(wavelength: float) -> float:
    """Phase of a pair (rad) per metre of displacement between its dates.

    Parameters
    ----------
    wavelength : m
    """
    return DISPLACEMENT_OF_RANGE * 4 * math.pi / wavelength


def displacement_per_phase(wavelength: float, *, units_per_metre: int = 1) -> float:
    """Displacement between the dates of a pair per radian of its phase, in metres, or in units of which a metre has many.

    Parameters
    ----------
    wavelength : m
    units_per_metre : 100 for displacement in cm
    """
    return DISPLACEMENT_OF_RANGE * units_per_metre * wavelength / (4 * math.pi)
