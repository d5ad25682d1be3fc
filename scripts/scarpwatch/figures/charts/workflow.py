"""The work of a run as a chart: its stages in boxes, from top to bottom, and which of them need which.

The stages stand in rows: each one row below the lowest of those that it needs. A need that others imply is left out
(what needs the models need not say that it needs the samples too). A line that passes rows takes a lane of its own
between their boxes, and the order within a row is the one in which lines cross least, found by sweeping down and up.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Patch, PathPatch
from matplotlib.path import Path

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import INK, WIDTH, styled

BOX = 2.1  # inches: width of a box
LANE = 0.3  # inches: room of a line that passes a row
GAP = 0.22  # inches between boxes
LINE = 0.155  # inches: height of a line of text
PAD = 0.09  # inches between the text and the edge of its box
DROP = 0.34  # inches between rows
MOST_RULES = 6  # named in a box; of more their number
SWEEPS = 24
LINES = "#8a8a8a"
#: Pale grounds for the parts of the work, told apart in grey too.
GROUNDS = ("#dbe9f6", "#dff0d8", "#fde6c8", "#eadff0", "#eeeeee")


ENTRY = FigureEntry(
    name="workflow",
    section="area",
    order=60,
    needs="",
    caption=(
        "The work behind this page, as the rules of this run have it: its stages, below each the names of its rules, with an "
        "arrow to every stage that needs it. What other arrows imply is left out."
    ),
    alternative="Chart of the stages of the run in boxes from top to bottom, joined by arrows where one needs another.",
)


class _Node(NamedTuple):
    """A stage in its row, or the lane of a line through a row: number of the line's end, row."""

    stage: int
    row: int
    start: int = -1  # of a lane: number of the stage where its line begins


def stage_links(
    stages: Sequence[tuple[str, Collection[str]]], links: Iterable[tuple[str, str]]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Which stages a run has, and which need which.

    Parameters
    ----------
    stages : words and rules of each stage
    links : a rule and one that needs a file of it; rules of no stage are passed over

    Returns
    -------
    used : numbers of the stages that have a rule among the links, none before one that it needs
    needs : pairs of numbers, the needed one first, without those that others imply

    Raises
    ------
    ValueError
        If stages need each other in a circle.
    """
    stage_of = {rule: number for number, (_, rules) in enumerate(stages) for rule in rules}
    pairs = {(stage_of[a], stage_of[b]) for a, b in links if a in stage_of and b in stage_of}
    direct = {
        stage: sorted({a for a, b in pairs if b == stage != a})
        for stage in sorted({s for p in pairs for s in p})
    }
    try:
        used = list(TopologicalSorter(direct).static_order())
    except CycleError as error:
        circle = ", ".join(f"'{stages[number][0]}'" for number in error.args[1])
        raise ValueError(f"stages need each other in a circle: {circle}") from error
    above: dict[int, set[int]] = {}  # all that a stage needs, through others too
    needs = []
    for stage in used:
        implied: set[int] = set().union(*(above[a] for a in direct[stage]))
        needs += [(a, stage) for a in direct[stage] if a not in implied]
        above[stage] = implied.union(direct[stage])
    return used, needs


def rows_of(used: Sequence[int], needs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The row of each stage: one below the lowest of those that it needs; what needs nothing stands above its user."""
    needs = list(needs)
    row: dict[int, int] = {}
    for stage in used:
        row[stage] = max((row[a] + 1 for a, b in needs if b == stage), default=0)
    for stage in reversed(used):
        if not any(b == stage for _, b in needs):
            row[stage] = min((row[b] - 1 for a, b in needs if a == stage), default=row[stage])
    return row


@styled
def plot_workflow(
    stages: Sequence[tuple[str, Collection[str]]],
    links: Iterable[tuple[str, str]],
    parts: Mapping[str, str] | None = None,
) -> Figure:
    """Draw the stages of a run and which of them need which.

    Parameters
    ----------
    stages : words and rules of each stage
    links : a rule of the run and one that needs a file of it
    parts : the part of the work that a rule belongs to, by its name; a stage has the colour of the part of most
        of its rules

    Raises
    ------
    ValueError
        If stages need each other in a circle, or if there is no link between rules of stages.
    """
    links = list(links)
    used, needs = stage_links(stages, links)
    if not used:
        raise ValueError("no link joins rules of stages: there is nothing to draw")
    active = {rule for pair in links for rule in pair}
    texts = {s: _text(stages[s][0], [rule for rule in stages[s][1] if rule in active]) for s in used}
    rows, chains = _rows(rows_of(used, needs), needs)
    centres = _centres(rows, chains)
    boxes = {s: 2 * PAD + LINE * sum(map(len, texts[s])) for s in used}
    heights = [max(boxes[node.stage] for node in row if node.start < 0) for row in rows]
    tops = -np.concatenate([[0.0], np.cumsum(np.array(heights) + DROP)])
    floors = [float(top) - height for top, height in zip(tops[:-1], heights, strict=True)]
    feet = {n: floors[n.row] if n.start >= 0 else float(tops[n.row]) - boxes[n.stage] for n in centres}
    left = min(x - _width(node) / 2 for node, x in centres.items()) - 0.1
    right = max(x + _width(node) / 2 for node, x in centres.items()) + 0.1
    bottom = float(tops[-1]) + DROP - 0.1
    scale = WIDTH / max(WIDTH, right - left)
    figure = Figure(figsize=((right - left) * scale, (0.4 - bottom) * scale))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(left, right), ylim=(bottom, 0.4))
    axes.axis("off")
    for chain in chains:
        _draw_line(
            axes,
            [(centres[n], float(tops[n.row]), feet[n] if n == chain[0] else floors[n.row]) for n in chain],
            floors[chain[0].row],
        )
    part_of = {s: _part([rule for rule in stages[s][1] if rule in active], parts or {}) for s in used}
    named = [part for part in dict.fromkeys(part_of.values()) if part]
    grounds = {part: GROUNDS[number % len(GROUNDS)] for number, part in enumerate(named)}
    for node, x in centres.items():
        if node.start < 0:
            ground = grounds.get(part_of[node.stage], "white")
            _draw_box(axes, texts[node.stage], x, float(tops[node.row]), feet[node], ground, scale)
    if named:
        patches = [Patch(facecolor=ground, edgecolor=LINES, label=part) for part, ground in grounds.items()]
        axes.legend(handles=patches, loc="upper left", ncols=len(patches), fontsize=8.5 * scale)
    return figure


