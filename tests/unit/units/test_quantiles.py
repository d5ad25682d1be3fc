"""Quantiles over units, against numpy's and rasterstats' of the same cells."""

import numpy as np
import pytest
import rasterstats
from affine import Affine
from rasterio.crs import CRS
from rasterio.windows import Window
from shapely.geometry import box

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.units.polygons import units_to_polygons
from scarpwatch.units.quantiles import label_quantiles, polygon_quantiles

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (300, 400))
LEVELS = (0.0, 0.05, 0.25, 0.5, 0.9, 1.0)


@pytest.fixture(scope="module")
def rasters(tmp_path_factory):
    """Fifty units of very different sizes, number 7 without data and number 51 without cells."""
    rng = np.random.default_rng(5)
    labels = rng.choice(51, GRID.shape, p=np.arange(1, 52) / np.arange(1, 52).sum()).astype(np.int32)
    values = rng.gamma(0.5, 100, GRID.shape).astype(np.float32)
    values[rng.random(GRID.shape) < 0.2] = np.nan
    values[5, 5:9] = np.inf
    values[labels == 7] = np.nan
    folder = tmp_path_factory.mktemp("quantiles")
    write_raster(folder / "labels.tif", labels, GRID, nodata=0)
    write_raster(folder / "values.tif", values, GRID)
    return folder, labels, values


def true_quantiles(labels, values, number):
    result = np.full((number, len(LEVELS)), np.nan)
    for unit in range(1, number + 1):
        cells = values[(labels == unit) & np.isfinite(values)].astype(np.float64)
        if cells.size:
            result[unit - 1] = np.quantile(cells, LEVELS)
    return result


def test_quantiles_are_numpys_whatever_the_blocks_and_groups(rasters):
    folder, labels, values = rasters
    expected = true_quantiles(labels, values, 51)
    assert np.isnan(expected).any(axis=1).sum() == 2
    # All at once; several groups; and less memory than a single unit takes.
    for memory, rows in ((200.0, 512), (0.05, 512), (1e-6, 97)):
        found = label_quantiles(
            folder / "labels.tif", folder / "values.tif", 51, LEVELS, memory_mb=memory, rows=rows
        )
        np.testing.assert_array_equal(found, expected)


def test_integers_and_double_precision_lose_nothing(tmp_path, rasters):
    folder, labels, _ = rasters
    for values in (
        np.arange(120000, dtype=np.int32).reshape(300, 400) + 2**25,
        np.random.default_rng(0).normal(1e8, 1e-3, GRID.shape),
    ):
        write_raster(tmp_path / "values.tif", values, GRID)
        found = label_quantiles(folder / "labels.tif", tmp_path / "values.tif", 50, LEVELS)
        np.testing.assert_array_equal(found, true_quantiles(labels, values, 50))


def test_labels_and_levels_that_do_not_fit_are_refused(tmp_path, rasters):
    folder, _, values = rasters
    paths = folder / "labels.tif", folder / "values.tif"
    with pytest.raises(ValueError, match="exceeds the number of units 40"):
        label_quantiles(*paths, 40, LEVELS)
    with pytest.raises(ValueError, match="not 5"):
        label_quantiles(*paths, 50, [5])
    write_raster(tmp_path / "other.tif", values[:-1], GRID.part(Window(0, 0, 400, 299)))
    with pytest.raises(InputError, match="is not the grid of"):
        label_quantiles(folder / "labels.tif", tmp_path / "other.tif", 50, LEVELS)


def test_polygons_along_cells_give_what_labels_give(tmp_path):
    rng = np.random.default_rng(4)
    labels = (np.arange(300)[:, None] // 100 * 4 + np.arange(400)[None, :] // 100 + 1).astype(np.int32)
    values = rng.normal(100, 5, GRID.shape).astype(np.float32)
    values[rng.random(GRID.shape) < 0.3] = np.nan
    values[labels == 5] = np.nan
    write_raster(tmp_path / "labels.tif", labels, GRID, nodata=0)
    write_raster(tmp_path / "values.tif", values, GRID)
    shapes = list(units_to_polygons(labels, GRID).geometry)
    found = polygon_quantiles(shapes, values, GRID.transform, LEVELS)
    np.testing.assert_array_equal(
        found, label_quantiles(tmp_path / "labels.tif", tmp_path / "values.tif", 12, LEVELS)
    )
    assert np.isnan(found[4]).all() and np.isfinite(np.delete(found, 4, axis=0)).all()


def test_overlapping_tiny_and_empty_polygons(rasters):
    _, _, values = rasters
    shapes = [
        box(500000, 3999500, 501003, 4000000),
        box(500500, 3999000, 501500, 3999900),
        box(500031, 3999981, 500033, 3999983),  # within the cell in row 1, column 3
        box(0, 0, 10, 10),
    ]
    stats = [f"percentile_{100 * level:g}" for level in LEVELS]
    oracle = rasterstats.zonal_stats(
        [shape.__geo_interface__ for shape in shapes[:2]],
        np.where(np.isfinite(values), values, np.nan).astype(np.float64),
        affine=GRID.transform,
        nodata=np.nan,
        stats=stats,
    )
    found = polygon_quantiles(shapes, values, GRID.transform, LEVELS)
    np.testing.assert_allclose(found[:2], [[row[name] for name in stats] for row in oracle], rtol=1e-12)
    np.testing.assert_array_equal(found[2], np.full(len(LEVELS), values[1, 3]))
    assert np.isnan(found[3]).all()
    assert polygon_quantiles([], values, GRID.transform, LEVELS).shape == (0, len(LEVELS))
