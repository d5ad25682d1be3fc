"""Compiled kernels that sum the echoes of a simulated ground, scatterer by scatterer.

Each azimuth line is a row of scatterers along ground range. What a resolution cell shows is the sum of
those whose slant range falls into it: speckle, foreshortening, layover, the loss of coherence with the
perpendicular baseline and with time all follow, and none of them is put in by hand.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.conventions import DISPLACEMENT_OF_APPROACH, DISPLACEMENT_OF_RANGE
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.simulate.acquisition import CENTRE_LOOK_RAD, HEADING_RAD, ORBIT_HEIGHT_M, WAVELENGTH_M

SAMPLES_PER_CELL = 3
EPOCH_DAYS = 6
_LONGEST_WALK = 120
_SINE, _COSINE = math.sin(HEADING_RAD), math.cos(HEADING_RAD)
_SIN_LOOK, _COS_LOOK = math.sin(CENTRE_LOOK_RAD), math.cos(CENTRE_LOOK_RAD)


@njit(cache=True, inline="always")
def _uniform(key, salt):  # type: ignore[no-untyped-def]
    """A number in [0, 1) that depends on two integers alone (SplitMix64 finaliser, Steele et al. 2014)."""
    z = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt) * np.uint64(0xD1B54A32D192ED03)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, inline="always")
def _interpolate(layer, row, column):  # type: ignore[no-untyped-def]
    i, j = int(row), int(column)
    u, v = row - i, column - j
    return (1 - u) * ((1 - v) * layer[i, j] + v * layer[i, j + 1]) + u * (
        (1 - v) * layer[i + 1, j] + v * layer[i + 1, j + 1]
    )


@njit(cache=True, inline="always")
def _map_place(azimuth, across, map_origin, map_cell, swath_origin):  # type: ignore[no-untyped-def]
    """Row and column of the map, from cell centre to cell centre, of a place in the swath."""
    x = swath_origin[0] + azimuth * _SINE + across * _COSINE
    y = swath_origin[1] + azimuth * _COSINE - across * _SINE
    column = (x - map_origin[0]) / map_cell - 0.5
    row = (map_origin[1] - y) / map_cell - 0.5
    return row, column


@njit(cache=True, inline="always")
def _seen_range(ground, up, distance, perpendicular, parallel):  # type: ignore[no-untyped-def]
    """Range (m) from the date's orbit, of a place at ``distance`` from the reference orbit."""
    sine, cosine = ground / distance, up / distance  # of the look angle
    along = parallel * (cosine * _COS_LOOK + sine * _SIN_LOOK) + perpendicular * (
        sine * _COS_LOOK - cosine * _SIN_LOOK
    )
    square = perpendicular * perpendicular + parallel * parallel - 2 * distance * along
    return math.sqrt(distance * distance + square)


@njit(cache=True, inline="always")
def _echo(key, phase, v, epoch, fading):  # type: ignore[no-untyped-def]
    """Echo of a scatterer under vegetation ``v``: the part that lasts, and the part that is renewed at random."""
    lasting = 0.6 - 0.5 * v
    renewal = 1 - math.exp(-EPOCH_DAYS / (180.0 - 140.0 * v))
    last = epoch
    for _ in range(_LONGEST_WALK):
        if _uniform(key, 16 + 2 * last) < renewal:
            break
        last -= 1
    permanent = phase + 2 * math.pi * _uniform(key, 2)
    age = (epoch - last) * EPOCH_DAYS / DAYS_PER_YEAR
    passing = phase + 2 * math.pi * (
        _uniform(key, 17 + 2 * last) + 2 / WAVELENGTH_M * DISPLACEMENT_OF_APPROACH * fading * age
    )
    a, b = math.sqrt(lasting), math.sqrt(1 - lasting)
    return complex(
        a * math.cos(permanent) + b * math.cos(passing),
        a * math.sin(permanent) + b * math.sin(passing),
    )


@njit(cache=True)
def _add_noise(image, line, noise, seed, epoch):  # type: ignore[no-untyped-def]
    """Thermal noise in the cells of a line that have an echo."""
    samples = image.shape[1]
    for cell in range(samples):
        if image[line, cell] != 0:
            key = np.uint64(seed + 1) * np.uint64(1 << 40) + np.uint64(line * samples + cell)
            radius = noise * math.sqrt(-math.log(1 - _uniform(key, 16 + 2 * epoch)))
            turn = 2 * math.pi * _uniform(key, 17 + 2 * epoch)
            image[line, cell] += complex(radius * math.cos(turn), radius * math.sin(turn))


