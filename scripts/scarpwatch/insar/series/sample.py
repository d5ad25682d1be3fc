"""A bounded sample of trusted pixels, spread evenly over the scene and the same in every run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import row_blocks
from scarpwatch.insar.series.file import SeriesFile

FEWEST_TRUSTED = 50  # pixels below which corrections could not be fitted
Read = Callable[[Window], NDArray[Any]]


class Sample(NamedTuple):
    """Rows and columns of the sampled pixels, in row order."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    def of(self, layer: NDArray[Any]) -> NDArray[Any]:
        """Values of a layer (..., rows, columns) at the pixels."""
        return np.asarray(layer[..., self.rows, self.columns])

    def place(self, shape: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Row and column of the pixels as shares of the whole extent, from -0.5 to 0.5."""
        y, x = extent_coordinates(shape)
        return y[self.rows], x[self.columns]


def extent_coordinates(shape: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinate of every row and of every column as a share of the extent, from -0.5 to 0.5."""
    return np.linspace(-0.5, 0.5, shape[0]), np.linspace(-0.5, 0.5, shape[1])


def rows_that_fit(shape: tuple[int, int], dates: int, values: int = 4_000_000) -> int:
    """Rows of a block that holds at most so many values of a series (at least one row)."""
    return max(1, values // (dates * shape[1]))


def trusted_pixels(series: SeriesFile, minimum: float) -> NDArray[np.bool_]:
    """Pixels that are good for certain: their pairs connect all dates and agree with each other.

    They must also exceed what noise reaches by chance (:mod:`scarpwatch.insar.inversion.noise_coherence`). Where so few pixels
    do that nothing could be told from them, the minimum alone counts, and then those are taken whose pairs leave the
    same dates unconnected: of the pattern that most pixels have. So it is in a network that has fallen in two.

    A series that was made elsewhere may come without temporal coherence or rank. What it does not have does
    not judge, and a pixel with a value on every date counts as connected.

    Parameters
    ----------
    minimum : temporal coherence that a pixel must reach

    Returns
    -------
    array (rows, columns); the pixels share one pattern, :meth:`SeriesFile.pattern`

    Raises
    ------
    DataError
        If no pixel is trusted.
    """
    coherence = series.layer("temporal_coherence")
    judged = bool(np.isfinite(coherence).any())
    good = coherence >= minimum if judged else np.ones(coherence.shape, bool)
    pattern, connected, certain = series.pattern(), np.ones(coherence.shape, bool), good
    if "rank" in series.units:
        connected = series.layer("rank") == len(series.dates) - 1
    else:
        for number in range(len(series.dates)):
            good &= np.isfinite(series.at_date(number))
    if "pairs" in series.units:
        good &= series.layer("pairs") > 0
    if judged and "noise_coherence" in series.units:
        certain = good & (coherence >= series.layer("noise_coherence"))
    best, count = np.zeros(good.shape, bool), 0
    for pixels in (certain & connected, good & connected, certain & (pattern > 0), good & (pattern > 0)):
        numbers, counts = np.unique(pattern[pixels], return_counts=True)
        if counts.max(initial=0) > count:
            best = pixels & (pattern == numbers[np.argmax(counts)])
            count = int(counts.max())
        if count >= FEWEST_TRUSTED:
            break
    if not count:
        reaches = f"reaches a temporal coherence of {minimum:g}" if judged else "has a value on every date"
        raise DataError(
            "the displacement series",
            f"no pixel {reaches}, so that nothing is known well enough to judge the rest by",
            "Lower quality.min_temporal_coherence, or look at the pairs, whether they are coherent and unwrapped well.",
        )
    return np.asarray(best)


def noise_layer(series: SeriesFile) -> NDArray[np.floating]:
    """What tells how noisy a pixel is, array (rows, columns): its mean coherence, else its temporal coherence, else
    nothing, which is 0."""
    if "mean_coherence" in series.units:
        return series.layer("mean_coherence")
    return np.nan_to_num(series.layer("temporal_coherence"))


def sample_pixels(usable: NDArray[np.bool_], limit: int) -> Sample:
    """At most ``limit`` usable pixels, one per cell of a square mesh: the one nearest to the cell's centre.

    The mesh is as fine as the limit allows for the usable pixels, so that a scene with large gaps does not
    lose samples to them.

    Parameters
    ----------
    usable : array (rows, columns)
    """
    rows, columns = np.nonzero(usable)
    if rows.size <= limit:
        return Sample(rows, columns)
    step = max(1, int(np.sqrt(rows.size / limit)))
    while True:
        across = -(-usable.shape[1] // step)
        cells = (rows // step) * across + columns // step
        if np.unique(cells).size <= limit:
            break
        step += 1
    centre = (step - 1) / 2
    off = (rows % step - centre) ** 2 + (columns % step - centre) ** 2
    order = np.lexsort((columns, rows, off, cells))
    first = order[np.r_[True, np.diff(cells[order]) > 0]]
    first = first[np.lexsort((columns[first], rows[first]))]
    return Sample(rows[first], columns[first])


def read_sample(read: Read, sample: Sample, shape: tuple[int, int], block_rows: int) -> NDArray[np.float64]:
    """Values at the sampled pixels of what is read block by block.

    Parameters
    ----------
    read : function of a window of full width, giving an array (dates, rows, columns)

    Returns
    -------
    array (dates, pixels)
    """
    parts = []
    for window in row_blocks(shape, block_rows):
        inside = (sample.rows >= window.row_off) & (sample.rows < window.row_off + window.height)
        if inside.any():
            block = read(window)
            parts.append(block[:, sample.rows[inside] - window.row_off, sample.columns[inside]])
    if not parts:  # no pixel, and as many dates as any have
        parts.append(read(next(iter(row_blocks(shape, 1))))[:, 0, :0])
    return np.concatenate(parts, axis=1).astype(np.float64)
