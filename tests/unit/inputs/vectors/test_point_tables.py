"""Tables of points."""

from pathlib import Path

import pytest

from scarpwatch.errors import InputError
from scarpwatch.inputs.vectors.point_tables import read_points


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
    frame, _ = read_points(table(tmp_path, text, coding))
    assert frame.crs == "EPSG:4326"
    assert [(point.x, point.y) for point in frame.geometry] == [(98.7, 31.08), (103.65, 32.07)]
    assert frame["name"].tolist() == ["白格", "新磨"]
    assert frame["date"].tolist() == ["2018-10-11", "2017-06-24"]
    assert frame.index.tolist() == [2, 3]  # lines of the file


def test_letters_with_accents(tmp_path: Path) -> None:
    frame, _ = read_points(table(tmp_path, "name,lon,lat\nÉboulis,6.5,45.2\nSüdhang,9,47\n", "latin-1"))
    assert frame["name"].tolist() == ["Éboulis", "Südhang"]


def test_a_row_without_coordinates_has_no_place(tmp_path: Path) -> None:
    frame, _ = read_points(table(tmp_path, "name,lon,lat\na,6.5,45.2\nb,,\n"))
    assert frame.geometry.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x,y\n1,2\n", "no geometry, only the columns x, y"),
        ("lon,lat,Longitude\n1,2,3\n", "no geometry"),
        ("lon,lat\n6.5,45\n500000,4000000\n", r"line 3: lon is '500000'"),
        ("lon,lat\n103°12',32\n", "line 2: lon is"),
        ("lon,lat\n45.2,98.7\n", "line 2: lat is '98.7'"),
        ("lon,lat\n6.5,45,7\n", "line 2 has 3 values for the 2 columns"),
        ("lon,lat,,\n6.5,45,,\n6.5,45,,7\n", "line 3 has a value in a column without a name"),
        ("lon,lat,a,a\n6.5,45,1,2\n", "several columns of the name 'a'"),
        ("lon,lat\n6.5,45\ninf,45\n", "line 3: lon is 'inf'"),
        ("lon,lat\n6.5,45\nnan,45\n", "line 3: one of its coordinates is blank"),
        ("lon,lat\n6.5,\n", "line 2: one of its coordinates is blank"),
        ("", "cannot be read as a table"),
    ],
)
def test_what_has_no_place_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        read_points(table(tmp_path, text))
    assert caught.value.cure


def test_rows_that_end_with_a_comma_keep_their_columns(tmp_path: Path) -> None:
    frame, notes = read_points(table(tmp_path, "lon,lat,slide\n6.5,45.2,1,\n6.6,45.3,0,,\n,,,\n"))
    assert [(point.x, point.y) for point in frame.geometry] == [(6.5, 45.2), (6.6, 45.3)]
    assert frame["slide"].tolist() == ["1", "0"]
    assert "2 rows end with separators" in notes[0] and "1 rows without any value" in notes[1]


def test_longitudes_from_0_to_360(tmp_path: Path) -> None:
    frame, notes = read_points(table(tmp_path, "lon,lat\n245.5,45.2\n180,45.3\n-3,4\n"))
    assert [point.x for point in frame.geometry] == [-114.5, 180, -3]
    assert "1 longitude beyond 180" in notes[0]
