"""Blocks of the maps from a stack of known layers and a written quality mask."""

import numpy as np
import pytest
from affine import Affine

from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.insar.output.map_classes import MEASURED, NO_RATE, OUTSIDE
from scarpwatch.insar.output.map_layers import MEASURED as MAPS
from scarpwatch.insar.output.map_layers import map_kinds, map_layers, read_quality

SHAPE = (3, 4)
BANDS = {
    "no_data": [(0, 0)],
    "rank": [(0, 1)],
    "subsets": [(1, 1)],
    "cannot_be_judged": [(1, 1), (1, 2)],
    "removed": [(0, 0), (0, 1)],
}


@pytest.fixture
def quality(tmp_path):
    bands = np.zeros((len(BANDS), *SHAPE), np.uint8)
    for band, places in zip(bands, BANDS.values(), strict=True):
        band[tuple(np.transpose(places))] = 1
    grid = Grid(None, Affine.identity(), SHAPE)
    write_raster(tmp_path / "mask.tif", bands, grid, descriptions=list(BANDS))
    return read_quality(tmp_path / "mask.tif")


def test_each_map_in_its_units_with_remarks_and_reasons(quality):
    layers = {name: np.full(SHAPE, 0.02, np.float32) for name in MAPS}
    dem = np.zeros(SHAPE)
    dem[2, 3] = np.nan
    maps = map_layers(layers, quality, lambda layer: layer.astype(np.float32), dem)
    assert list(maps) == list(map_kinds(quality.names, {}))
    blank = np.zeros(SHAPE, bool)
    blank[0, :2] = blank[2, 3] = True
    for name, (_, factor, _) in MAPS.items():
        assert maps[name].dtype == np.float32
        np.testing.assert_array_equal(np.isnan(maps[name]), blank)
        np.testing.assert_allclose(maps[name][~blank], 0.02 * factor, rtol=1e-6)
    assert maps["remark"].tolist() == [[NO_RATE, NO_RATE, 0, 0], [0, 3, 2, 0], [0, 0, 0, NO_RATE]]
    assert maps["reasons"][0].tolist() == [1, 2, MEASURED, MEASURED]
    assert maps["reasons"][2, 3] == OUTSIDE


def test_kinds_say_units_and_name_the_criteria():
    kinds = map_kinds(["no_data", "rank"], {"ASSESSMENT": "x"})
    assert kinds["rate"]["tags"] == {"ASSESSMENT": "x", "UNITS": "cm/yr"}
    assert kinds["reasons"]["classes"].names[2] == "removed: rank"
    assert {kind["dtype"] for kind in kinds.values()} == {"float32", "uint8"}
