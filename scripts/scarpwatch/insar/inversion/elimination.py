"""In which order the dates of a network are eliminated, worked out once for all pixels.

A network of pairs is a graph of conductances (weights) between dates. Eliminating a date joins those of its
neighbours that are left with each other. The order decides how many conductances there ever are. For pairs
of each date with its next ``n`` dates the latest date always has the fewest neighbours, and the order is that
of a banded factorisation; annual and long pairs change it and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Plan(NamedTuple):
    """What the elimination of every pixel does, in positions: the last is eliminated first, the first never.

    Attributes
    ----------
    position : array (dates,), place of each date in the order
    first, second : array (pairs,), position of each pair's earlier and later date
    slot : array (pairs,), number of the conductance between the pair's dates
    start : array (dates + 1,): conductances ``start[k]:start[k + 1]`` join position k to earlier positions
    earlier : array (conductances,), the earlier position of each
    target : array (updates,): for k from the last position to 1, and each two of its conductances in turn,
        the conductance between their earlier positions
    """

    position: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    slot: NDArray[np.int64]
    start: NDArray[np.int64]
    earlier: NDArray[np.int64]
    target: NDArray[np.int64]


def plan_elimination(first: ArrayLike, second: ArrayLike, dates: int) -> Plan:
    """Minimum-degree order of a network (George & Liu 1989), and the steps that follow from it.

    Parameters
    ----------
    first, second : array (pairs,), index of each pair's dates
    dates : number of dates
    """
    pairs = [(int(i), int(j)) for i, j in zip(np.asarray(first), np.asarray(second), strict=True)]
    neighbours: list[set[int]] = [set() for _ in range(dates)]
    for i, j in pairs:
        neighbours[i].add(j)
        neighbours[j].add(i)
    left, position, joined = set(range(dates)), [0] * dates, [set[int]() for _ in range(dates)]
    for place in range(dates - 1, -1, -1):
        date = min(left, key=lambda d: (len(neighbours[d]), -d))  # ties: the latest
        left.remove(date)
        position[date], joined[place] = place, neighbours[date]
        for other in neighbours[date]:
            neighbours[other] = (neighbours[other] | neighbours[date]) - {other, date}
    lower = [sorted(position[date] for date in dates_) for dates_ in joined]
    start = np.cumsum([0, *map(len, lower)])
    number = {(k, m): start[k] + a for k, members in enumerate(lower) for a, m in enumerate(members)}
    ends = [(position[i], position[j]) for i, j in pairs]
    target = [
        number[lower[k][a], lower[k][b]]
        for k in range(dates - 1, 0, -1)
        for a in range(len(lower[k]))
        for b in range(a)
    ]
    return Plan(
        np.array(position, np.int64),
        np.array([i for i, _ in ends], np.int64),
        np.array([j for _, j in ends], np.int64),
        np.array([number[max(end), min(end)] for end in ends], np.int64),
        start.astype(np.int64),
        np.array([m for members in lower for m in members], np.int64),
        np.array(target, np.int64),
    )
