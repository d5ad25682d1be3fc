"""Pixels with disconnected subsets of dates: which, and the motion model with a free offset for each subset.

No pair says how far the ground moved from one subset to the next. The minimum-norm solution fills that in with as
little motion as it can, so that a rate read off it is pulled to zero. A model with one free offset per subset takes
the rate from what was measured, within the subsets, and its sigma knows what is missing. Pixels that have the same
subsets share a pattern, and what a pattern can tell is judged once: cycles and DEM error that all dates tell from the rate may
be too much for these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import DataError
from scarpwatch.insar.motion.model import rate_inflation

# A gap that would raise the standard deviation of the rate by more than this leaves it untold. Two halves of ten dates
# with 120 days between them raise it 5 times, 24 and 24 dates with an annual cycle 3.8 to 5.5 times.
LARGEST_SUBSET_INFLATION = 8.0
KEPT_FITS = 4096  # fits of patterns that are held in memory
FITTED = "fitted_model"  # how a series goes on across a gap, unless the config says otherwise


class Patterns:
    """Patterns of subsets, numbered from 1 in the order in which they are met; 0 has all dates connected.

    Parameters
    ----------
    table : array (patterns, dates), the subset of every date, from 0 as they come in time
    """

    def __init__(self, table: NDArray[np.int16]) -> None:
        self.dates = table.shape[1]
        self._rows = [np.ascontiguousarray(row, np.int16).tobytes() for row in table]
        self._numbers = {row: number for number, row in enumerate(self._rows, start=1)}

    @property
    def table(self) -> NDArray[np.int16]:
        """Array (patterns, dates), without pattern 0."""
        return np.frombuffer(b"".join(self._rows), np.int16).reshape(-1, self.dates)

    def labels(self, number: int) -> NDArray[np.int16]:
        """Array (dates,), the subset of every date in a pattern."""
        return np.frombuffer(self._rows[number - 1], np.int16) if number else np.zeros(self.dates, np.int16)

    def number(self, subsets: NDArray[np.int16]) -> NDArray[np.int32]:
        """Numbers of the patterns of pixels, array (pixels,), from their subsets, array (pixels, dates)."""
        found = np.empty(len(subsets), np.int32)
        for pixel, row in enumerate(np.ascontiguousarray(subsets, np.int16)):
            key = row.tobytes()
            if key not in self._numbers:
                self._rows.append(key)
                self._numbers[key] = len(self._rows)
            found[pixel] = self._numbers[key]
        return found


class PatternFit(NamedTuple):
    """What the motion model can be for pixels of one pattern.

    Attributes
    ----------
    design : array (dates, columns): 1, t, the further terms that are told, the offset of each subset but the first against
        the first, and the baselines last where the DEM error is estimated
    terms : how many of the columns belong to the motion
    dem_error : whether the DEM error is estimated
    inflation : standard deviation of the rate over the one that all dates, connected, would give
    known : whether the rate is told: the inflation is within the limit and something is left to judge the fit by
    whole : whether the displacement from the first date to the last is told; not where a step falls into a gap
    labels : array (dates,), the subset of every date
    """

    design: NDArray[np.float64]
    terms: int
    dem_error: bool
    inflation: float
    known: bool
    whole: bool
    labels: NDArray[np.int16]

    @property
    def motion(self) -> NDArray[np.float64]:
        """The design without the baselines, array (dates, columns)."""
        return self.design[:, :-1] if self.dem_error else self.design

    @property
    def offsets(self) -> slice:
        """Columns of the offsets of the subsets."""
        return slice(self.terms, self.terms + int(self.labels.max()))


def free_offsets(labels: NDArray[np.integer]) -> NDArray[np.float64]:
    """Columns of the offsets of the subsets but the first, array (dates, subsets less one)."""
    return (labels[:, None] == np.arange(1, labels.max() + 1)).astype(np.float64)


def _waves(design: NDArray[np.float64]) -> list[int]:
    """Columns of cycles among the further terms; the others are levels, 0 or 1 on every date."""
    return [n for n in range(2, design.shape[1]) if not np.isin(design[:, n], (0.0, 1.0)).all()]


def _independent(columns: NDArray[np.float64]) -> bool:
    lengths = np.linalg.norm(columns, axis=0)
    return bool((lengths > 0).all() and np.linalg.matrix_rank(columns / lengths) == columns.shape[1])


def fit_of_pattern(
    design: NDArray[np.float64],
    subsets: NDArray[np.integer],
    *,
    baselines: NDArray[np.float64] | None = None,
    max_inflation: float = np.inf,
    connected: float | None = None,
) -> PatternFit:
    """Judge what dates in these subsets tell of the motion model.

    Cycles and the DEM error stay as connected pixels have them: a pixel fitted without its neighbours' cycle would turn
    the season into a rate that its sigma knows nothing of. What they and the offsets cost together decides whether
    there is a rate at all. A step that falls between two subsets is absorbed by their offset.

    Parameters
    ----------
    design : array (dates, terms), the motion model of connected dates
    subsets : array (dates,), the subset of every date
    baselines : array (dates,), m, where the DEM error is estimated
    max_inflation : above it the rate is not told
    connected : from :func:`connected_inflation`, where it is known already
    """
    labels: NDArray[np.int16] = np.asarray(subsets, np.int16)
    dem = np.empty((len(design), 0)) if baselines is None else baselines[:, None]
    if not labels.any():
        full = np.column_stack([design, dem])
        return PatternFit(full, design.shape[1], baselines is not None, 1.0, True, True, labels)
    offsets = free_offsets(labels)
    waves, levels = _waves(design), [0]
    for number in sorted(set(range(2, design.shape[1])) - set(waves)):
        if _independent(np.column_stack([design[:, [*levels, number]], offsets])):
            levels.append(number)
    kept = sorted([*levels, 1, *waves])
    full = np.column_stack([design[:, kept], offsets, dem])
    told = _independent(full) and len(full) > full.shape[1]
    if not told:
        full = np.column_stack([design[:, :2], offsets])
        return PatternFit(full, 2, False, float("inf"), False, False, labels)
    inflation = rate_inflation(design[:, :2], full[:, 2:]) / (connected or connected_inflation(design, dem))
    lost = [number for number in range(design.shape[1]) if number not in kept]
    whole = not (design[:, lost].sum(axis=0) > 1).any()  # a date with an offset of its own is no step
    return PatternFit(
        full,
        len(kept),
        baselines is not None,
        float(inflation),
        bool(inflation <= max_inflation),
        whole,
        labels,
    )


def connected_inflation(design: NDArray[np.float64], baselines: NDArray[np.float64]) -> float:
    """By how much cycles, steps and DEM error (array (dates, 0 or 1)) raise the rate's sigma at connected dates."""
    return rate_inflation(design[:, :2], np.column_stack([design[:, 2:], baselines]))


