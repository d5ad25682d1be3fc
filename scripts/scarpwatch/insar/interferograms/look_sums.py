"""Sums over the looks of single-look images, and the coherence from them, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

_kernel = njit(cache=True, error_model="numpy")


@_kernel
def mean_product(first, second, looks_azimuth, looks_range):  # type: ignore[no-untyped-def]
    """Mean of ``first * conj(second)`` over the looks.

    Parameters
    ----------
    first, second : arrays (rows, columns), complex64, of whole looks

    Returns
    -------
    array (rows // looks_azimuth, columns // looks_range), complex64
    """
    rows, columns = first.shape[0] // looks_azimuth, first.shape[1] // looks_range
    made = np.empty((rows, columns), np.complex64)
    real, imaginary = np.empty((2, columns * looks_range), np.float32)
    looks = looks_azimuth * looks_range
    for row in range(rows):
        real[:] = 0
        imaginary[:] = 0
        for line in range(row * looks_azimuth, (row + 1) * looks_azimuth):
            for x in range(columns * looks_range):
                a, b = first[line, x], second[line, x]
                real[x] += a.real * b.real + a.imag * b.imag
                imaginary[x] += a.imag * b.real - a.real * b.imag
        for column in range(columns):
            total, other = 0.0, 0.0
            for x in range(column * looks_range, (column + 1) * looks_range):
                total += real[x]
                other += imaginary[x]
            made[row, column] = complex(total / looks, other / looks)
    return made


@_kernel
def mean_power(image, looks_azimuth, looks_range):  # type: ignore[no-untyped-def]
    """Mean of ``|image|^2`` over the looks, as :func:`mean_product`, float32."""
    rows, columns = image.shape[0] // looks_azimuth, image.shape[1] // looks_range
    made = np.empty((rows, columns), np.float32)
    power = np.empty(columns * looks_range, np.float32)
    for row in range(rows):
        power[:] = 0
        for line in range(row * looks_azimuth, (row + 1) * looks_azimuth):
            for x in range(columns * looks_range):
                a = image[line, x]
                power[x] += a.real * a.real + a.imag * a.imag
        for column in range(columns):
            total = 0.0
            for x in range(column * looks_range, (column + 1) * looks_range):
                total += power[x]
            made[row, column] = total / (looks_azimuth * looks_range)
    return made


@_kernel
def windowed_coherence(product, first, second, start, stop, looks):  # type: ignore[no-untyped-def]
    """Coherence over windows of 3 x 3 multilooked cells of some rows, with its bias reduced.

    The window sees the rows around ``start`` and ``stop`` that are there, and each cell is summed by itself: the
    values do not depend on how an image is cut into rows.

    Parameters
    ----------
    product : array (rows, columns), complex64, of :func:`mean_product`
    first, second : arrays (rows, columns), float32, of :func:`mean_power`
    start, stop : the rows that are wanted
    looks : of a cell

    Returns
    -------
    array (stop - start, columns), float32 in 0..1; NaN where either power is 0
    """
    rows, columns = product.shape
    made = np.empty((stop - start, columns), np.float32)
    sums = np.empty(
        (4, columns + 2), np.float64
    )  # over three rows; nothing lies beyond the first and last column
    count = looks * 9
    for row in range(start, stop):
        sums[:] = 0
        for y in range(max(row - 1, 0), min(row + 2, rows)):
            for x in range(columns):
                sums[0, x + 1] += product[y, x].real
                sums[1, x + 1] += product[y, x].imag
                sums[2, x + 1] += first[y, x]
                sums[3, x + 1] += second[y, x]
        for x in range(columns):
            real = sums[0, x] + sums[0, x + 1] + sums[0, x + 2]
            imaginary = sums[1, x] + sums[1, x + 1] + sums[1, x + 2]
            one = sums[2, x] + sums[2, x + 1] + sums[2, x + 2]
            other = sums[3, x] + sums[3, x + 1] + sums[3, x + 2]
            squared = (real * real + imaginary * imaginary) / (one * other)
            squared = max((count * squared - 1) / (count - 1), 0.0)
            made[row - start, x] = np.sqrt(min(squared, 1.0))
        for x in range(columns):
            if first[row, x] == 0 or second[row, x] == 0:
                made[row - start, x] = np.nan
    return made
