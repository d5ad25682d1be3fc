"""The coding of a shapefile's letters, where it does not say it."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from scarpwatch.errors import InputError
from scarpwatch.inputs.tables.text_encoding import (
    guess_encoding,
    one_form,
    one_form_columns,
    shapefile_encoding,
    text_encoding,
)

ROCKS = ["砂岩", "石灰岩", "页岩", "花岗岩", "第四系"]


def shapefile(folder: Path, encoding: str, names: list[str], *, page: int = 0, column: str = "rock") -> Path:
    """A shapefile whose letters are coded so, and that does not say it."""
    points = [Point(113 + n / 100, 23) for n in range(len(names))]
    path = folder / "geology.shp"
    gpd.GeoDataFrame({column: names}, geometry=points, crs=4490).to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = page
    path.with_suffix(".dbf").write_bytes(table)
    return path


@pytest.mark.parametrize("column", ["rock", "岩性"])
@pytest.mark.parametrize("page", [0x00, 0x57])
@pytest.mark.parametrize(("coding", "said"), [("GBK", "GB18030"), ("UTF-8", "UTF-8")])
def test_chinese_is_recognised(tmp_path: Path, coding: str, said: str, page: int, column: str) -> None:
    path = shapefile(tmp_path, coding, ROCKS, page=page, column=column)
    assert shapefile_encoding(str(path)) == said
    frame = gpd.read_file(path, encoding=said)
    assert list(frame[column]) == ROCKS


def test_a_shapefile_that_says_it_is_believed(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "GBK", ROCKS)
    path.with_suffix(".cpg").write_text("GBK")
    assert shapefile_encoding(str(path)) is None
    path.with_suffix(".cpg").unlink()
    assert shapefile_encoding(str(shapefile(tmp_path, "GBK", ROCKS, page=0x4D))) is None


def test_western_letters_are_left_to_gdal(tmp_path: Path) -> None:
    names = ["Südhang", "Größe", "Éboulis", "Çay", "glissement", "Frühling"]
    assert shapefile_encoding(str(shapefile(tmp_path, "ISO-8859-1", names))) is None
    assert shapefile_encoding(str(shapefile(tmp_path, "ISO-8859-1", ["plain", "letters"]))) is None
    assert shapefile_encoding(str(tmp_path / "other.gpkg")) is None


def test_a_zip_is_looked_into(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "GBK", ROCKS)
    with zipfile.ZipFile(tmp_path / "geology.zip", "w") as archive:
        for suffix in (".shp", ".shx", ".dbf", ".prj"):
            archive.write(path.with_suffix(suffix), f"data/geology{suffix}")
    assert shapefile_encoding(f"/vsizip/{tmp_path}/geology.zip/data/geology.shp") == "GB18030"


def test_a_rare_sign_does_not_hide_the_language() -> None:
    assert guess_encoding(["朱镕基滑坡".encode("gbk"), "金沙江白格滑坡".encode("gbk")]) == "GB18030"
    assert guess_encoding([b"plain"]) is None
    assert guess_encoding([]) is None


@pytest.mark.parametrize(
    ("text", "coding", "said"),
    [
        ("name,lon\n白格,98.7\n", "gbk", "GB18030"),
        ("name,lon\n白格,98.7\n", "utf-8", "utf-8-sig"),
        ("name,lon\nÉboulis,6.5\nSüdhang,9\n", "latin-1", "latin-1"),
        ("name,lon\nplain,9\n", "ascii", "utf-8-sig"),
    ],
)
def test_text_files(tmp_path: Path, text: str, coding: str, said: str) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(coding))
    assert text_encoding(tmp_path / "a.csv") == said
    assert (tmp_path / "a.csv").read_text(encoding=said) == text


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_text_of_spreadsheets_is_known_with_and_without_its_mark(tmp_path, coding):
    text = "name,rock\nu1,Schluchten-Grauwacke\nu2,Kalk é\n"
    (tmp_path / "a.csv").write_bytes(text.encode(coding))
    assert (tmp_path / "a.csv").read_text(encoding=text_encoding(tmp_path / "a.csv")) == text


def test_accents_are_brought_to_one_form_and_columns_that_become_one_are_refused(tmp_path):
    assert one_form("e\u0301") == "\u00e9"
    frame = pd.DataFrame({"e\u0301tat": [1], "b": [2]})
    assert list(one_form_columns(frame, "a.csv")) == ["\u00e9tat", "b"]
    with pytest.raises(InputError, match="look like"):
        one_form_columns(frame.assign(**{"\u00e9tat": 3}), "a.csv")
