"""Titles, codes and styles in a GeoPackage: as the standard has them, as text, and the same bytes each time."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import box

from scarpwatch.files.geopackage_layers import Column, Layer, LayerStyle, describe_layer, layer_name
from scarpwatch.files.geopackages import VERSION, write_geopackage

HOSTILE = "<script>'x'</script> \"$x$\"\n& ‏عالي"
UNITS = gpd.GeoDataFrame(
    {"class": [1, 2], "area_m2": [1.0, 2.0], "name": [HOSTILE, "b"]},
    geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
    crs=32617,
)
LAYER = Layer(
    layer_name("susceptibility", "rf", "2025-12-15"),
    HOSTILE,
    "what it holds",
    {
        "class": Column("Class", codes={1: HOSTILE, 2: "high"}),
        "area_m2": Column("Area", "m²", HOSTILE),
        "absent": Column("Not there"),
    },
    (LayerStyle(HOSTILE, "<qgis/>", "<sld/>"), LayerStyle("second", "<qgis/>", "")),
)
VALIDATOR = Path("/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py")


def rows(path, query):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


@pytest.fixture
def file(tmp_path):
    write_geopackage(UNITS, tmp_path / "a.gpkg", layer=LAYER, metadata={"AREA": HOSTILE})
    return tmp_path / "a.gpkg"


def test_columns_have_titles_units_and_codes(file):
    assert LAYER.name == "susceptibility_rf_2025_12_15"
    told = rows(file, "select column_name, title, description, constraint_name from gpkg_data_columns")
    assert ("area_m2", "Area (m²)", HOSTILE, None) in told and len(told) == 2
    codes = rows(file, "select constraint_name, value, description from gpkg_data_column_constraints")
    assert codes == [(f"{LAYER.name}_class", "1", HOSTILE), (f"{LAYER.name}_class", "2", "high")]
    assert rows(file, "pragma user_version") == [(10300,)] and VERSION == "1.3"


def test_styles_stand_where_qgis_looks_for_them(file):
    found = rows(file, "select f_table_name, f_geometry_column, styleName, useAsDefault from layer_styles")
    assert found == [(LAYER.name, "geom", HOSTILE, 1), (LAYER.name, "geom", "second", 0)]
    assert ("layer_styles", "attributes") in rows(file, "select table_name, data_type from gpkg_contents")


def test_the_layer_reads_as_before_and_tells_of_itself(file):
    read = gpd.read_file(file, layer=LAYER.name)
    assert read["name"].tolist() == UNITS["name"].tolist() and read.crs == UNITS.crs
    about = pyogrio.read_info(file, layer=LAYER.name)["layer_metadata"]
    assert about["AREA"] == HOSTILE and about["IDENTIFIER"] == HOSTILE
    assert pyogrio.list_layers(file)[0, 0] == LAYER.name  # what opens by default


def test_equal_data_give_equal_bytes(file, tmp_path):
    write_geopackage(UNITS, tmp_path / "b.gpkg", layer=LAYER, metadata={"AREA": HOSTILE})
    assert file.read_bytes() == (tmp_path / "b.gpkg").read_bytes()


def test_a_layer_without_places_or_without_all_that_is_told_so_far(tmp_path):
    write_geopackage(UNITS.drop(columns="geometry"), tmp_path / "a.gpkg", layer=LAYER)
    assert rows(tmp_path / "a.gpkg", "select distinct f_geometry_column from layer_styles") == [("",)]
    write_geopackage(UNITS, tmp_path / "b.gpkg", layer="units")
    before = (tmp_path / "b.gpkg").read_bytes()
    describe_layer(tmp_path / "b.gpkg", Layer("units"), "2000-01-01T00:00:00.000Z")
    assert (tmp_path / "b.gpkg").read_bytes() == before


@pytest.mark.skipif(
    not VALIDATOR.is_file(), reason="GDAL's validation of GeoPackages is not installed (python3-gdal)"
)
def test_gdals_validation_finds_nothing(file):
    python = sys.executable if sys.executable.startswith("/usr/bin") else "/usr/bin/python3"
    done = subprocess.run([python, VALIDATOR, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
