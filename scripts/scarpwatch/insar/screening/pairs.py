"""Dropping pairs of low coherence while all dates stay connected, and pairs without a tie to the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree

from scarpwatch.decisions import decide
from scarpwatch.errors import DataError, InputError
from scarpwatch.grids.grid import read_tags
from scarpwatch.insar.interferograms.coding import MEAN
from scarpwatch.insar.network.pairs import Pair, dates_cut_off
from scarpwatch.insar.network.table import LOW
from scarpwatch.insar.screening.reference_ties import AROUND_IT, LOOSE, TRIPLETS, WINDOW, Tie

_WHOLE = 0.999  # mean coherence over a scene: half a byte's step below 1


def spanning_tree(pairs: Sequence[Pair], coherence: Sequence[float]) -> set[Pair]:
    """The pairs that connect all dates that can be connected, with the highest coherence that allows it.

    A minimum spanning tree of 1 - coherence; where the pairs fall into subsets of dates, one tree in each.
    Such a tree depends on the order of the pairs alone, so their ranks serve as weights: of equally coherent
    pairs the one of fewer days comes first, then the earlier one, in every run and every version of scipy.

    Parameters
    ----------
    coherence : mean coherence of each pair
    """
    nodes = {day: n for n, day in enumerate(sorted({day for pair in pairs for day in pair}))}
    loss = [1 - value for value in coherence]
    order = sorted(range(len(pairs)), key=lambda n: (loss[n], pairs[n].days, pairs[n]))
    ends = np.array([[nodes[pairs[n].reference], nodes[pairs[n].secondary]] for n in order]).reshape(-1, 2)
    ranks = np.arange(1, len(pairs) + 1, dtype=float)
    graph = csr_array((ranks, (ends[:, 0], ends[:, 1])), shape=(len(nodes), len(nodes)))
    tree = minimum_spanning_tree(graph).tocoo()
    return {pairs[order[int(rank) - 1]] for rank in tree.data}


class Verdict(NamedTuple):
    """Whether a pair is used, and why where that does not follow from its coherence."""

    used: bool
    reason: str


def screen_pairs(
    pairs: Sequence[Pair], coherence: Sequence[float], *, min_coherence: float | None
) -> list[Verdict]:
    """Drop pairs of low mean coherence, but never the most coherent tree that connects the dates.

    A pair in which nothing is measured is dropped in any case.

    What is used of the first dates of a network is among what is used of these dates by themselves: a pair
    that is in the tree of the whole network is in the tree of every part of it that holds the pair.

    Parameters
    ----------
    coherence : mean coherence of each pair over the scene, NaN where nothing is measured
    min_coherence : pairs below it are dropped; ``None`` keeps all
    """
    measured = [n for n, value in enumerate(coherence) if np.isfinite(value)]
    tree = spanning_tree([pairs[n] for n in measured], [coherence[n] for n in measured])
    verdicts = []
    for pair, value in zip(pairs, coherence, strict=True):
        if not np.isfinite(value):
            verdicts.append(Verdict(False, "nothing is measured in the area"))
        elif min_coherence is None or value >= min_coherence:
            verdicts.append(Verdict(True, ""))
        elif pair in tree:
            verdicts.append(Verdict(True, f"{LOW}, kept to connect the dates"))
        else:
            verdicts.append(Verdict(False, LOW))
    return verdicts


def require_two_images(pairs: Sequence[Pair], coherence: Sequence[float], paths: Sequence[str]) -> None:
    """Refuse pairs with a coherence of 1 among others without: their dates hold one image, or 1 stands for no data.

    Where all pairs have it, somebody may have made it up for want of any.

    Parameters
    ----------
    coherence : mean coherence of each pair over the scene, NaN where nothing is measured
    paths : its files

    Raises
    ------
    InputError
        For the first of them.
    """
    whole = [n for n, value in enumerate(coherence) if value >= _WHOLE]
    if not whole or len(whole) == sum(map(np.isfinite, coherence)):
        return
    first = pairs[whole[0]]
    raise InputError(
        paths[whole[0]],
        f"the mean coherence of {first.name} is {coherence[whole[0]]:.4f}, as no two images have it",
        f"Look whether {first.reference} and {first.secondary} have images of their own, and whether 1 stands for no data; "
        "leave the wrong date out with sar.exclude_dates.",
    )


UNTIED = "not measured at the reference, and no triplet or ground around it ties it"
SPLIT = "its dates are cut off by pairs that nothing ties to the reference"
TIED = {
    TRIPLETS: "not measured at the reference, tied through triplets",
    AROUND_IT: "not measured at the reference, tied through the ground around it",
    LOOSE: "hardly measured or decorrelated at the reference, and tied to it for want of better",
}


def screen_ties(
    pairs: Sequence[Pair], verdicts: Sequence[Verdict], ties: Mapping[int, Tie], *, whole: bool
) -> list[Verdict]:
    """The verdicts after the ties: a pair that has none is not used.

    Parameters
    ----------
    ties : of the pairs that the verdicts use, by their numbers
    whole : the network must stay in one piece: of pieces that pairs without a tie have left, the one of the most
        dates is used

    Raises
    ------
    DataError
        If no pair is tied.
    """
    made = list(verdicts)
    for number, tie in ties.items():
        if not tie.by:
            made[number] = Verdict(False, UNTIED)
        elif tie.by in TIED:
            before = verdicts[number].reason
            made[number] = Verdict(True, f"{before}; {TIED[tie.by]}" if before else TIED[tie.by])
    used = [number for number, verdict in enumerate(made) if verdict.used]
    if not used:
        raise DataError(
            "results/pairs/unwrapped",
            "no pair is measured in the reference window",
            "Give a place that the pairs measure with inversion.reference.",
        )
    if whole:
        dates = sorted({day for number in used for day in pairs[number]})
        gone = {day for subset in dates_cut_off(dates, [pairs[n] for n in used]) for day in subset}
        for number in used:
            if gone & {*pairs[number]}:
                made[number] = Verdict(False, SPLIT)
    return made


def tie_decisions(
    pairs: Sequence[Pair], verdicts: Sequence[Verdict], ties: Mapping[int, Tie]
) -> list[dict[str, Any]]:
    """How the pairs are tied, as the records hold it; ``verdicts`` are those of :func:`screen_ties`."""
    counts = {by: sum(tie.by == by for tie in ties.values()) for by in (WINDOW, *TIED)}
    lost = [pairs[n] for n in ties if not verdicts[n].used]
    gone = sorted(
        {day for pair in pairs for day in pair} - {day for n in ties if verdicts[n].used for day in pairs[n]}
    )
    parts = [f"{counts[by]} {text}" for by, text in TIED.items() if counts[by]]
    if lost:
        parts.append(f"{len(lost)} left out ({_some([pair.name for pair in lost])})")
    reason = f"{counts[WINDOW]} of {len(ties)} pairs are measured in the reference window"
    if gone:
        listed = _some([day.isoformat() for day in gone])
        reason += f"; without those left out the map holds nothing of {listed}"
    taken = "; ".join(parts) or "all through the reference window"
    return [decide("ties", taken, reason, notable=bool(gone) or counts[WINDOW] < len(ties))]


def _some(names: Sequence[str], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def network_rows(
    pairs: Sequence[Pair],
    baselines: Sequence[float],
    means: Sequence[float],
    verdicts: Sequence[Verdict],
    ties: Mapping[int, Tie],
) -> list[dict[str, Any]]:
    """Rows of the table of a network, as :mod:`scarpwatch.insar.network.table` writes and reads it.

    Parameters
    ----------
    baselines : perpendicular baseline of each pair (m), NaN where not known
    means : mean coherence of each pair
    ties : of the pairs that were to be tied, by their numbers
    """
    rows = []
    for n, (pair, verdict) in enumerate(zip(pairs, verdicts, strict=True)):
        reference, secondary = pair.name.split("_")
        tie = ties.get(n)
        rows.append(
            {
                "reference": reference,
                "secondary": secondary,
                "days": pair.days,
                "perpendicular_baseline_m": baselines[n],
                "mean_coherence": means[n],
                "used": verdict.used,
                "reason": verdict.reason,
                "tie_rad": tie.phase if tie and verdict.used and tie.by != WINDOW else float("nan"),
            }
        )
    return rows


def mean_coherence(tags: Mapping[str, str], path: str) -> float:
    """Mean coherence of one pair's file where it has any, from its tags; NaN where it has none.

    Raises
    ------
    InputError
        If the tags do not tell it.
    """
    if MEAN not in tags:
        raise InputError(
            path,
            f"its tags do not tell its mean coherence ({MEAN})",
            "Delete it and start the run again, which makes it anew.",
        )
    return float(tags[MEAN])


def screen_files(
    unwrapped: Sequence[str], coherence: Sequence[str], *, min_coherence: float | None
) -> tuple[list[str], list[str]]:
    """The files (named ``YYYYMMDD_YYYYMMDD``, both lists in one order) of the pairs that pass the screening."""
    pairs = [Pair.parse(Path(path).stem) for path in coherence]
    verdicts = screen_pairs(
        pairs, [mean_coherence(read_tags(path), path) for path in coherence], min_coherence=min_coherence
    )
    kept = [n for n, verdict in enumerate(verdicts) if verdict.used]
    return [unwrapped[n] for n in kept], [coherence[n] for n in kept]
