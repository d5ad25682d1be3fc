"""Dividing one part, through files."""

import numpy as np
from unit_parts import cut, divide, write_dem

from scarpwatch.terrain.slope_units.tiles import read_part


def test_each_cell_of_the_part_gets_a_unit_and_links_are_divided(tmp_path):
    made = cut(write_dem(tmp_path), tmp_path)
    for part, division in zip(made.parts, divide(made, tmp_path), strict=True):
        with np.load(division) as found:
            np.testing.assert_array_equal(found["cells"], read_part(part).cells)
            assert (found["units"] > 0).all()
            assert np.unique(found["units"]).size > (read_part(part).trees.below < 0).sum()
