"""The step lists the units with the highest index."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import box
from steps import run_main

from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.files.json_files import write_json
from scarpwatch.grids.grid import Grid, write_raster

IDS = np.arange(1, 31)


def rated(folder, crs=32616):
    """Thirty units of a row, the index of which falls."""
    shapes = [box(500_000 + 100 * n, 4_000_000, 500_100 + 100 * n, 4_000_100) for n in IDS - 1]
    columns = {"unit_id": IDS, "score": 1 - IDS / 40, "class": np.where(IDS < 8, 5, 4), "landslides": IDS % 3}
    table = {**columns, "score_std": 0.05, "applicable": (IDS != 2).astype(int)}
    units = gpd.GeoDataFrame(table, geometry=shapes, crs=crs)
    write_geopackage(units, folder / "rf.gpkg", layer="susceptibility")
    centres = {"x": units.centroid.x, "y": units.centroid.y, "area_m2": units.area}
    pd.DataFrame({"unit_id": IDS, **centres}).to_parquet(folder / "factors.parquet")


def listed(folder, **inputs):
    absent = {key: [] for key in ("raster", "deformation", "sigma", "quality")}
    given = {"rated": folder / "rf.gpkg", "factors": folder / "factors.parquet", **absent, **inputs}
    out = run_main("list_units", inputs=given, output={"table": folder / "priority_units.csv"})
    return pd.read_csv(out.table)


def test_twenty_units_with_their_places(tmp_path):
    rated(tmp_path)
    table = listed(tmp_path)
    assert list(table["unit_id"]) == list(range(1, 21)) and table["outside"].sum() == 1
    assert table["x"][0] == 500_050 and table["longitude"][0] == pytest.approx(-87 + 50 / 90_000, abs=1e-4)
    assert "deformation_rate" not in table


def test_rates_with_their_sigma(tmp_path):
    rated(tmp_path)
    grid = Grid(CRS.from_epsg(32616), Affine(100, 0, 5e5, 0, -100, 4_000_100), (1, 30))
    write_raster(tmp_path / "units.tif", IDS[None].astype(np.int32), grid, nodata=0)
    write_raster(tmp_path / "sigma.tif", np.full((1, 30), 0.4, np.float32), grid)
    rates = pd.DataFrame({"unit_id": IDS, "deformation_rate": np.where(IDS == 3, np.nan, -IDS / 10)})
    rates.to_parquet(tmp_path / "rates.parquet")
    write_json(tmp_path / "quality.json", {"reference_offset_sigma_cm_per_year": 0.3})
    files = {
        "raster": "units.tif",
        "deformation": "rates.parquet",
        "sigma": "sigma.tif",
        "quality": "quality.json",
    }
    table = listed(tmp_path, **{key: tmp_path / name for key, name in files.items()})
    assert table["deformation_rate"][1] == -0.2 and np.isnan(table["deformation_rate"][2])
    assert table["deformation_sigma"][1] == pytest.approx(0.5)
