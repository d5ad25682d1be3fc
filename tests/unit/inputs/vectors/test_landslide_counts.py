"""Landslides on ground: counted on cells, on outlines and in units alike."""

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from rasterio.transform import from_origin
from rasterio.windows import Window
from shapely.geometry import MultiPolygon, Point, box

from scarpwatch.grids.grid import Grid
from scarpwatch.inputs.vectors.landslide_counts import count_places, inside_polygons, inside_raster
from scarpwatch.inputs.vectors.landslide_places import has_place, list_landslides
from scarpwatch.units.labels import count_landslides
from scarpwatch.units.polygons import units_to_polygons

UTM = CRS.from_epsg(32617)


def frame(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=UTM)


def test_what_the_grid_has_no_place_for_is_outside():
    found = list_landslides(frame(Point(np.inf, np.inf), Point(5, 5), Point()))
    counts = count_places(found, np.array([True]), Grid(UTM, from_origin(0, 10, 1, 1), (10, 10)))
    assert (counts.total, counts.inside, counts.outside, counts.without_geometry) == (2, 1, 1, 1)
    assert has_place(np.array([Point(np.nan, 1), Point(1, 2), None, Point()], dtype=object)).tolist() == [
        False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_the_check_and_the_labels_count_alike(seed):
    """Points anywhere, on borders and corners of cells and beyond; polygons of all sizes; copies and parts."""
    rng = np.random.default_rng(seed)
    size = rng.integers(8, 30, 2)
    cell = float(rng.choice([0.3, 7.5, 30.0]))
    grid = Grid(UTM, Affine(cell, 0, 500_000.1, 0, -cell, 4_000_000.7), (int(size[0]), int(size[1])))
    ground = rng.random(grid.shape) < rng.choice([0.2, 0.8, 1.0])
    labels = np.where(ground, rng.integers(1, 9, grid.shape), 0).astype(np.int32)
    labels = np.unique(labels, return_inverse=True)[1].reshape(grid.shape).astype(np.int32) + (
        labels.min() > 0
    )
    left, _, _, top = grid.bounds
    column, row = rng.integers(-2, size[1] + 3, 80), rng.integers(-2, size[0] + 3, 80)
    x, y = left + cell * column, top - cell * row
    x, y = np.r_[x, x[:40] + cell * rng.random(40)], np.r_[y, y[:20], top - cell * size[0] * rng.random(20)]
    shapes = [Point(*place) for place in zip(x, y, strict=True)]
    shapes += [
        box(a, b, a + w * cell, b + h * cell)
        for a, b, w, h in zip(x[:60], y[:60], *rng.choice([0.2, 1.0, 2.5, 9.0], (2, 60)), strict=True)
    ]
    shapes += [
        Point(*place).buffer(cell * rng.uniform(0.1, 4)) for place in zip(x[-40:], y[-40:], strict=True)
    ]
    shapes += [MultiPolygon([shapes[130], shapes[130 - 7]]).buffer(0), Point(), None]
    table = frame(*shapes)
    found = list_landslides(table)

    def read(window: Window):
        return ground[
            window.row_off : window.row_off + window.height, window.col_off : window.col_off + window.width
        ]

    units = units_to_polygons(labels, grid)
    by_cells = count_places(found, inside_raster(found, grid, read), grid)
    by_outline = count_places(found, inside_polygons(found, units.geometry.to_numpy()), grid)
    for source in (labels, None):
        _, counts = count_landslides(table, units, grid, labels=source)
        expected = {name: counts.as_dict()[name] for name in by_cells.as_dict()}
        assert by_cells.as_dict() == by_outline.as_dict() == expected
    assert by_cells.inside > 0 and by_cells.copies > 0
