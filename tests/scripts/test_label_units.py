"""Landslides per unit, through files."""

import json
import zipfile
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import Point

from label_units import main
from scarpwatch.config.susceptibility.inventory import InventorySettings
from scarpwatch.errors import DataError, InputError
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.units.polygons import units_to_polygons

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (10, 20))


def job(folder, source="slope_units", **settings):
    """Twelve landslides in unit 1, one in unit 2, one outside, and three points that are none."""
    labels = np.repeat([[1, 2]], 10, axis=1).repeat(10, axis=0).astype(np.int32)
    write_raster(folder / "units.tif", labels, GRID, nodata=0)
    write_geopackage(units_to_polygons(labels, GRID), folder / "units.gpkg", layer="slope_units")
    places = [(500012 + 5 * k, 3999950) for k in range(12)] + [(500150, 3999950), (500900, 3999950)]
    others = [(500160 + k, 3999950) for k in range(3)]
    frame = gpd.GeoDataFrame(
        {"slide": ["TRUE"] * 14 + ["FALSE"] * 3},
        geometry=[Point(place) for place in places + others],
        crs=GRID.crs,
    )
    frame.to_crs(4326).to_file(folder / "inventory.geojson")
    given = {"label_column": "slide", "label_value": "true", "min_landslides": 10} | settings
    inventory = InventorySettings(file=folder / "inventory.geojson", **given)
    return SimpleNamespace(
        input=SimpleNamespace(
            inventory=folder / "inventory.geojson",
            raster=folder / "units.tif",
            polygons=folder / "units.gpkg",
        ),
        output=SimpleNamespace(labels=folder / "labels.parquet", summary=folder / "labels.json"),
        params=SimpleNamespace(
            settings=inventory.model_dump(mode="json", exclude={"file"}), need_landslides=True, source=source
        ),
    )


@pytest.mark.parametrize("source", ["slope_units", "polygons"])
def test_every_unit_has_its_count(tmp_path, source):
    main(job(tmp_path, source, position_error_m=15))
    table = pd.read_parquet(tmp_path / "labels.parquet")
    assert table["unit_id"].tolist() == [1, 2]
    assert table["landslides"].tolist() == [12, 1]
    counts = json.loads((tmp_path / "labels.json").read_text())
    assert (counts["total"], counts["inside"], counts["outside"]) == (14, 13, 1)
    assert counts["near_border"] == 1
    assert counts["units_with_landslides"] == 2


def test_where_models_of_another_area_are_applied_few_landslides_are_enough_and_none_are_missing(tmp_path):
    few = job(tmp_path, min_landslides=100)
    with pytest.raises(DataError, match="fewer than the 100 needed"):
        main(few)
    few.params.need_landslides = False
    main(few)
    assert pd.read_parquet(tmp_path / "labels.parquet")["landslides"].tolist() == [12, 1]
    few.input.inventory, few.params.settings = [], None
    main(few)
    assert pd.read_parquet(tmp_path / "labels.parquet")["landslides"].isna().tolist() == [True, True]
    assert json.loads((tmp_path / "labels.json").read_text()) == {}


def test_dates_reach_the_table(tmp_path):
    with_dates = job(tmp_path, date_column="day")
    frame = gpd.read_file(tmp_path / "inventory.geojson")
    frame["day"] = [f"2020-01-{day:02}" for day in range(len(frame), 0, -1)]
    frame.to_file(tmp_path / "inventory.geojson")
    main(with_dates)
    table = pd.read_parquet(tmp_path / "labels.parquet")
    assert table["first_landslide"].tolist() == ["2020-01-06", "2020-01-05"]


@pytest.mark.parametrize("door", ["gpkg", "shp", "geojson", "kml", "fgb", "csv", "zip"])
def test_the_same_landslides_give_the_same_labels_in_every_format(tmp_path, door):
    same = job(tmp_path, label_value="滑坡", date_column="day")
    frame = gpd.read_file(tmp_path / "inventory.geojson")
    frame["slide"] = frame["slide"].map({"TRUE": "滑坡", "FALSE": "崩塌"})
    frame["day"] = [f"2020-01-{day:02}" for day in range(len(frame), 0, -1)]
    same.input.inventory = tmp_path / f"slides.{door}"
    if door == "csv":
        places = {"lon": frame.geometry.x, "lat": frame.geometry.y}
        pd.DataFrame({**frame.drop(columns="geometry"), **places}).to_csv(
            same.input.inventory, encoding="gbk"
        )
    elif door in ("shp", "zip"):
        frame.to_crs("EPSG:32618").to_file(tmp_path / "slides.shp", encoding="GBK")
        (tmp_path / "slides.cpg").unlink()
        if door == "zip":
            with zipfile.ZipFile(tmp_path / "slides.zip", "w") as archive:
                for suffix in ("shp", "shx", "dbf", "prj"):
                    archive.write(tmp_path / f"slides.{suffix}", f"slides.{suffix}")
    else:
        frame.to_file(same.input.inventory)
    main(same)
    table = pd.read_parquet(tmp_path / "labels.parquet")
    assert table["landslides"].tolist() == [12, 1]
    assert table["label"].tolist() == [1, 1]
    assert table["first_landslide"].tolist() == ["2020-01-06", "2020-01-05"]


def test_too_few_landslides_end_the_run(tmp_path):
    with pytest.raises(DataError, match=r"13 of 14 landslides.*fewer than the 20 needed"):
        main(job(tmp_path, min_landslides=20))
    assert not (tmp_path / "labels.parquet").exists()


def test_a_missing_column_is_named(tmp_path):
    for key in ("label_column", "date_column"):
        with pytest.raises(
            InputError, match=f"column 'kind' does not exist: set inventory.{key}|inventory.{key}"
        ):
            main(job(tmp_path, **{key: "kind"}))