def fits_of_patterns(
    design: NDArray[np.float64],
    patterns: Patterns,
    settings: Mapping[str, Any],
    *,
    baselines: NDArray[np.float64] | None = None,
) -> Callable[[int], PatternFit]:
    """Function of a pattern's number that gives :func:`fit_of_pattern`, judged when it is first asked for.

    Parameters
    ----------
    settings : section ``velocity`` of the config, as plain values
    """
    max_inflation = settings.get("max_subset_inflation", LARGEST_SUBSET_INFLATION)
    dem = np.empty((len(design), 0)) if baselines is None else baselines[:, None]
    connected = connected_inflation(design, dem)

    @lru_cache(maxsize=KEPT_FITS)
    def fit(number: int) -> PatternFit:
        return fit_of_pattern(
            design,
            patterns.labels(number),
            baselines=baselines,
            max_inflation=max_inflation,
            connected=connected,
        )

    return fit


def blank_untied(
    series: NDArray[np.floating], numbers: NDArray[np.integer], patterns: Patterns
) -> NDArray[np.floating]:
    """The series with NaN on dates without any pair at the pixel, which were not measured.

    Parameters
    ----------
    series : array (dates, *pixels)
    numbers : array (*pixels), of the pixels' patterns
    """
    shown = series.copy()
    flat = shown.reshape(len(series), -1)
    for number, pixels in pixels_by_pattern(numbers):
        labels = patterns.labels(number)
        alone = np.bincount(labels)[labels] == 1
        flat[np.ix_(alone, pixels)] = np.nan
    return shown


