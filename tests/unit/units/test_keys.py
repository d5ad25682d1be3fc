"""Keys that stay with the place."""

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid
from scarpwatch.units.keys import location_keys

UTM = CRS.from_epsg(32617)


def test_a_key_is_the_cell_nearest_to_the_centre():
    labels = np.zeros((9, 12), np.int32)
    labels[2:7, 1:4] = 1
    labels[0, 6:12] = 2  # an even number of cells: the first of the two in the middle
    grid = Grid(UTM, Affine(30, 0, 500000, 0, -30, 4000000), labels.shape)
    assert location_keys(labels, grid) == ["E0500075N3999865", "E0500255N3999985"]


def test_keys_stay_when_the_area_grows_and_numbers_change():
    labels = np.arange(1, 5, dtype=np.int32).repeat(9).reshape(6, 6)
    grid = Grid(UTM, Affine(30, 0, 500000, 0, -30, 4000000), labels.shape)
    wider = np.pad(labels, ((3, 0), (0, 2)))
    wider[:3] = 1
    wider[3:, :6] = labels + 1
    moved = Grid(UTM, Affine(30, 0, 500000, 0, -30, 4000090), wider.shape)
    assert location_keys(wider, moved)[1:] == location_keys(labels, grid)
    assert len(set(location_keys(wider, moved))) == 5
