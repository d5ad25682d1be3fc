"""A look at the values of a raster that is quick enough for the start of every run, and what is odd about them.

Up to a few million cells the whole area is read, of larger rasters strips spread over it. What is found in them is
told at the start; what lies between them, the steps tell that read everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from rasterio import DatasetReader
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.masks import value_bands
from scarpwatch.grids.mosaic import Raster
from scarpwatch.inputs.rasters.checks import read_cells

MOST_CELLS = 4_000_000  # read at the start of a run: some tenths of a second
_ROWS, _BLOCK = 64, 512
_MOST_CODES = 100_000
NOTED_SHARE = 0.01
"""Share of the cells with one and the same suspicious value from which it is told."""


def spread_windows(source: DatasetReader, part: Window | None = None) -> Iterator[Window]:
    """Windows that cover a raster or a window of it, or strips of rows spread evenly over it if it is large."""
    left, top, width, height = (0, 0, source.width, source.height) if part is None else part.flatten()
    whole = width * height <= MOST_CELLS
    rows = _BLOCK if whole else _ROWS
    count = -(-height // rows)
    chosen = count if whole else max(5, MOST_CELLS // (_ROWS * width))
    for index in np.unique(np.linspace(0, count - 1, min(chosen, count)).astype(int)).tolist():
        start = index * rows
        yield Window(left, top + start, width, min(rows, height - start))


def known_share(source: DatasetReader, path: Raster, part: Window, band: int = 1) -> float:
    """Share of the cells of a window that have a value, by :func:`spread_windows`."""
    counts = [
        (int(known.sum()), known.size)
        for window in spread_windows(source, part)
        for known in (read_cells(source, path, band, window)[1],)
    ]
    known, every = (sum(numbers) for numbers in zip(*counts, strict=True))
    return known / every


def value_counts(
    source: DatasetReader, path: Raster, part: Window | None = None, band: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The values as they stand in the file that occur in :func:`spread_windows`, and how often each does.

    For codes; it ends where there are more than 100,000 values, which are none.
    """
    found: dict[float, int] = {}
    for window in spread_windows(source, part):
        raw, known = read_cells(source, path, band, window)
        values, numbers = np.unique(raw[known], return_counts=True)
        for value, number in zip(values.tolist(), numbers.tolist(), strict=True):
            found[value] = found.get(value, 0) + number
        if len(found) > _MOST_CODES:
            break
    ordered = sorted(found)
    return np.array(ordered, np.float64), np.array([found[value] for value in ordered], np.int64)


def value_shares(
    source: DatasetReader, path: Raster, values: Iterable[float], part: Window | None = None, band: int = 1
) -> dict[float, float]:
    """Share of the cells with data that hold each of some values as they stand in the file."""
    total, counts = 0, dict.fromkeys(values, 0)
    for window in spread_windows(source, part):
        raw, known = read_cells(source, path, band, window)
        present = raw[known]
        total += present.size
        for value in counts:
            counts[value] += int((present == value).sum())
    return {value: count / max(total, 1) for value, count in counts.items()}


def known_ends(source: DatasetReader, path: Raster, part: Window, band: int = 1) -> tuple[float, ...]:
    """The lowest and the highest value as the file has them; nothing if it has fewer than three."""
    ends: list[float] = []
    for window in spread_windows(source, part):
        raw, known = read_cells(source, path, band, window)
        present = raw[known]
        present = present[np.isfinite(present)]
        if present.size:
            ends += [float(present.min()), float(present.max()), float(present[present.size // 2])]
    return (min(ends), max(ends)) if len(set(ends)) > 2 else ()


def require_one_band(source: DatasetReader, path: Raster, cure: str | None = None) -> None:
    """Refuse a raster of several bands where one is read: which of them is meant only its owner knows.

    An alpha band is none of them.

    Raises
    ------
    InputError
    """
    number = value_bands(source)
    if number > 1:
        raise InputError(
            path,
            f"it has {number} bands ({band_names(source)}), and which of them is meant is not known",
            cure or "Give a file of that band alone: `rio stack --bidx 1 in.tif out.tif`, for example.",
        )


def band_names(source: DatasetReader) -> str:
    """The bands of a raster with their descriptions, in words."""
    names = [
        f"{number}{f': {text}' if text else ''}" for number, text in enumerate(source.descriptions, start=1)
    ]
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")


def _written(value: float) -> str:
    """A value as its maker wrote it: codes in full, and no digits beyond single precision."""
    return f"{value:.0f}" if value == round(value) else f"{value:.6g}"


def odd_value_notes(shares: Mapping[float, float], what: str) -> list[str]:
    """Notes on values that often stand for no data without being declared, with their share.

    Parameters
    ----------
    shares : share of the cells by such value
    what : what they count as otherwise, in a word or two
    """
    return [
        f"{share:.1%} of its cells are exactly {_written(value)} and count as {what}: if that stands for no data, declare it "
        "in the file"
        for value, share in shares.items()
        if share >= NOTED_SHARE
    ]
