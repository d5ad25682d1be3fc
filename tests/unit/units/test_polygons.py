"""Units as polygons: round trip with the label raster, refused input."""

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import LineString, box

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.units.polygons import polygons_to_units, units_to_polygons

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (20, 30))


@pytest.fixture
def labels():
    result = np.zeros(GRID.shape, np.int32)
    result[2:18, 2:15] = 1
    result[2:18, 15:28] = 2
    result[5:8, 5:8] = 3  # an island in unit 1
    return result


def test_polygons_and_labels_round_trip(labels):
    polygons = units_to_polygons(labels, GRID)
    assert polygons["unit_id"].tolist() == [1, 2, 3]
    np.testing.assert_allclose(polygons["area_m2"], polygons.area)
    assert polygons.is_valid.all()
    assert polygons.area.sum() == pytest.approx(polygons.union_all().area)  # no overlap
    back, kept = polygons_to_units(polygons, GRID)
    np.testing.assert_array_equal(back, labels)
    np.testing.assert_allclose(kept["area_m2"], polygons["area_m2"])


def test_a_unit_in_two_pieces_is_one_multipolygon(labels):
    labels[labels == 3] = 2
    polygons = units_to_polygons(labels, GRID)
    assert polygons["unit_id"].tolist() == [1, 2]
    assert polygons.geom_type.tolist() == ["Polygon", "MultiPolygon"]


def test_users_polygons_off_the_grid_are_left_out_and_overlap_is_seen():
    shapes = [
        box(400000, 0, 400010, 10),
        box(500000, 3999900, 500100, 4000000),
        box(500050, 3999900, 500150, 4000000),
    ]
    labels, kept = polygons_to_units(gpd.GeoDataFrame(geometry=shapes, crs=GRID.crs), GRID)
    assert kept["unit_id"].tolist() == [1, 2]
    assert set(np.unique(labels)) == {0, 1, 2}
    assert kept.area.sum() > 1.01 * kept.union_all().area  # the table keeps the overlap


def test_what_cannot_be_units_is_refused():
    lines = gpd.GeoDataFrame(geometry=[LineString([(500000, 3999900), (500100, 4000000)])], crs=GRID.crs)
    with pytest.raises(InputError, match=r"own\.gpkg.*LineString"):
        polygons_to_units(lines, GRID, source="own.gpkg")
    away = gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=GRID.crs)
    with pytest.raises(InputError, match="no polygon lies"):
        polygons_to_units(away, GRID)
