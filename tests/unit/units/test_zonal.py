"""Streaming zonal statistics against numpy cell by cell and against rasterstats."""

import numpy as np
import pytest
import rasterstats
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.units.polygons import units_to_polygons
from scarpwatch.units.zonal import (
    array_blocks,
    circular_statistics,
    class_shares,
    label_blocks,
    raster_blocks,
    unit_positions,
    zonal_statistics,
)

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (70, 60))


@pytest.fixture
def labels():
    """20 irregular units on 70 x 60 cells, some cells outside; unit 21 has no cell."""
    rng = np.random.default_rng(0)
    seeds = rng.uniform(0, 60, (20, 2))
    row, column = np.mgrid[:70, :60]
    distance = np.hypot(row[..., None] - seeds[:, 0], column[..., None] - seeds[:, 1])
    result = (distance.argmin(axis=-1) + 1).astype(np.int32)
    result[:3] = 0
    return result


@pytest.fixture
def values(labels):
    """A large offset with a small spread, gaps, and one unit without data."""
    result = np.random.default_rng(1).normal(5e5, 0.01, labels.shape)
    result[np.random.default_rng(2).random(labels.shape) < 0.2] = np.nan
    result[labels == 7] = np.nan
    return result


@pytest.mark.parametrize("rows", [512, 7, 1])
def test_statistics_agree_with_numpy_whatever_the_blocks(labels, values, rows):
    result = zonal_statistics(array_blocks(labels, values, rows=rows), 21)
    for unit in range(1, 22):
        inside = values[labels == unit]
        known = inside[np.isfinite(inside)]
        k = unit - 1
        assert result.cells[k] == inside.size
        assert result.count[k] == known.size
        if known.size:
            assert result.mean[k] == pytest.approx(known.mean(), rel=1e-14)
            assert result.std[k] == pytest.approx(known.std(), rel=1e-6)  # no digits lost to the offset
            assert (result.minimum[k], result.maximum[k]) == (known.min(), known.max())
            assert result.coverage[k] == known.size / inside.size
        else:
            assert np.isnan([result.mean[k], result.std[k], result.minimum[k], result.maximum[k]]).all()
            assert result.coverage[k] == 0


def test_statistics_agree_with_rasterstats(labels, values):
    values = (values - 5e5).astype(np.float32)
    result = zonal_statistics(array_blocks(labels, values), 20)
    polygons = units_to_polygons(labels, GRID)
    oracle = rasterstats.zonal_stats(
        list(polygons.geometry),
        values,
        affine=GRID.transform,
        nodata=np.nan,
        stats=["count", "mean", "std", "min", "max"],
    )
    for k, row in enumerate(oracle):
        assert result.count[k] == row["count"]
        if row["count"]:
            found = [result.mean[k], result.std[k], result.minimum[k], result.maximum[k]]
            np.testing.assert_allclose(found, [row[key] for key in ("mean", "std", "min", "max")], rtol=2e-5)


def test_directions_are_averaged_on_the_circle():
    labels = np.array([[1, 1, 2, 2, 3, 4, 4]])
    degrees = np.array([[350.0, 10.0, 80.0, 100.0, np.nan, 0.0, 180.0]])
    result = circular_statistics(array_blocks(labels, degrees), 4)
    assert result.mean[0] % 360 == pytest.approx(0, abs=1e-9)
    assert result.mean[1] == pytest.approx(90)
    np.testing.assert_allclose([result.sine[1], result.cosine[1]], [1, 0], atol=1e-12)
    np.testing.assert_allclose(result.resultant[[0, 1, 3]], [np.cos(np.radians(10))] * 2 + [0], atol=1e-12)
    assert np.isnan([result.mean[2], result.sine[2], result.resultant[2]]).all()
    np.testing.assert_array_equal(result.count, [2, 2, 0, 2])


