"""Maps of classes as class codes."""

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import box

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.terrain.class_map import class_codes, classes_from_polygons, classes_from_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (20, 40))
KEY = "factors.lithology"


def assembled(names, blocks):
    """Names, and the blocks of codes as one array."""
    codes = np.full(GRID.shape, 99, np.uint8)
    for window, part in blocks:
        codes[window.toslices()] = part
    return names, codes


@pytest.fixture
def beds(tmp_path):
    """Three beds from west to east and a strip without any in the east."""
    shapes = [box(500000 + 100 * k, 3999800, 500100 + 100 * k, 4000000) for k in range(3)]
    frame = gpd.GeoDataFrame(
        {"rock": ["Kl", "Jsh", "Qal"], "number": [1.0, 2.0, None]}, geometry=shapes, crs=GRID.crs
    )
    frame.to_file(tmp_path / "beds.gpkg")
    return tmp_path / "beds.gpkg"


def test_every_value_is_a_class_without_a_table(beds):
    names, codes = assembled(*classes_from_polygons(beds, GRID, "rock", None, key=KEY))
    assert names == {1: "Jsh", 2: "Kl", 3: "Qal"}
    np.testing.assert_array_equal(codes[0], np.repeat([2, 1, 3, 0], 10))


def test_a_table_groups_values_and_the_rest_is_others(beds):
    names, codes = assembled(
        *classes_from_polygons(beds, GRID, "rock", {"Jsh": "shale", "Kl": "limestone"}, key=KEY)
    )
    assert names == {1: "shale", 2: "limestone", 3: "others"}
    np.testing.assert_array_equal(codes[0], np.repeat([2, 1, 3, 0], 10))


def test_numbers_match_their_text_and_an_empty_value_is_no_data(beds):
    names, codes = assembled(
        *classes_from_polygons(beds, GRID, "number", {"1": "limestone", "2": "shale"}, key=KEY)
    )
    assert names == {1: "limestone", 2: "shale"}
    np.testing.assert_array_equal(codes[0], np.repeat([1, 2, 0, 0], 10))


def test_spaces_do_not_make_classes_and_blanks_are_no_data(tmp_path):
    shapes = [box(500000 + 100 * k, 3999800, 500100 + 100 * k, 4000000) for k in range(4)]
    frame = gpd.GeoDataFrame({"rock": ["Ton", "Ton ", " ", ""]}, geometry=shapes, crs=GRID.crs)
    frame.to_file(tmp_path / "beds.gpkg")
    for classes, name in ((None, "Ton"), ({"Ton ": "clay "}, "clay")):
        names, codes = assembled(
            *classes_from_polygons(tmp_path / "beds.gpkg", GRID, "rock", classes, key=KEY)
        )
        assert names == {1: name}
        np.testing.assert_array_equal(codes[0], np.repeat([1, 1, 0, 0], 10))


def test_a_raster_of_codes(tmp_path):
    values = np.repeat([5, 7, 9, 255], 10)[None, :].repeat(20, axis=0).astype(np.uint8)
    write_raster(tmp_path / "rock.tif", values, GRID, nodata=255)
    names, codes = assembled(
        *classes_from_raster(tmp_path / "rock.tif", GRID, {"7": "shale", "5": "shale"}, key=KEY)
    )
    assert names == {1: "shale", 2: "others"}
    np.testing.assert_array_equal(codes[0], np.repeat([1, 1, 2, 0], 10))


def test_what_is_missing_is_named(beds, tmp_path):
    with pytest.raises(InputError, match=r"column 'stone' does not exist \(there are: rock, number\)"):
        classes_from_polygons(beds, GRID, "stone", None, key=KEY)
    away = gpd.GeoDataFrame({"rock": ["a"]}, geometry=[box(0, 0, 1, 1)], crs=GRID.crs)
    away.to_file(tmp_path / "away.gpkg")
    with pytest.raises(InputError, match="no polygon with a value"):
        classes_from_polygons(tmp_path / "away.gpkg", GRID, "rock", None, key=KEY)
    with pytest.raises(ValueError, match="256 classes"):
        class_codes([str(k) for k in range(256)], None)


def test_another_band_and_the_key_of_another_factor(tmp_path):
    values = np.ones((2, *GRID.shape), np.int16)
    values[1] = np.arange(800).reshape(GRID.shape)
    write_raster(tmp_path / "soil.tif", values, GRID, nodata=-1)
    options = {"key": "factors.more.soil", "field": "names"}
    with pytest.raises(
        InputError, match=r"800 classes exceed 255\. Group them with factors\.more\.soil\.names"
    ):
        classes_from_raster(tmp_path / "soil.tif", GRID, None, band=2, **options)
    names, codes = assembled(
        *classes_from_raster(tmp_path / "soil.tif", GRID, {"41": "clay"}, band=2, **options)
    )
    assert names == {1: "clay", 2: "others"}
    assert np.argwhere(codes == 1).tolist() == [[1, 1]] and (codes > 0).all()


def test_tiles_of_codes(tmp_path):
    half = Grid(GRID.crs, GRID.transform, (20, 20))
    east = Grid(GRID.crs, GRID.transform @ Affine.translation(20, 0), (20, 20))
    write_raster(tmp_path / "a.tif", np.full((20, 20), 4, np.uint8), half, nodata=0)
    write_raster(tmp_path / "b.tif", np.full((20, 20), 2, np.uint8), east, nodata=0)
    tiles = [tmp_path / "a.tif", tmp_path / "b.tif"]
    names, codes = assembled(*classes_from_raster(tiles, GRID, None, key=KEY))
    assert names == {1: "2", 2: "4"}
    np.testing.assert_array_equal(codes[3], np.repeat([2, 1], 20))


def test_a_map_of_a_larger_area_has_the_classes_of_the_grid(tmp_path):
    """More than 255 classes all around, and two on the grid."""
    whole = Grid(GRID.crs, GRID.transform @ Affine.translation(-40, -20), (60, 120))
    codes = np.arange(60 * 120).reshape(whole.shape).astype(np.int32)
    codes[14:46, 34:86] = 5
    codes[20:40, 40:60] = 3
    write_raster(tmp_path / "soil.tif", codes, whole, nodata=-1)
    names, found = assembled(*classes_from_raster(tmp_path / "soil.tif", GRID, None, key=KEY))
    assert names == {1: "3", 2: "5"}
    np.testing.assert_array_equal(found[7], np.repeat([1, 2], 20))
