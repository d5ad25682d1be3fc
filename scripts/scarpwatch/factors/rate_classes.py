"""Classes of the deformation rate: the limits of `factors.classes.deformation_rate`, their names, and what lies in each.

Sentences, tables and figures take limits and names from here, so that none of them speaks of another limit than the
map of classes.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.conventions import AWAY, TOWARDS

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class RateClass:
    """Rates from ``low`` (included) to ``high`` (not included), cm/yr; infinite at the ends.

    Attributes
    ----------
    name : as tables and legends write it
    stable : whether it holds the rate zero between its limits
    """

    low: float
    high: float
    name: str
    stable: bool


def rate_limits(config: Mapping[str, Any]) -> tuple[float, ...]:
    """The limits between the classes (cm/yr, increasing), from a config as plain values."""
    return tuple(config["factors"]["classes"]["deformation_rate"])


def rate_classes(limits: Sequence[float]) -> tuple[RateClass, ...]:
    """The classes between limits (cm/yr, increasing), from motion away from the satellite to motion towards it.

    Where zero is a limit, no class is called stable.
    """
    ends = [-np.inf, *limits, np.inf]
    return tuple(
        RateClass(low, high, _name(low, high), low < 0 < high) for low, high in itertools.pairwise(ends)
    )


def class_numbers(rate: NDArray[np.float64], limits: Sequence[float]) -> NDArray[np.int64]:
    """Place of each rate in :func:`rate_classes`, of the shape of ``rate`` (cm/yr); -1 where it is NaN."""
    rate = np.asarray(rate, np.float64)
    return np.where(np.isfinite(rate), np.digitize(rate, limits), -1).astype(np.int64)


def class_shares(rate: NDArray[np.float64], limits: Sequence[float]) -> NDArray[np.float64]:
    """Share of the known rates in each of :func:`rate_classes`; NaN where no rate is known."""
    numbers = class_numbers(rate, limits)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(limits) + 1).astype(np.float64)
    return counts / counts.sum() if counts.sum() else np.full(counts.size, np.nan)


def stable_class(limits: Sequence[float]) -> RateClass | None:
    """The class of :func:`rate_classes` that holds zero; None where zero is a limit."""
    return next((each for each in rate_classes(limits) if each.stable), None)


def stable_share(rate: NDArray[np.float64], limits: Sequence[float]) -> float:
    """Share of the known rates in that class; NaN without one, and where no rate is known."""
    stable = [each.stable for each in rate_classes(limits)]
    return float(class_shares(rate, limits)[stable.index(True)]) if any(stable) else float("nan")


def stable_words(limits: Sequence[float]) -> str:
    """Of that class, behind "moves by": ``less than 1 cm/yr``; empty without one, or where one of its ends is open."""
    found = stable_class(limits)
    if found is None or not np.isfinite([found.low, found.high]).all():
        return ""
    if found.low == -found.high:
        return f"less than {found.high:g} cm/yr"
    return f"less than {-found.low:g} cm/yr {AWAY} and {found.high:g} cm/yr {TOWARDS}"


def _name(low: float, high: float) -> str:
    if high <= 0:
        slow, fast, way = -high, -low, AWAY
    elif low >= 0:
        slow, fast, way = low, high, TOWARDS
    else:
        if np.isinf(low) or np.isinf(high):
            side = f"Below {_signed(high)}" if np.isinf(low) else f"Above {_signed(low)}"
            return f"{side} cm/yr (stable ground among them)"
        if low == -high:
            return f"Within {high:g} cm/yr (stable)"
        return f"{_signed(low)} to {_signed(high)} cm/yr (stable)"
    if np.isinf(fast):
        return f"Faster than {slow:g} cm/yr {way}"
    return f"{slow:g} to {fast:g} cm/yr {way}"


def _signed(value: float) -> str:
    return f"{value:+g}".replace("-", MINUS)
