import io

import geopandas as gpd
import pandas as pd
from photo_makers import SERIAL, write_photo
from PIL import Image
from shapely.geometry import box
from steps import run_main

from scarpwatch.inputs.photos import photo_files


def copy(folder, table=None, polygons=None):
    made = run_main(
        "copy_photos",
        inputs={"table": table or [], "polygons": polygons or []},
        params={"folder": str(folder), "photos": list(map(str, photo_files(folder)))},
        output={"table": folder.parent / "photos.parquet"},
    )
    return made.table


def test_small_copies_with_their_units(tmp_path):
    folder = tmp_path / "photos"
    write_photo(folder / "a {x} <b>.jpg", (-79.0, 4.0), size=(1200, 900))
    write_photo(folder / "b.jpg", (-70.0, 4.0))
    write_photo(folder / "c.jpg")
    units = gpd.GeoDataFrame({"unit_id": [5]}, geometry=[box(-79.1, 3.9, -78.9, 4.1)], crs=4326).to_crs(32617)
    units.to_file(tmp_path / "units.gpkg")
    path = copy(folder, polygons=tmp_path / "units.gpkg")
    table = pd.read_parquet(path)
    assert list(table["file"]) == ["a {x} <b>.jpg", "b.jpg"]
    assert table["unit_id"][0] == 5 and pd.isna(table["unit_id"][1])
    image = Image.open(io.BytesIO(table["image"][0]))
    assert image.size == (960, 720) == (table["width"][0], table["height"][0])
    assert SERIAL.encode() not in path.read_bytes()
    before = path.read_bytes()
    assert copy(folder, polygons=tmp_path / "units.gpkg").read_bytes() == before


def test_a_table_gives_captions(tmp_path):
    folder = tmp_path / "photos"
    write_photo(folder / "a.jpg")
    (tmp_path / "photos.csv").write_text("file,longitude,latitude,caption\na.jpg,1,2,Main scarp\n")
    table = pd.read_parquet(copy(folder, tmp_path / "photos.csv"))
    assert table["caption"].tolist() == ["Main scarp"]
    assert table[["longitude", "latitude"]].to_numpy().tolist() == [[1.0, 2.0]]
