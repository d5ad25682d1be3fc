import shutil
import sqlite3
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from shapely.geometry import Point

from scarpwatch.files.faults import fault_of
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.insar.series.file import write_series

VALUES = np.arange(90_000, dtype=np.float32).reshape(300, 300)
GRID = Grid(None, Affine.identity(), VALUES.shape)


def write(path, features=5):
    if path.suffix == ".tif":
        write_raster(path, VALUES, GRID)
    elif path.suffix == ".nc":
        write_series(path, GRID, {"a": (VALUES, "m")})
    elif path.suffix == ".parquet":
        pd.DataFrame({"a": VALUES.ravel()}).to_parquet(path)
    elif path.suffix == ".npz":
        np.savez(path, a=VALUES)
    else:
        frame = gpd.GeoDataFrame({"a": range(features)}, geometry=[Point(0, 0)] * features, crs=32616)
        frame.to_file(path, layer="a layer", driver="GPKG")


@pytest.mark.parametrize("name", ["a.tif", "a.nc", "a.parquet", "a.npz", "a # ?.gpkg"])
@pytest.mark.parametrize("share", [0, 0.3, 0.9, 1])
def test_a_file_cut_short_has_a_fault(tmp_path, name, share):
    path = tmp_path / name
    write(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    assert (fault_of(path) is None) == (share == 1)


def test_a_tile_that_was_never_written_is_a_fault(tmp_path):
    import rasterio

    profile = {"driver": "GTiff", "height": 512, "width": 512, "count": 1, "dtype": "float32", "tiled": True}
    with rasterio.open(
        tmp_path / "a.tif", "w", sparse_ok=True, blockxsize=256, blockysize=256, **profile
    ) as target:
        target.write(np.ones((256, 256), np.float32), 1, window=((0, 256), (0, 256)))
    assert "tile 0, 1 of band 1 is missing" in fault_of(tmp_path / "a.tif")


def test_a_layer_without_its_spatial_index_is_a_fault(tmp_path):
    path = tmp_path / "a.gpkg"
    write(path)
    with sqlite3.connect(path) as database:
        database.execute('drop table "rtree_a layer_geom"')
    assert "spatial index of a layer is missing" in fault_of(path)


def test_empty_layers_and_tables_without_geometry_are_whole(tmp_path):
    write(tmp_path / "empty.gpkg", features=0)
    assert fault_of(tmp_path / "empty.gpkg") is None
    import pyogrio

    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), tmp_path / "table.gpkg", driver="GPKG")
    assert fault_of(tmp_path / "table.gpkg") is None
    assert fault_of(shutil.copy(__file__, tmp_path / "a.txt")) is None
    with zipfile.ZipFile(tmp_path / "a.skops", "w") as archive:
        archive.writestr("a", "b")
    assert fault_of(tmp_path / "a.skops") is None
