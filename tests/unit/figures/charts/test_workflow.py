"""The chart of the stages: what is needed stands above, nothing implied is drawn, boxes keep apart."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.patches import FancyBboxPatch, PathPatch

from scarpwatch.figures.charts.workflow import plot_workflow, rows_of, stage_links
from scarpwatch.figures.style import save_figure

STAGES = [
    ("scenes read", ("read_a", "read_b")),
    ("never run", ("unused",)),
    ("terrain derived", ("derive",)),
    ("rate estimated", ("estimate",)),
    ("$units$ tabulated & named", ("tabulate", "name")),
    ("report written", ("write",)),
]
LINKS = [
    ("read_a", "read_b"),
    ("read_b", "estimate"),
    ("estimate", "tabulate"),
    ("derive", "tabulate"),
    ("tabulate", "name"),
    ("name", "write"),
    ("read_a", "write"),
    ("derive", "write"),
    ("write", "all"),
]


def boxes(figure):
    """Words of each box, and its left, right, lower and upper edge."""
    axes = figure.axes[0]
    found = {}
    for patch in axes.patches:
        if isinstance(patch, FancyBboxPatch):
            x, y, w, h = patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height()
            inside = [
                t for t in axes.texts if x < t.get_position()[0] < x + w and y < t.get_position()[1] < y + h
            ]
            words = " ".join(t.get_text() for t in inside if t.get_fontweight() == "bold")
            found[words] = (
                x,
                x + w,
                y,
                y + h,
                [t.get_text() for t in inside if t.get_fontweight() != "bold"],
            )
    return found


def test_a_need_that_others_imply_is_left_out():
    used, needs = stage_links(STAGES, LINKS)
    assert sorted(used) == [0, 2, 3, 4, 5]
    assert sorted(needs) == [(0, 3), (2, 4), (3, 4), (4, 5)]
    assert rows_of(used, needs) == {0: 0, 2: 1, 3: 1, 4: 2, 5: 3}


def test_stages_in_a_circle_are_refused():
    with pytest.raises(ValueError, match="circle: 'terrain derived', 'rate estimated', 'terrain derived'"):
        stage_links(STAGES, [("estimate", "derive"), ("derive", "estimate")])


def test_the_order_in_which_stages_are_listed_does_not_matter():
    needs = stage_links(STAGES, LINKS)[1]
    backwards = stage_links(STAGES[::-1], LINKS)[1]
    assert sorted((5 - a, 5 - b) for a, b in backwards) == sorted(needs)


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="nothing to draw"):
        plot_workflow(STAGES, [("write", "all")])


def test_what_is_needed_stands_above_and_boxes_keep_apart(tmp_path):
    figure = plot_workflow(
        STAGES, LINKS, {"read_a": "radar", "read_b": "radar", "estimate": "radar", "name": "maps"}
    )
    found = boxes(figure)
    assert set(found) == {words for words, _ in STAGES} - {"never run"}
    needs = stage_links(STAGES, LINKS)[1]
    for a, b in needs:
        assert found[STAGES[a][0]][2] > found[STAGES[b][0]][3]
    edges = [box[:4] for box in found.values()]
    for n, (left, right, lower, upper) in enumerate(edges):
        for other in edges[n + 1 :]:
            assert right < other[0] or other[1] < left or upper < other[2] or other[3] < lower
    axes = figure.axes[0]
    assert sum(isinstance(patch, PathPatch) for patch in axes.patches) == len(needs)
    assert " ".join(found["scenes read"][4]) == "read_a, read_b"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["radar", "maps"]
    save_figure(figure, tmp_path / "chart.png", dpi=40)


def test_no_line_runs_through_a_box():
    """A long need beside a chain, between other boxes of its rows."""
    stages = [(f"stage {n}" + " of some words" * (n == 5), (f"r{n}",)) for n in range(8)]
    links = [
        ("r0", "r1"),
        ("r1", "r2"),
        ("r2", "r3"),
        ("r3", "r7"),
        ("r4", "r7"),
        ("r0", "r5"),
        ("r5", "r6"),
        ("r6", "r7"),
    ]
    links += [("r1", "r6"), ("r5", "r3")]
    figure = plot_workflow(stages, links)
    edges = [box[:4] for box in boxes(figure).values()]
    for patch in figure.axes[0].patches:
        if isinstance(patch, PathPatch):
            points = patch.get_path().to_polygons(closed_only=False)[0]
            steps = np.linspace(0, 1, 50)[:, None]
            points = np.concatenate([a + (b - a) * steps for a, b in pairwise(points)])
            for left, right, lower, upper in edges:
                across = (points[:, 0] > left + 1e-6) & (points[:, 0] < right - 1e-6)
                assert not (across & (points[:, 1] > lower + 1e-6) & (points[:, 1] < upper - 1e-6)).any()


def test_many_rules_are_a_number():
    figure = plot_workflow(
        [("first", ("a",)), ("figures", tuple("bcdefghi"))], [("a", rule) for rule in "bcdefghi"]
    )
    assert boxes(figure)["figures"][4] == ["8 rules"]


def test_a_row_wider_than_the_page_is_made_smaller():
    stages = [("begin", ("b",)), *((f"s{n}", (f"r{n}",)) for n in range(9))]
    figure = plot_workflow(stages, [("b", f"r{n}") for n in range(9)])
    assert figure.get_size_inches()[0] == pytest.approx(10.0)
    assert min(text.get_fontsize() for text in figure.axes[0].texts) < 5