def _part(rules: Sequence[str], parts: Mapping[str, str]) -> str:
    """The part of the work that most of some rules belong to; the first of several; none where none is known."""
    found = Counter(parts[rule] for rule in rules if rule in parts)
    return found.most_common(1)[0][0] if found else ""


def _text(words: str, rules: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines of a box: the stage's words, and the rules' names in small."""
    small = ", ".join(rules) if len(rules) <= MOST_RULES else f"{len(rules)} rules"
    return textwrap.wrap(words, 24), textwrap.wrap(small, 34, break_long_words=False)


def _rows(
    row: Mapping[int, int], needs: Iterable[tuple[int, int]]
) -> tuple[list[list[_Node]], list[list[_Node]]]:
    """Nodes of each row, lanes among them, and for each line its nodes from top to bottom."""
    rows: list[list[_Node]] = [[] for _ in range(max(row.values()) + 1)]
    for stage, number in row.items():
        rows[number].append(_Node(stage, number))
    chains = []
    for a, b in needs:
        lanes = [_Node(b, number, a) for number in range(row[a] + 1, row[b])]
        for lane in lanes:
            rows[lane.row].append(lane)
        chains.append([_Node(a, row[a]), *lanes, _Node(b, row[b])])
    return rows, chains


def _width(node: _Node) -> float:
    return BOX if node.start < 0 else LANE


def _centres(rows: list[list[_Node]], chains: Iterable[Sequence[_Node]]) -> dict[_Node, float]:
    """Where each node stands, inches; rows are put in the order in which lines cross least."""
    up: dict[_Node, list[_Node]] = {node: [] for row in rows for node in row}
    down: dict[_Node, list[_Node]] = {node: [] for row in rows for node in row}
    for chain in chains:
        for a, b in pairwise(chain):
            down[a].append(b)
            up[b].append(a)
    best, fewest = [list(row) for row in rows], _crossings(rows, down)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        place = {node: float(n) for row in rows for n, node in enumerate(row)}
        for row in rows if downwards else reversed(rows):
            near = up if downwards else down
            mean = {n: float(np.mean([place[m] for m in near[n]])) if near[n] else place[n] for n in row}
            row.sort(key=lambda n: (mean[n], place[n]))
            place |= {node: float(n) for n, node in enumerate(row)}
        crossed = _crossings(rows, down)
        if crossed < fewest:
            best, fewest = [list(row) for row in rows], crossed
    centres: dict[_Node, float] = {}
    for row in best:
        edge = 0.0
        for node in row:
            centres[node] = edge + _width(node) / 2
            edge += _width(node) + GAP
    for _ in range(SWEEPS):
        for near in (up, down):
            for row in best if near is up else reversed(best):
                _settle(row, near, centres)
    return centres


def _crossings(rows: Sequence[Sequence[_Node]], down: Mapping[_Node, Sequence[_Node]]) -> int:
    """How many lines cross between neighbouring rows."""
    number = 0
    for upper, lower in pairwise(rows):
        place = {node: n for n, node in enumerate(lower)}
        ends = [place[m] for n in upper for m in sorted(down[n], key=place.__getitem__)]
        number += sum(a > b for n, a in enumerate(ends) for b in ends[n + 1 :])
    return number


def _settle(row: Sequence[_Node], near: Mapping[_Node, Sequence[_Node]], centres: dict[_Node, float]) -> None:
    """Move the nodes of a row towards the mean of their neighbours, in their order and with their distances kept.

    Nodes that would overlap are moved as one block to the mean of what they want (pooled neighbours).
    """
    offset, edge = {}, 0.0
    for node in row:
        offset[node] = edge + _width(node) / 2
        edge += _width(node) + GAP
    blocks: list[tuple[float, float, list[_Node]]] = []
    for node in row:
        wanted = float(np.mean([centres[m] for m in near[node]])) if near[node] else centres[node]
        weight = 4.0 if node.start >= 0 else 1.0  # straight lanes before centred boxes
        block = (wanted - offset[node], weight, [node])
        while blocks and blocks[-1][0] > block[0]:
            before, heavy, nodes = blocks.pop()
            total = heavy + block[1]
            block = ((before * heavy + block[0] * block[1]) / total, total, [*nodes, *block[2]])
        blocks.append(block)
    for shift, _, nodes in blocks:
        for node in nodes:
            centres[node] = shift + offset[node]


def _draw_line(axes: Axes, passed: Sequence[tuple[float, float, float]], floor: float) -> None:
    """A line with an arrow at its end through what it passes: centre, upper and lower edge of each box or lane.

    It leaves the first row, whose lower edge is ``floor``, straight down, for higher boxes may stand beside its own.
    """
    (x, _, foot), *rest = passed
    points = [(x, foot), (x, floor), *(point for x, top, lower in rest for point in ((x, top), (x, lower)))][
        :-1
    ]
    vertices, codes = [points[0]], [Path.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (y0 + y1) / 2
        vertices += [(x0, middle), (x1, middle), (x1, y1)]
        codes += [Path.CURVE4] * 3
    axes.add_patch(PathPatch(Path(vertices, codes), fill=False, edgecolor=LINES, linewidth=1.0, zorder=1))
    x, y = points[-1]
    axes.fill([x - 0.045, x + 0.045, x], [y + 0.09, y + 0.09, y], color=LINES, linewidth=0, zorder=2)


def _draw_box(
    axes: Axes,
    text: tuple[list[str], list[str]],
    x: float,
    top: float,
    foot: float,
    ground: str,
    scale: float,
) -> None:
    words, small = text
    axes.add_patch(
        FancyBboxPatch(
            (x - BOX / 2, foot),
            BOX,
            top - foot,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=ground,
            edgecolor="#555555",
            linewidth=0.8,
            zorder=3,
        )
    )
    for number, line in enumerate([*words, *small]):
        main = number < len(words)
        axes.text(
            x,
            top - PAD - LINE * (number + 0.5),
            line,
            ha="center",
            va="center",
            fontsize=(9 if main else 7) * scale,
            fontweight="bold" if main else "normal",
            color=INK if main else "#555555",
            zorder=4,
        )
