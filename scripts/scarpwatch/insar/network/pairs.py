"""The baseline network: which pairs of dates become interferograms, and whether they connect all dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from scarpwatch.dates import DAYS_PER_YEAR, date_name, pair_name, parse_pair
from scarpwatch.errors import DataError


class Pair(NamedTuple):
    """Two acquisition dates, the earlier one first."""

    reference: date
    secondary: date

    @property
    def name(self) -> str:
        """``YYYYMMDD_YYYYMMDD``."""
        return pair_name(self.reference, self.secondary)

    @property
    def days(self) -> int:
        """Temporal baseline in days."""
        return (self.secondary - self.reference).days

    @classmethod
    def parse(cls, name: str) -> Pair:
        """Read ``YYYYMMDD_YYYYMMDD``."""
        return cls(*parse_pair(name))


def earlier_dates(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    """By the later date of pairs (``YYYYMMDD``) the earlier ones, both in time order."""
    found: dict[str, list[str]] = {}
    for pair in sorted(pairs, key=lambda pair: (pair.secondary, pair.reference)):
        found.setdefault(date_name(pair.secondary), []).append(date_name(pair.reference))
    return found


def select_pairs(
    dates: Sequence[date],
    *,
    neighbours: int = 3,
    max_days: int | None = None,
    baselines_m: Sequence[float | None] | None = None,
    max_baseline_m: float | None = None,
    annual_pairs: bool = False,
) -> list[Pair]:
    """Pairs of each date with its next ``neighbours`` dates, within the limits.

    Parameters
    ----------
    dates : acquisition dates, in any order
    neighbours : how many later dates each date is paired with
    max_days : pairs with a longer temporal baseline are left out
    baselines_m : perpendicular baseline of each date (m), in the order of ``dates``; ``None`` where unknown
    max_baseline_m : pairs with a longer perpendicular baseline (m) are left out, where it is known
    annual_pairs : also pair each date with the one nearest to a year later (within 24 days)

    Returns
    -------
    list of Pair
        Sorted by reference, then secondary. A later date adds pairs and changes none of the others,
        except that its annual partner may be nearer to the anniversary than the one before.
    """
    order = sorted(range(len(dates)), key=lambda index: dates[index])
    days = [dates[index] for index in order]
    baseline = {dates[i]: baselines_m[i] for i in order} if baselines_m is not None else {}

    def allowed(pair: Pair) -> bool:
        if max_days is not None and pair.days > max_days:
            return False
        first, second = baseline.get(pair.reference), baseline.get(pair.secondary)
        if max_baseline_m is None or first is None or second is None:
            return True
        return abs(second - first) <= max_baseline_m

    pairs = {
        Pair(days[i], days[j])
        for i in range(len(days))
        for j in range(i + 1, min(i + 1 + neighbours, len(days)))
    }
    pairs = {pair for pair in pairs if allowed(pair)}
    if annual_pairs:
        for first in days:
            candidates = [day for day in days if abs((day - first).days - DAYS_PER_YEAR) <= 24]
            if candidates:
                nearest = min(candidates, key=lambda day: abs((day - first).days - DAYS_PER_YEAR))
                pair = Pair(first, nearest)
                if max_baseline_m is None or allowed(pair):
                    pairs.add(pair)
    return sorted(pairs)


def connected_subsets(dates: Sequence[date], pairs: Sequence[Pair]) -> list[list[date]]:
    """Subsets of dates that the pairs connect, in time order; one subset means a connected network."""
    parent = {day: day for day in dates}

    def root(day: date) -> date:
        while parent[day] != day:
            parent[day] = parent[parent[day]]
            day = parent[day]
        return day

    for pair in pairs:
        parent[root(pair.secondary)] = root(pair.reference)
    subsets: dict[date, list[date]] = {}
    for day in sorted(dates):
        subsets.setdefault(root(day), []).append(day)
    return sorted(subsets.values())


def dates_cut_off(dates: Sequence[date], pairs: Sequence[Pair]) -> list[list[date]]:
    """Subsets of dates that no pair ties to the largest subset (of equals the earliest); none if connected."""
    subsets = connected_subsets(dates, pairs)
    main = max(subsets, key=len, default=[])
    return [subset for subset in subsets if subset is not main]


def require_connected(dates: Sequence[date], pairs: Sequence[Pair], *, where: str) -> None:
    """Refuse a network that leaves dates unconnected.

    Raises
    ------
    DataError
        Naming the dates that no pair ties to the others, subset by subset.
    """
    cut_off = dates_cut_off(dates, pairs)
    if cut_off:
        listed = "; ".join(", ".join(day.isoformat() for day in subset) for subset in cut_off)
        rest = len(dates) - sum(len(subset) for subset in cut_off)
        raise DataError(
            where,
            f"the pairs leave disconnected subsets: {listed} {'is' if cut_off == [cut_off[0][:1]] else 'are'} cut "
            f"off from the other {rest}",
            "Raise network.neighbours, max_days or max_baseline_m; of ready interferograms add the pairs that are "
            "missing (products of two tracks in one folder do not connect either); leave the dates out with "
            "sar.exclude_dates; or accept free offsets between the subsets with network.if_disconnected: minimum_norm.",
        )
