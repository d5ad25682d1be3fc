"""Where inputs lie."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from modis_tile import places, tile_part, write_tile
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, write
from rasterio.warp import transform
from shapely.geometry import LineString

from scarpwatch.errors import InputError
from scarpwatch.inspection.outlines import raster_outline, rectangle, vector_outline

BOUNDS = (WEST, NORTH - ROWS * CELL, WEST + COLUMNS * CELL, NORTH)


def corners(bounds: tuple[float, float, float, float]) -> np.ndarray:
    left, bottom, right, top = bounds
    return np.column_stack(
        transform(UTM, "EPSG:4326", [left, right, right, left], [top, top, bottom, bottom])
    )


def has_corners(ring: np.ndarray, wanted: np.ndarray) -> bool:
    return all(np.abs(ring - corner).max(axis=1).min() < 1e-9 for corner in wanted)


def test_a_raster_is_outlined_in_degrees(tmp_path: Path) -> None:
    name, ring = raster_outline("dem", write(tmp_path / "a.tif", hills()))
    assert name == "dem"
    assert has_corners(ring, corners(BOUNDS))
    np.testing.assert_allclose(ring[0], ring[-1])
    with pytest.raises(InputError, match="which coordinate system"):
        raster_outline("dem", write(tmp_path / "b.tif", hills(), crs=None))


def test_a_layer_is_outlined_by_its_features(tmp_path: Path) -> None:
    line = LineString([(BOUNDS[0], BOUNDS[1]), (BOUNDS[2], BOUNDS[3])])
    gpd.GeoDataFrame(geometry=[line], crs=UTM).to_file(tmp_path / "a.gpkg")
    assert has_corners(vector_outline("roads", tmp_path / "a.gpkg").ring, corners(BOUNDS))


def test_a_tile_of_modis_is_slanted(tmp_path: Path) -> None:
    tile = tile_part(113.5, 23.7, 40, 50)
    ring = raster_outline("ndvi", write_tile(tmp_path / "a.hdf", 0.5 + 0 * places(tile)[0], tile)).ring
    lon, lat = places(tile)
    assert ring[:, 1].max() == pytest.approx(lat.max(), abs=0.002)
    assert lon[0, 0] - lon[-1, 0] > 0.05
    assert ring[:, 0].min() == pytest.approx(lon.min(), abs=0.003)


def test_what_is_nowhere_is_refused() -> None:
    with pytest.raises(InputError, match="nowhere on Earth"):
        rectangle("roads", UTM, (np.nan, 0, 1, 1))
