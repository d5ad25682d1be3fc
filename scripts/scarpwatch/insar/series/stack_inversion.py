"""The inversion of a stack, window by window, into what a series file holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray
from rasterio.windows import Window

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.grids.grid import memory_blocks
from scarpwatch.insar.interferograms.pair_stack import PairStack, mean_coherence, read_coded
from scarpwatch.insar.interferograms.phase_statistics import weight_table
from scarpwatch.insar.inversion.noise_coherence import noise_limits
from scarpwatch.insar.inversion.solver import Series, invert_network
from scarpwatch.insar.motion.subsets import Patterns
from scarpwatch.insar.reference.window import Reference
from scarpwatch.insar.series.file import PATTERN

LAYERS: dict[str, tuple[DTypeLike, str]] = {
    "residual_rms": (np.float32, "rad"),
    "temporal_coherence": (np.float32, "1"),
    "rank": (np.int16, "1"),
    "pairs": (np.int16, "1"),
    "dates": (np.int16, "1"),
    "mean_coherence": (np.float32, "1"),
    "noise_coherence": (np.float32, "1"),
    PATTERN: (np.int32, "1"),
}
Buffers = tuple[NDArray[np.float32], NDArray[np.uint8]]


class Solved(NamedTuple):
    """A window after the inversion.

    Attributes
    ----------
    displacement : array (dates, rows, columns), m, referred to the pairs' offsets
    layers : those of ``LAYERS`` that the inversion gives, arrays (rows, columns)
    inversion : of the pixels, flat
    """

    displacement: NDArray[np.floating]
    layers: dict[str, NDArray[Any]]
    inversion: Series


Solve = Callable[[Window, Buffers | None], Solved]


def window_solver(
    stack: PairStack, *, offsets: NDArray[np.floating], cycles: str | None, uniform: bool, robust: bool
) -> Solve:
    """Function that inverts a window, read into buffers where these are given.

    Parameters
    ----------
    offsets : array (pairs,), rad, taken off each pair
    cycles : raster of whole cycles to add, as in
        :func:`~scarpwatch.insar.interferograms.pair_stack.read_coded`
    uniform : whether all pairs weigh alike
    robust : whether absolute residuals are minimised
    """
    table = weight_table(stack.looks, uniform=uniform)
    first, second = stack.indices()
    to_displacement = np.float32(displacement_per_phase(stack.wavelength))

    def solve(window: Window, out: Buffers | None) -> Solved:
        phase, codes = read_coded(stack, window, offsets=offsets, cycles=cycles, out=out)
        flat = phase.reshape(len(phase), -1), codes.reshape(len(codes), -1)
        solved = invert_network(*flat, first, second, stack.years, table=table, robust=robust)
        shape = phase.shape[1:]
        layers = {name: getattr(solved, name).reshape(shape) for name in LAYERS if name in solved._fields}
        layers["mean_coherence"] = mean_coherence(codes)
        displacement = solved.phase.reshape(-1, *shape)
        displacement *= to_displacement
        return Solved(displacement, layers, solved)

    return solve


def window_levels(solve: Solve, reference: Reference) -> NDArray[np.floating]:
    """What is left at the reference of the pairs' offsets, array (dates, 1, 1), m; a date that no pair measures there
    has none."""
    zero = np.nanmedian(solve(Window.from_slices(*reference.window), None).displacement, axis=(1, 2))
    zero = zero[:, None, None]
    return np.where(np.isfinite(zero), zero, np.float32(0))


def inverted_blocks(
    stack: PairStack,
    solve: Solve,
    zero: NDArray[np.floating],
    patterns: Patterns,
    *,
    robust: bool,
    memory_mb: float,
) -> Iterator[tuple[Window, dict[str, NDArray[Any]], NDArray[np.floating]]]:
    """Windows of a stack that fit into the memory, with their ``LAYERS`` and their displacement (m).

    Parameters
    ----------
    zero : of :func:`window_levels`, taken off
    patterns : grows by the patterns of subsets that are met
    """
    limits = noise_limits(robust=robust)
    per_pixel = 6 * len(stack.pairs) + 4 * len(stack.dates) + 72  # phase, codes, cycles, series, layers
    windows = list(memory_blocks(stack.grid.shape, bytes_per_pixel=per_pixel, memory_mb=memory_mb))
    values = len(stack.pairs) * max(window.height * window.width for window in windows)
    buffers = np.empty(values, np.float32), np.empty(values, np.uint8)
    for window in windows:
        displacement, layers, solved = solve(window, buffers)
        displacement -= zero
        layers["noise_coherence"] = limits(layers["pairs"], layers["rank"])
        layers[PATTERN] = np.zeros(layers["rank"].shape, np.int32)
        layers[PATTERN].ravel()[solved.cut] = patterns.number(solved.subsets)
        yield window, layers, displacement
