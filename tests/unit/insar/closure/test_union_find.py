"""Sets of pixels that grow together."""

import numpy as np

from scarpwatch.insar.closure.union_find import join, root


def test_pixels_that_are_joined_one_by_one_go_by_the_first_of_them():
    parent = np.arange(8)
    join(parent, 5, 3)
    join(parent, 3, 7)
    assert [root(parent, n) for n in range(8)] == [0, 1, 2, 3, 4, 3, 6, 3]
    join(parent, 1, 7)
    assert [root(parent, n) for n in (1, 3, 5, 7)] == [1, 1, 1, 1]


def test_a_set_joined_with_itself_stays():
    parent = np.array([0, 0, 1, 3])
    join(parent, 2, 0)
    assert [root(parent, n) for n in range(4)] == [0, 0, 0, 3]
    assert parent[2] == 0  # the way to the root is shorter now
