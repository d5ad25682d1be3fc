"""Where the panels of a figure stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray


def panel_places(count: int, in_row: int | None = None) -> tuple[int, int, list[tuple[int, int]]]:
    """Rows, columns, and the place (row, column) of each of so many maps, at most three in a row.

    Parameters
    ----------
    in_row : int or None
        How many belong together, such as the static models before the coupled ones: the next ones begin a new row.
    """
    group = in_row or count
    columns = min(3, group)
    rows_of_group = -(-group // columns)
    places = [
        (index // group * rows_of_group + index % group // columns, index % group % columns)
        for index in range(count)
    ]
    return places[-1][0] + 1, columns, places


def lowest(places: Sequence[tuple[int, int]], index: int) -> bool:
    """Whether no map stands below one, so that it has the labels."""
    row, column = places[index]
    return not any(other > row and beside == column for other, beside in places)


def hide_empty(axes: NDArray[Any], places: Sequence[tuple[int, int]]) -> None:
    """Take away the axes that no map has."""
    for row, in_row in enumerate(axes.tolist()):
        for column, panel in enumerate(in_row):
            if (row, column) not in places:
                panel.set_axis_off()
