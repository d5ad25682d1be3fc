"""What the numbers of a raster look like: their range, fill values that are not declared, and codes among them.

Of the cells over the area, or of strips of them in a large raster (`spread_windows`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import grid_of, open_raster
from scarpwatch.grids.masks import value_bands
from scarpwatch.grids.mosaic import Raster, raster_files
from scarpwatch.inputs.rasters.checks import Area, read_cells, window_over_area
from scarpwatch.inputs.rasters.samples import band_names, odd_value_notes, require_one_band, spread_windows
from scarpwatch.inputs.tables.values import HUGE

Bounds = tuple[float | None, float | None]

_FILLS = (
    *(sign * nines for nines in (99.0, 999.0, 9999.0, 99999.0, 999999.0) for sign in (-1, 1)),
    *(-3000.0, -32768.0, 32767.0, 65535.0, -2147483648.0, 2147483647.0, 4294967295.0, 255.0),
)
"""Values by which programs mark cells without data, as they stand in the file."""
_DOUBTFUL = (0.0, -1.0, *_FILLS)
_APART = 0.1  # of the range of all others, by which a doubtful value lies apart from them
_CELLS_EACH = 10
FEW = 20
"""As many whole numbers and no other values, each in many cells, may be codes of classes."""


@dataclass(frozen=True)
class Numbers:
    """What a look at the numbers found.

    Attributes
    ----------
    cells : with a value, of those looked at
    low, high : lowest and highest number, after scale and offset; NaN if there is none
    rest : lowest and highest value in the file, those of ``shares`` and the huge ones left out; NaN likewise
    shares : share of the cells with each doubtful value that occurs, as it stands in the file
    huge : a value beyond what is measured (more than 1e20), or None
    few : all values in the file, if they are at most `FEW` whole numbers
    """

    cells: int
    low: float
    high: float
    rest: tuple[float, float]
    shares: Mapping[float, float]
    huge: float | None
    few: tuple[float, ...]


def choose_band(path: Raster, band: int | None, key: str) -> int:
    """The band that is read: the chosen one, or the only one (beside an alpha band).

    Raises
    ------
    InputError
        If there are several and none is chosen, or the chosen one does not exist.
    """
    with open_raster(path) as source:
        if band is None:
            require_one_band(source, path, f"Say with {key}.band which of them it is.")
        elif band > value_bands(source):
            raise InputError(
                path, f"it has no band {band}: there are {band_names(source)}", f"Correct {key}.band."
            )
    return band or 1


def look_at_numbers(path: Raster, area: Area, band: int = 1) -> Numbers:
    """Look at the numbers of a raster over an area.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    counts: dict[float, int] = dict.fromkeys(_DOUBTFUL, 0)
    cells, huge = 0, None
    ends, rest = (np.nan, np.nan), (np.nan, np.nan)
    few: set[float] = set()
    with open_raster(path) as source:
        scale, offset = source.scales[band - 1], source.offsets[band - 1]
        for window in spread_windows(source, window_over_area(grid_of(source), area)):
            raw, known = read_cells(source, path, band, window)
            values = raw[known].astype(np.float64)
            cells += values.size
            beyond = np.abs(values) > HUGE
            huge = float(values[beyond][0]) if huge is None and beyond.any() else huge
            values = values[~beyond]
            if len(few) <= FEW:
                few |= set(np.unique(values)[: FEW + 1].tolist())
            ends = _wider(ends, values)
            for value in counts:
                same = values == value
                counts[value] += int(same.sum())
                values = values[~same]
            rest = _wider(rest, values)
    low, high = sorted(end * scale + offset for end in ends)
    codes = len(few) <= FEW and all(value.is_integer() for value in few)
    return Numbers(
        cells=cells,
        low=low,
        high=high,
        rest=rest,
        shares={value: count / cells for value, count in counts.items() if count},
        huge=huge,
        few=tuple(sorted(few)) if codes else (),
    )


def _wider(ends: tuple[float, float], values: NDArray[np.float64]) -> tuple[float, float]:
    """The lowest and highest of two ends, or NaN, and of some values."""
    if not values.size:
        return ends
    return float(np.fmin(ends[0], values.min())), float(np.fmax(ends[1], values.max()))


def refuse_fill(path: Raster, numbers: Numbers, plausible: Bounds, key: str) -> None:
    """Refuse values that stand for no data without being declared, since they would count in every mean.

    These are huge ones, and those of `_FILLS` that lie farther from all others than these among themselves, or are
    negative where no other is; if ``plausible`` holds them, they are measurements.

    Parameters
    ----------
    plausible : lowest and highest number that can be, as the config has them; None = no limit is known
    key : of the factor in the config, for messages

    Raises
    ------
    InputError
    """
    low, high = numbers.rest
    fills = [] if numbers.huge is None else [numbers.huge]
    for value in numbers.shares:
        held = plausible[0 if value < low else 1]
        if value not in _FILLS or not low <= high or low <= value <= high:
            continue
        if held is not None and (held <= value if value < low else value <= held):
            continue
        away = low - value if value < low else value - high
        if away > high - low or value < 0 <= low:
            fills.append(value)
    if fills:
        told = " and ".join(
            f"{value:.10g}"
            + (f" ({numbers.shares[value]:.1%} of its cells)" if value in numbers.shares else "")
            for value in fills
        )
        rest = f", where all others lie between {low:.6g} and {high:.6g}" if low <= high else ""
        raise InputError(
            path,
            f"it holds {told}{rest}: that stands for no data and is not declared",
            f"Declare it: `rio edit-info --nodata {fills[0]:.10g} {raster_files(path)[0]}`; or set {key}.plausible if it is measured.",
        )


def refuse_implausible(path: Raster, numbers: Numbers, plausible: Bounds, key: str) -> None:
    """Refuse numbers below or above those that can be.

    Raises
    ------
    InputError
    """
    least, most = plausible
    below, above = least is not None and numbers.low < least, most is not None and numbers.high > most
    if below or above:
        limits = " and ".join(
            words
            for words, limit in ((f"at least {least}", least), (f"at most {most}", most))
            if limit is not None
        )
        raise InputError(
            path,
            f"it holds {numbers.low if below else numbers.high:.6g}, and {key} is {limits}",
            f"Check its unit, its scale and its nodata value, or correct {key}.plausible.",
        )


def number_notes(numbers: Numbers, what: str, key: str) -> list[str]:
    """Notes on doubtful numbers that may be sound: values apart from all others, one value, or few whole numbers."""
    low, high = numbers.rest
    if numbers.low == numbers.high:
        return [f"all cells looked at in the area are {numbers.low:.6g}, which tells no unit from another"]
    if numbers.few and numbers.cells >= _CELLS_EACH * len(numbers.few):
        some = ", ".join(f"{value:.0f}" for value in numbers.few[:8]) + (
            ", ..." if len(numbers.few) > 8 else ""
        )
        return [
            f"its values in the area are {len(numbers.few)} whole numbers ({some}): if they are codes of classes, set "
            f"{key}.kind to classes"
        ]
    apart = {
        value: share
        for value, share in numbers.shares.items()
        if low <= high and max(low - value, value - high) > _APART * (high - low)
    }
    return odd_value_notes(apart, what)
