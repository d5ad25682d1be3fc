"""Interferogram formation: products of images, multilooked, with their coherence; Goldstein filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import TILE
from scarpwatch.insar.interferograms.look_sums import mean_power, mean_product, windowed_coherence

Complex = NDArray[np.complex64]
Real = NDArray[np.floating[Any]]
Read = Callable[[Window], Complex]
"""Gives a window of a single-look image."""

PATCH = 32
"""Side of the Goldstein filter's patches (cells), and the smallest image that filter and unwrappers are given."""
BLOCK_CELLS = 4_500_000
"""Single-look cells of each image that are held at a time."""


class Formed(NamedTuple):
    """Rows of one interferogram: complex64, 0 where there is no data, and its coherence, float32, NaN there."""

    interferogram: Complex
    coherence: NDArray[np.float32]


class _Sums(NamedTuple):
    """Rows of the products of all pairs, (pairs, rows, columns), of the powers of their references, and of the secondary's."""

    products: Complex
    references: NDArray[np.float32]
    secondary: NDArray[np.float32]


def multilook(values: NDArray[Any], looks: tuple[int, int]) -> NDArray[Any]:
    """Mean over blocks of ``looks`` (azimuth, range) cells; an incomplete block at the edge is cut off.

    Raises
    ------
    DataError
        If there is not one whole block.
    """
    require_looks(values.shape, looks)
    rows, columns = values.shape[0] // looks[0], values.shape[1] // looks[1]
    cut = values[: rows * looks[0], : columns * looks[1]]
    return cut.reshape(rows, looks[0], columns, looks[1]).mean(axis=(1, 3), dtype=values.dtype)


def require_looks(shape: tuple[int, ...], looks: tuple[int, int]) -> None:
    """Refuse an image without one whole block of looks.

    Raises
    ------
    DataError
    """
    if shape[0] < looks[0] or shape[1] < looks[1]:
        raise DataError(
            "interferograms.looks_azimuth and looks_range",
            f"an image of {shape[0]} x {shape[1]} cells is smaller than {looks[0]} x {looks[1]} looks",
            "Lower them, or take a larger part of the scenes.",
        )


def form_interferogram(reference: Complex, secondary: Complex, looks: tuple[int, int]) -> Formed:
    """Multilooked interferogram and coherence of two coregistered SLCs that are flattened.

    Coherence is estimated over 3 x 3 multilooked cells, because over the looks of one cell alone its
    bias at low coherence is about ``sqrt(pi / 4 L)``; what bias is left is removed with
    ``g^2 -> (L g^2 - 1) / (L - 1)`` (Touzi et al. 1999, first order).

    Parameters
    ----------
    reference, secondary : arrays (rows, columns), complex; 0 where there is no data
    looks : azimuth and range looks

    Returns
    -------
    interferogram : array (rows // looks[0], columns // looks[1]), complex64, ``reference * conj(secondary)``
    coherence : array of the same shape, float32 in 0..1, NaN where there is no data
    """

    def read(image: Complex, window: Window) -> Complex:
        return np.ascontiguousarray(image[window.toslices()], np.complex64)

    strips = form_strips([partial(read, reference)], partial(read, secondary), reference.shape, looks)
    return Formed(*(np.concatenate(rows) for rows in zip(*(parts[0] for _, parts in strips), strict=True)))


def form_strips(
    references: Sequence[Read], secondary: Read, shape: tuple[int, ...], looks: tuple[int, int]
) -> Iterator[tuple[Window, list[Formed]]]:
    """Interferograms of one date with some earlier ones (see :func:`form_interferogram`), strip by strip from the top.

    Strips are a row of the tiles of the project's rasters, and the images are read by windows of whole tiles too, so
    that each tile is read and written once. Each image is read, and its power taken, once for all pairs. What is
    held does not grow with the image, but for strips of 256 rows of the results.

    Parameters
    ----------
    references, secondary : the images, flattened
    shape : rows and columns of the images
    looks : azimuth and range looks

    Yields
    ------
    window : where the strip lies in the interferograms
    strips : of each pair, in the order of the references

    Raises
    ------
    DataError
        If there is not one whole block of looks.
    """
    require_looks(shape, looks)
    rows, columns = shape[0] // looks[0], shape[1] // looks[1]
    tops = range(0, rows, TILE)
    summed = (
        _strip_sums(references, secondary, Window(0, top, columns, min(TILE, rows - top)), looks)
        for top in tops
    )
    for top, strip in zip(tops, _formed(summed, looks[0] * looks[1]), strict=True):
        yield Window(0, top, columns, min(TILE, rows - top)), strip


def _strip_sums(references: Sequence[Read], secondary: Read, strip: Window, looks: tuple[int, int]) -> _Sums:
    """Sums over the looks of a strip of the interferograms, given by its window there."""
    shape = (strip.height, strip.width)
    made = _Sums(
        np.empty((len(references), *shape), np.complex64),
        np.empty((len(references), *shape), np.float32),
        np.empty(shape, np.float32),
    )
    height = TILE
    while height > 1 and height * TILE * looks[0] * looks[1] > BLOCK_CELLS:
        height //= 2
    for top in range(0, strip.height, height):
        for left in range(0, strip.width, TILE):
            part = (slice(top, min(top + height, strip.height)), slice(left, min(left + TILE, strip.width)))
            window = Window.from_slices(
                *(
                    (looks[axis] * (part[axis].start + first), looks[axis] * (part[axis].stop + first))
                    for axis, first in enumerate((strip.row_off, 0))
                )
            )
            later = secondary(window)
            made.secondary[part] = mean_power(later, *looks)
            for number, reference in enumerate(references):
                earlier = reference(window)
                made.references[number][part] = mean_power(earlier, *looks)
                made.products[number][part] = mean_product(earlier, later, *looks)
    return made


def _formed(strips: Iterable[_Sums], looks: int) -> Iterator[list[Formed]]:
    """The strips with their coherence, whose windows reach one row into the strips above and below."""
    above: _Sums | None = None
    strip: _Sums | None = None
    for below in chain(strips, [None]):
        if strip is not None:
            around = _joined(above, strip, below)
            start = 0 if above is None else 1
            rows = (start, start + len(strip.secondary))
            yield [
                Formed(
                    np.where((power == 0) | (strip.secondary == 0), np.complex64(0), product),
                    windowed_coherence(
                        around.products[k], around.references[k], around.secondary, *rows, looks
                    ),
                )
                for k, (product, power) in enumerate(zip(strip.products, strip.references, strict=True))
            ]
        above, strip = strip, below


def _joined(above: _Sums | None, strip: _Sums, below: _Sums | None) -> _Sums:
    """A strip with the last row above and the first row below."""
    return _Sums(
        *(
            np.concatenate(
                [
                    *([] if above is None else [above[k][..., -1:, :]]),
                    strip[k],
                    *([] if below is None else [below[k][..., :1, :]]),
                ],
                axis=-2,
            )
            for k in range(3)
        )
    )


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