def test_class_shares_leave_out_what_is_no_class():
    labels = np.array([[1, 1, 1, 1, 2, 2, 3, 0]])
    classes = np.array([[1, 1, 4, 0, 4, 9, 0, 1]], np.uint8)
    result = class_shares(array_blocks(labels, classes), 3, [1, 4])
    np.testing.assert_allclose(result.shares, [[2 / 3, 1 / 3], [0, 1], [np.nan, np.nan]])
    np.testing.assert_array_equal(result.majority, [1, 4, 0])
    np.testing.assert_allclose(result.coverage, [0.75, 0.5, 0])
    np.testing.assert_array_equal(result.counts, [[2, 1], [0, 1], [0, 0]])


def test_a_tie_goes_to_the_first_class():
    result = class_shares(array_blocks(np.array([[1, 1]]), np.array([[3, 2]])), 1, [2, 3])
    assert result.majority[0] == 2


def test_files_give_the_same_as_arrays(tmp_path, labels, values):
    write_raster(tmp_path / "labels.tif", labels, GRID, nodata=0)
    write_raster(tmp_path / "values.tif", values, GRID, nodata=-9999.0)
    from_files = zonal_statistics(
        raster_blocks(tmp_path / "labels.tif", tmp_path / "values.tif", rows=16), 20
    )
    expected = zonal_statistics(array_blocks(labels, values, rows=16), 20)
    np.testing.assert_array_equal(from_files.mean, expected.mean)


def test_declared_nodata_is_no_data(tmp_path, labels):
    values = np.ones(labels.shape, np.float32)
    values[:40] = -9999
    write_raster(tmp_path / "labels.tif", labels, GRID, nodata=0)
    write_raster(tmp_path / "values.tif", values, GRID, nodata=-9999.0)
    result = zonal_statistics(raster_blocks(tmp_path / "labels.tif", tmp_path / "values.tif"), 20)
    assert set(result.mean[result.count > 0]) == {1.0}
    assert result.count.sum() == (labels[40:] > 0).sum()


def test_another_grid_is_refused(tmp_path, labels):
    shifted = Grid(GRID.crs, GRID.transform * Affine.translation(0.5, 0), GRID.shape)
    write_raster(tmp_path / "labels.tif", labels, GRID, nodata=0)
    write_raster(tmp_path / "values.tif", labels.astype(np.float32), shifted)
    with pytest.raises(InputError, match=r"values\.tif.*not the grid"):
        list(raster_blocks(tmp_path / "labels.tif", tmp_path / "values.tif"))


def test_wrong_arguments_are_refused(labels):
    with pytest.raises(ValueError, match="differ in shape"):
        list(array_blocks(labels, labels[1:]))
    with pytest.raises(ValueError, match="exceeds the number of units"):
        zonal_statistics(array_blocks(labels, labels), 5)
    with pytest.raises(ValueError, match="must be positive"):
        class_shares(array_blocks(labels, labels), 20, [0, 1])


def test_positions_do_not_depend_on_the_blocks(tmp_path, labels):
    write_raster(tmp_path / "labels.tif", labels, GRID, nodata=0)
    cells, row, column = unit_positions(label_blocks(tmp_path / "labels.tif", rows=9), 21)
    rows, columns = np.nonzero(labels == 5)
    assert (cells[4], row[4], column[4]) == (rows.size, rows.mean(), columns.mean())
    assert cells[20] == 0 and np.isnan(row[20])


def test_a_large_raster_takes_no_more_memory_than_its_blocks():
    """A hundred blocks of a million cells each; the arrays of a block together are 12 MB."""
    import tracemalloc

    labels = np.repeat(np.arange(1, 1001, dtype=np.int32)[:, None], 1000, axis=1)
    values = np.full(labels.shape, 2.5)
    zonal_statistics([(labels, values)], 1000)  # compiles
    tracemalloc.start()
    result = zonal_statistics(((labels, values) for _ in range(100)), 1000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1e6
    assert (result.count == 100_000).all()
    assert (result.mean == 2.5).all()
