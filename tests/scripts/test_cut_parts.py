"""Cutting an area into parts, through files."""

import json
from pathlib import Path

import numpy as np
import pytest
from unit_parts import GRID, cut, write_dem

from scarpwatch.terrain.slope_units.tiles import read_part


def test_every_cell_goes_to_one_part(tmp_path):
    made = cut(write_dem(tmp_path), tmp_path)
    cells = np.concatenate([read_part(path).cells for path in made.parts])
    np.testing.assert_array_equal(np.sort(cells), np.arange(GRID.shape[0] * GRID.shape[1]))
    chosen = json.loads(Path(made.parameters).read_text())
    assert chosen["parameters"]["min_area_m2"] == 40_000
    assert chosen["trials"] is None


def test_the_search_for_a_number_of_units_is_made_once_for_the_whole(tmp_path):
    made = cut(write_dem(tmp_path), tmp_path, target_count=80)
    chosen = json.loads(Path(made.parameters).read_text())
    assert chosen["trials"][-1][1] == pytest.approx(80, abs=2)
    assert chosen["parameters"]["min_area_m2"] == chosen["trials"][-1][0]
