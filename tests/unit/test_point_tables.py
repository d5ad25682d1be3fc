"""Tables of points."""

from pathlib import Path

import pytest

from scarpwatch.errors import InputError
from scarpwatch.products.point_tables import read_points


def table(folder: Path, text: str, coding: str = "utf-8") -> Path:
    (folder / "slides.csv").write_bytes(text.encode(coding))
    return folder / "slides.csv"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("names", ["longitude,latitude", "Lon,Lat", "经度,纬度", " lng , LAT "])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gbk"])
def test_points_come_with_their_columns(tmp_path: Path, separator: str, names: str, coding: str) -> None:
    text = f"name,{names},date\n白格,98.7,31.08,2018-10-11\n新磨,103.65,32.07,2017-06-24\n".replace(
        ",", separator
    )
    frame = read_points(table(tmp_path, text, coding))
    assert frame.crs == "EPSG:4326"
    assert [(point.x, point.y) for point in frame.geometry] == [(98.7, 31.08), (103.65, 32.07)]
    assert frame["name"].tolist() == ["白格", "新磨"]
    assert frame["date"].tolist() == ["2018-10-11", "2017-06-24"]
    assert frame.index.tolist() == [2, 3]  # lines of the file


def test_letters_with_accents(tmp_path: Path) -> None:
    frame = read_points(table(tmp_path, "name,lon,lat\nÉboulis,6.5,45.2\nSüdhang,9,47\n", "latin-1"))
    assert frame["name"].tolist() == ["Éboulis", "Südhang"]


def test_a_row_without_coordinates_has_no_place(tmp_path: Path) -> None:
    frame = read_points(table(tmp_path, "lon,lat\n6.5,45.2\n,\n"))
    assert frame.geometry.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x,y\n1,2\n", "no geometry, only the columns x, y"),
        ("lon,lat,Longitude\n1,2,3\n", "no geometry"),
        ("lon,lat\n6.5,45\n500000,4000000\n", r"line 3: lon is '500000'"),
        ("lon,lat\n103°12',32\n", "line 2: lon is"),
        ("lon,lat\n45.2,98.7\n", "line 2: lat is '98.7'"),
        ("lon,lat\n6.5,\n", "line 2: one of its coordinates is blank"),
        ("", "cannot be read as a table"),
    ],
)
def test_what_has_no_place_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        read_points(table(tmp_path, text))
    assert caught.value.cure