def common_pattern(numbers: NDArray[np.integer], trusted: NDArray[np.bool_]) -> int:
    """The pattern that the trusted pixels share."""
    return int(numbers[trusted][0])


def pixels_by_pattern(
    numbers: NDArray[np.integer], *, but: int = 0
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Every pattern but one among the pixels, with the places of its pixels in the flattened array."""
    flat = numbers.ravel()
    places = np.flatnonzero(flat != but)
    order = places[np.argsort(flat[places], kind="stable")]
    for part in np.split(order, np.flatnonzero(np.diff(flat[order])) + 1):
        if part.size:
            yield int(flat[part[0]]), part


def joining(fit: PatternFit, years: NDArray[np.float64], how: str) -> NDArray[np.float64] | None:
    """What finds the offsets of a series' subsets; None where the series stays as it is.

    Parameters
    ----------
    years : array (dates,)
    how : ``fitted_model``: as the fitted model has them (the limit of small weights of Doin et al. 2011, NSBAS), so
        that the series follows the model across a gap; ``minimum_norm``: such that the squares of the mean velocities
        between dates have the smallest sum (Berardino et al. 2002)

    Returns
    -------
    array (subsets less one, dates); its product with a series, times :func:`free_offsets`, is to be taken off it
    """
    if how == "minimum_norm":
        slope = np.diff(np.eye(len(years)), axis=0) / np.diff(years)[:, None]
        return np.asarray(np.linalg.pinv(slope @ free_offsets(fit.labels)) @ slope)
    return np.asarray(np.linalg.pinv(fit.design)[fit.offsets]) if fit.known else None


class Summary(NamedTuple):
    """Pixels with disconnected subsets by what could be told of them: counts of pixels, and of patterns.

    ``rate`` counts the pixels whose rate is told, ``cumulative`` those of them whose displacement from the first date
    to the last is. ``inflation`` is the median, over the pixels with a rate, of its standard deviation over what
    connected dates would give; None where there are none.
    """

    pixels: int
    patterns: int
    rate: int
    cumulative: int
    inflation: float | None


def summarise(numbers: NDArray[np.integer], fit: Callable[[int], PatternFit]) -> Summary:
    """Count the pixels in subsets.

    Parameters
    ----------
    numbers : array (rows, columns), of the pixels' patterns
    """
    kinds, counts = np.unique(numbers[numbers > 0], return_counts=True)
    fits = [fit(int(number)) for number in kinds]
    known = np.array([one.known for one in fits], bool)

    whole = np.array([one.whole for one in fits], bool)
    spread = np.repeat([one.inflation for one in fits], counts * known)
    return Summary(
        int(counts.sum()),
        len(fits),
        int(counts[known].sum()),
        int(counts[known & whole].sum()),
        float(np.median(spread)) if spread.size else None,
    )


def require_known(fit: PatternFit, where: str) -> None:
    """Refuse a series whose best pixels do not tell a rate.

    Raises
    ------
    DataError
    """
    if not fit.known:
        raise DataError(
            where,
            f"its best pixels have {len(fit.labels)} dates in {fit.labels.max() + 1} disconnected "
            "subsets, which do not determine a rate",
            "Add pairs across the gaps or leave dates out with sar.exclude_dates; velocity.max_subset_inflation allows "
            f"a rate that is less certain (here {fit.inflation:.1f} times as uncertain as from connected dates).",
        )


def ties_within(
    first: Sequence[int], second: Sequence[int], labels: NDArray[np.integer]
) -> tuple[list[int], list[int]]:
    """The pairs that lie within the subsets, as indices of their dates."""
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if labels[a] == labels[b]]
    return [a for a, _ in pairs], [b for _, b in pairs]
