"""Statistics over polygons: equal to the label raster's where nothing overlaps, right where it does."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import box

from scarpwatch.grids.grid import Grid
from scarpwatch.units.polygon_zonal import (
    polygon_circular_statistics,
    polygon_class_shares,
    polygon_statistics,
)
from scarpwatch.units.polygons import units_to_polygons
from scarpwatch.units.zonal import array_blocks, circular_statistics, class_shares, zonal_statistics

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (30, 40))


def test_polygons_along_cells_give_what_labels_give():
    rng = np.random.default_rng(4)
    labels = (np.arange(30)[:, None] // 10 * 4 + np.arange(40)[None, :] // 10 + 1).astype(np.int32)
    values = rng.normal(100, 5, GRID.shape)
    values[rng.random(GRID.shape) < 0.3] = np.nan
    values[labels == 5] = np.nan
    shapes = list(units_to_polygons(labels, GRID).geometry)

    found, expected = (
        polygon_statistics(shapes, values, GRID.transform),
        zonal_statistics(array_blocks(labels, values), 12),
    )
    for name in ("cells", "count", "mean", "std", "minimum", "maximum", "coverage"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=1e-12)

    degrees = values * 7 % 360
    circular = polygon_circular_statistics(shapes, degrees, GRID.transform)
    reference = circular_statistics(array_blocks(labels, degrees), 12)
    for name in ("cells", "count", "mean", "sine", "cosine", "resultant"):
        np.testing.assert_allclose(getattr(circular, name), getattr(reference, name), rtol=1e-9)

    classes = rng.integers(0, 5, GRID.shape).astype(np.uint8)
    shares = polygon_class_shares(shapes, classes, GRID.transform, [1, 3, 4])
    truth = class_shares(array_blocks(labels, classes), 12, [1, 3, 4])
    for name in ("cells", "counts", "shares", "majority", "coverage"):
        np.testing.assert_allclose(getattr(shares, name), getattr(truth, name))


def test_overlapping_polygons_each_count_all_their_cells():
    values = np.arange(30 * 40, dtype=float).reshape(30, 40)
    one, other = box(500000, 3999900, 500100, 4000000), box(500050, 3999900, 500150, 4000000)
    result = polygon_statistics([one, other], values, GRID.transform)
    np.testing.assert_array_equal(result.cells, [100, 100])
    np.testing.assert_allclose(result.mean, [values[:10, :10].mean(), values[:10, 5:15].mean()])


def test_a_polygon_smaller_than_a_cell_takes_the_cell_it_lies_in():
    values = np.arange(30 * 40, dtype=float).reshape(30, 40)
    result = polygon_statistics([box(500031, 3999981, 500033, 3999983)], values, GRID.transform)
    assert result.cells[0] == 1
    assert result.mean[0] == values[1, 3]


def test_what_lies_outside_the_raster_lowers_the_coverage():
    half_out = box(499950, 3999900, 500050, 4000000)
    beyond = box(400000, 3999900, 400100, 4000000)
    result = polygon_statistics([half_out, beyond], np.ones((30, 40)), GRID.transform)
    np.testing.assert_allclose(result.coverage, [0.5, 0.0])
    assert result.mean[0] == 1
    assert np.isnan(result.mean[1])
    shares = polygon_class_shares([beyond], np.ones((30, 40), np.uint8), GRID.transform, [1])
    assert shares.majority[0] == 0
    assert np.isnan(shares.shares).all()
    assert shares.coverage[0] == pytest.approx(0)
