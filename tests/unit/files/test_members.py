import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.shutil import copy as gdal_copy
from shapely.geometry import Point

from scarpwatch.files.members import _names, members
from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(rasterio.CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (8, 8))


@pytest.fixture(autouse=True)
def fresh():
    _names.cache_clear()


def names(path):
    _names.cache_clear()
    return sorted(file.name for file in members(path))


def raster(path: Path, **changes) -> Path:
    write_raster(path, np.arange(64, dtype=np.float32).reshape(8, 8), GRID, **changes)
    return path


def test_a_shapefile_has_its_parts(tmp_path):
    path = tmp_path / "Faults.shp"
    gpd.GeoDataFrame({"a": [1]}, geometry=[Point(0, 0)], crs=32616).to_file(path)
    (tmp_path / "Faults.sbn").touch()
    (tmp_path / "Faults.tif").touch()
    shutil.move(tmp_path / "Faults.dbf", tmp_path / "Faults.DBF")
    assert names(path) == ["Faults.DBF", "Faults.cpg", "Faults.prj", "Faults.shp", "Faults.shx"]


def test_what_gdal_lists_of_a_raster_is_listed_but_overviews(tmp_path):
    path = raster(tmp_path / "dem.tif")
    for other in ("dem.tif.aux.xml", "dem.tfw", "dem.tif.msk", "dem.tif.ovr", "dem.tif.xml", "other.tfw"):
        (tmp_path / other).write_text("1\n0\n0\n-1\n5\n5\n")
    raster(tmp_path / "dem.tif.msk")
    assert names(path) == ["dem.tfw", "dem.tif", "dem.tif.aux.xml", "dem.tif.msk"]


@pytest.mark.parametrize(("driver", "suffix"), [("ENVI", ".img"), ("AAIGrid", ".asc"), ("HFA", ".img")])
def test_headers_and_coordinates_beside_other_formats(tmp_path, driver, suffix):
    raster(tmp_path / "a.tif")
    path = tmp_path / f"b{suffix}"
    gdal_copy(tmp_path / "a.tif", path, driver=driver)
    with rasterio.open(path) as source:
        known = {Path(file).name for file in source.files}
    assert known <= set(names(path))


def vrt(path: Path, *sources: str, relative: int = 1) -> Path:
    bands = "".join(
        f'<SimpleSource><SourceFilename relativeToVRT="{relative}">{source}</SourceFilename></SimpleSource>'
        for source in sources
    )
    path.write_text(f"<VRTDataset><VRTRasterBand>{bands}</VRTRasterBand></VRTDataset>")
    return path


def test_tiles_behind_a_virtual_raster_with_their_sidecars_and_through_another(tmp_path):
    for name in ("a.tif", "b & c.tif", "d.tif"):
        (tmp_path / "tiles").mkdir(exist_ok=True)
        raster(tmp_path / "tiles" / name)
    (tmp_path / "tiles" / "a.tif.msk").touch()
    vrt(tmp_path / "tiles" / "inner.vrt", "b &amp; c.tif", str(tmp_path / "tiles" / "d.tif"))
    path = vrt(tmp_path / "all.vrt", "tiles/a.tif", "tiles/inner.vrt", "tiles/gone.tif", "all.vrt")
    assert names(path) == ["a.tif", "a.tif.msk", "all.vrt", "b & c.tif", "d.tif", "gone.tif", "inner.vrt"]


def test_what_gdals_own_virtual_raster_names_is_found(tmp_path):
    raster(tmp_path / "a.tif")
    gdal_copy(tmp_path / "a.tif", tmp_path / "v.vrt", driver="VRT")
    assert names(tmp_path / "v.vrt") == ["a.tif", "v.vrt"]


@pytest.mark.parametrize(
    "source",
    ['NETCDF:"{}":band', 'HDF5:"{}"://a/b', "NETCDF:{}:band", "/vsizip/{}/inner/a.tif", "/vsigzip/{}"],
)
def test_the_file_in_a_name_of_gdal(tmp_path, source):
    file = tmp_path / ("a.zip" if "zip/" in source and "gzip" not in source else "a.nc")
    file.touch()
    path = vrt(tmp_path / "v.vrt", source.format(file).replace('"', "&quot;"), relative=0)
    assert members(path)[1:] == [file]


def test_a_virtual_layer_has_its_table(tmp_path):
    (tmp_path / "t.csv").write_text("x,y\n1,2\n")
    (tmp_path / "t.csvt").write_text("Real,Real\n")
    path = tmp_path / "t.vrt"
    path.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="t"><SrcDataSource relativeToVRT="1">t.csv</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    assert names(path) == ["t.csv", "t.csvt", "t.vrt"]


def test_of_a_folder_all_files_and_of_a_zip_itself(tmp_path):
    folder = tmp_path / "a.gdb"
    (folder / "sub").mkdir(parents=True)
    (folder / "x").touch()
    (folder / "sub" / "y").touch()
    assert names(folder) == ["x", "y"]
    (tmp_path / "p.zip").touch()
    assert members(f"/vsizip/{tmp_path}/p.zip/a/b.tif") == [tmp_path / "p.zip"]


def test_the_chunks_of_an_image_of_znap(tmp_path):
    band = tmp_path / "p.znap" / "i_x"
    band.mkdir(parents=True)
    for name in (".zarray", ".zattrs", "0.0", "0.1"):
        (band / name).touch()
    assert names(band / ".zarray") == [".zarray", ".zattrs", "0.0", "0.1"]


def test_what_was_written_last_to_a_geopackage_stands_beside_it(tmp_path):
    for name in ("a.gpkg", "a.gpkg-wal", "a.gpkg-shm", "a.prj"):
        (tmp_path / name).touch()
    assert names(tmp_path / "a.gpkg") == ["a.gpkg", "a.gpkg-wal"]
