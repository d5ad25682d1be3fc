import numpy as np
import pytest
from matplotlib.figure import Figure

from scarpwatch.figures.panels import hide_empty, lowest, panel_places


@pytest.mark.parametrize(
    ("count", "in_row", "rows", "columns"),
    [
        (6, 3, 2, 3),
        (4, 2, 2, 2),
        (2, 1, 2, 1),
        (8, 4, 4, 3),
        (3, 3, 1, 3),
        (1, 1, 1, 1),
        (4, None, 2, 3),
        (10, 5, 4, 3),
    ],
)
def test_every_kind_of_models_begins_a_row_and_each_map_has_a_place_of_its_own(count, in_row, rows, columns):
    found_rows, found_columns, places = panel_places(count, in_row)
    assert (found_rows, found_columns) == (rows, columns)
    assert len(set(places)) == count and max(row for row, _ in places) == rows - 1
    group = in_row or count
    assert all(places[first][1] == 0 for first in range(0, count, group))
    # A coupled model stands in the column of the static one of the same algorithm.
    assert all(places[n][1] == places[n % group][1] for n in range(count))


def test_labels_stand_below_the_lowest_map_of_a_column_and_empty_places_are_not_drawn():
    _, _, places = panel_places(8, 4)
    assert [lowest(places, index) for index in range(8)] == [False] * 5 + [True, True, True]
    axes = Figure().subplots(4, 3)
    hide_empty(axes, places)
    assert np.array([[place.axison for place in row] for row in axes]).sum() == 8