@njit(cache=True)
def focus_lines(  # type: ignore[no-untyped-def]
    height, rate, annual, vegetation, map_origin, map_cell, swath_origin, centre_ground,
    azimuth_start, azimuth_spacing, ground_start, ground_step, ground_count, near_range, range_spacing,
    screen, screen_start, screen_spacing, gradient, mean_height,
    years, epoch, perpendicular, parallel, fading, noise, seed, image,
):  # fmt: skip
    """Fill ``image`` (lines, samples), complex64, with the echoes of one date.

    Scatterers keep part of their reflectivity for ever and lose the rest at random moments, at a rate
    that grows with vegetation: the expected coherence after ``dt`` days is
    ``g + (1 - g) exp(-dt / tau)``, with ``g = 0.6 - 0.5 v`` and ``tau = 180 - 140 v`` days. The moments
    come from a hash of scatterer and 6-day epoch, so each date can be made without the others.

    From one such moment to the next, that part seems to move by ``fading`` (m/yr, as displacement), as
    growing or drying vegetation does: short pairs see it and long ones do not, the fading signal of Ansari
    et al. (2021). The expected pair is ``g + (1 - g) exp(-dt / tau) exp(-4j pi fading dt / wavelength)``.
    """
    lines, samples = image.shape
    for line in range(lines):
        azimuth = azimuth_start + line * azimuth_spacing
        steepest = 0.0
        for k in range(ground_count):
            key = np.uint64(seed) * np.uint64(1 << 40) + np.uint64(line) * np.uint64(1 << 18) + np.uint64(k)
            ground = ground_start + (k + _uniform(key, 1)) * ground_step
            across = ground - centre_ground
            row, column = _map_place(azimuth, across, map_origin, map_cell, swath_origin)
            if row < 0 or column < 0 or row >= height.shape[0] - 1 or column >= height.shape[1] - 1:
                continue
            z = _interpolate(height, row, column)
            up = ORBIT_HEIGHT_M - z
            slope = ground / up  # tangent of the look angle
            if slope < steepest:
                continue  # in radar shadow
            steepest = slope
            distance = math.sqrt(ground * ground + up * up)
            cell = int(math.floor((distance - near_range) / range_spacing + 0.5))
            if cell < 0 or cell >= samples:
                continue
            seen = _seen_range(ground, up, distance, perpendicular, parallel)
            moved = _interpolate(rate, row, column) * years + _interpolate(annual, row, column) * math.sin(
                2 * math.pi * years
            )
            delay = gradient * (z - mean_height) + _interpolate(
                screen,
                (azimuth - screen_start[0]) / screen_spacing,
                (ground - screen_start[1]) / screen_spacing,
            )
            turns = -2 / WAVELENGTH_M * (seen + DISPLACEMENT_OF_RANGE * moved + delay)
            phase = 2 * math.pi * (turns - math.floor(turns))  # trigonometry is slow on large angles
            v = _interpolate(vegetation, row, column)
            image[line, cell] += _echo(key, phase, v, epoch, fading)
        _add_noise(image, line, noise, seed, epoch)


@njit(cache=True)
def project_lines(  # type: ignore[no-untyped-def]
    layers, map_origin, map_cell, swath_origin, centre_ground, azimuth_start, azimuth_spacing,
    ground_start, ground_step, ground_count, near_range, range_spacing, sums, count, distorted,
):  # fmt: skip
    """Add up map layers (the first is height), ground range and number of scatterers per radar cell.

    ``sums`` (layers + 1, lines, samples) float64, its last plane ground range; ``count`` and
    ``distorted`` (lines, samples): the latter is set where a scatterer lies in layover.
    """
    lines, samples = count.shape
    ranges = np.empty(ground_count)
    cells = np.empty(ground_count, np.int64)
    for line in range(lines):
        azimuth = azimuth_start + line * azimuth_spacing
        steepest, farthest = 0.0, 0.0
        for k in range(ground_count):
            cells[k] = -1
            ranges[k] = np.inf
            ground = ground_start + (k + 0.5) * ground_step
            across = ground - centre_ground
            row, column = _map_place(azimuth, across, map_origin, map_cell, swath_origin)
            if row < 0 or column < 0 or row >= layers.shape[1] - 1 or column >= layers.shape[2] - 1:
                continue
            up = ORBIT_HEIGHT_M - _interpolate(layers[0], row, column)
            if ground / up < steepest:
                continue
            steepest = ground / up
            ranges[k] = math.sqrt(ground * ground + up * up)
            cell = int(math.floor((ranges[k] - near_range) / range_spacing + 0.5))
            if cell < 0 or cell >= samples:
                continue
            cells[k] = cell
            if ranges[k] < farthest:
                distorted[line, cell] = True
            farthest = max(farthest, ranges[k])
            for n in range(layers.shape[0]):
                sums[n, line, cell] += _interpolate(layers[n], row, column)
            sums[layers.shape[0], line, cell] += ground
            count[line, cell] += 1
        nearest = np.inf
        for k in range(ground_count - 1, -1, -1):
            if cells[k] >= 0 and ranges[k] > nearest:
                distorted[line, cells[k]] = True
            nearest = min(nearest, ranges[k])


def ground_mesh(
    swath_shape: tuple[int, int], near_range: float, range_spacing: float, heights: tuple[float, float],
    spacing: float,
) -> tuple[float, float, int]:  # fmt: skip
    """First ground range (m), step (m) and number of scatterers of each azimuth line."""
    far_range = near_range + swath_shape[1] * range_spacing
    start = math.sqrt(near_range**2 - (ORBIT_HEIGHT_M - heights[1]) ** 2)
    stop = math.sqrt(far_range**2 - (ORBIT_HEIGHT_M - heights[0]) ** 2)
    step = spacing / SAMPLES_PER_CELL
    return start, step, int((stop - start) / step)


def as_layers(*layers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stack map layers for :func:`project_lines`."""
    return np.ascontiguousarray(np.stack(layers), dtype=np.float32)
