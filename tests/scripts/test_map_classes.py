"""Classes from polygons and from a raster, through files."""

import json
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import box

from map_classes import main
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (20, 30))


def job(folder, source, column, classes):
    write_raster(folder / "dem.tif", np.ones(GRID.shape, np.float32), GRID)
    return SimpleNamespace(
        input=SimpleNamespace(dem=folder / "dem.tif", map=source),
        output=SimpleNamespace(classes=folder / "soil.tif"),
        params=SimpleNamespace(
            settings={
                "column": column,
                "classes": classes,
                "band": 1,
                "key": "factors.more.soil",
                "field": "names",
            },
            layer=None,
        ),
        wildcards=SimpleNamespace(factor="soil"),
    )


def test_polygons_become_named_codes(tmp_path):
    shapes = [box(500000, 3999800, 500100, 4000000), box(500100, 3999800, 500200, 4000000)]
    frame = gpd.GeoDataFrame({"rock": ["Kl", "zz"]}, geometry=shapes, crs=GRID.crs)
    frame.to_file(tmp_path / "geology.gpkg")
    main(job(tmp_path, tmp_path / "geology.gpkg", "rock", {"Kl": "limestone"}))
    codes, grid = read_raster(tmp_path / "soil.tif")
    assert grid == GRID
    assert codes.dtype == np.uint8
    np.testing.assert_array_equal(codes[0], np.repeat([1, 2, 0], 10))
    tags = read_tags(tmp_path / "soil.tif")
    assert json.loads(tags["CLASSES"]) == {"1": "limestone", "2": "others"}


def test_a_raster_becomes_named_codes_and_an_empty_one_is_refused(tmp_path):
    values = np.repeat([3, 4, 0], 10)[None, :].repeat(20, axis=0).astype(np.uint8)
    write_raster(tmp_path / "geology.tif", values, GRID, nodata=0)
    main(job(tmp_path, tmp_path / "geology.tif", None, None))
    codes, _ = read_raster(tmp_path / "soil.tif")
    np.testing.assert_array_equal(codes[0], np.repeat([1, 2, 0], 10))
    write_raster(tmp_path / "geology.tif", 0 * values, GRID, nodata=0)
    with pytest.raises(InputError, match="no cell on the analysis grid has a class"):
        main(job(tmp_path, tmp_path / "geology.tif", None, None))
