"""Baselines of the dates from those pairs whose baselines can be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scarpwatch.insar.network.baselines import baselines_from_pairs
from scarpwatch.sentinel1.baseline_checks import PairBaseline, doubt_pairs


class TiedBaselines(NamedTuple):
    """Baselines of the dates, and what is to be doubted about those of the pairs.

    Attributes
    ----------
    of_date : date to baseline (m) relative to the first one; NaN for dates that no known baseline ties to it
    fault : why the baselines cannot be true; None where nothing speaks against them
    doubted : pairs (reference, secondary) whose baseline the others contradict, and which were not used
    """

    of_date: dict[str, float]
    fault: str | None
    doubted: list[tuple[str, str]]


def tie_baselines(pairs: Sequence[PairBaseline]) -> TiedBaselines:
    """Baselines of the dates, without those of pairs that the others contradict.

    Parameters
    ----------
    pairs : as :func:`scarpwatch.insar.network.baselines.baselines_from_pairs` takes them
    """
    doubts = doubt_pairs(pairs)
    left_out = set(doubts.doubted)
    kept = [(a, b, float("nan") if (a, b) in left_out else value) for a, b, value in pairs]
    return TiedBaselines(baselines_from_pairs(kept), *doubts)


def baselines_at(
    network: Sequence[Mapping[str, Any]], dates: Sequence[str]
) -> tuple[list[float], str | None]:
    """Baseline (m) at each date, relative to the first one of the network, NaN where it is not known or cannot be true;
    and why they cannot be true.

    Parameters
    ----------
    network : rows of :func:`scarpwatch.insar.network.table.read_network`
    dates : ``YYYYMMDD``
    """
    tied = tie_baselines(
        [(row["reference"], row["secondary"], row["perpendicular_baseline_m"]) for row in network]
    )
    known = {} if tied.fault else tied.of_date
    return [known.get(day, float("nan")) for day in dates], tied.fault
