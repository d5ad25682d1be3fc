"""Photographs of users: what is read of them, one test per fault."""

import datetime

import pytest
from photo_makers import degrees, write_photo
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.inputs.photos import MOST, check_photos, photo_files, read_photos
from scarpwatch.inputs.rasters.checks import Area

HERE = (-79.0712, -3.9613)


def read(folder, table=None):
    return read_photos(folder, photo_files(folder), table)


@pytest.mark.parametrize("place", [HERE, (113.625, 23.5), (-0.5, 51.25)])
def test_place_and_day_are_those_of_the_camera(tmp_path, place):
    write_photo(tmp_path / "a.JPG", place)
    (photo,), notes = read(tmp_path)
    assert (photo.longitude, photo.latitude) == pytest.approx(place, abs=1e-6)
    assert photo.taken == datetime.date(2025, 5, 17) and notes == []


def test_names_are_taken_as_they_are_and_other_files_are_left_alone(tmp_path):
    for name in ("it's {a} <b>.jpg", "\u6ed1\u5761.png", "b.webp"):
        write_photo(tmp_path / name, HERE)
    (tmp_path / "notes.txt").write_text("no photograph")
    (tmp_path / "folder.jpg").mkdir()
    assert [photo.path.name for photo in read(tmp_path)[0]] == [
        "b.webp",
        "it's {a} <b>.jpg",
        "\u6ed1\u5761.png",
    ]


def test_those_without_a_place_are_named(tmp_path):
    write_photo(tmp_path / "a.jpg", HERE)
    write_photo(tmp_path / "b.jpg")
    write_photo(tmp_path / "c.jpg", (0, 0))
    photos, notes = read(tmp_path)
    assert len(photos) == 1
    assert notes == ["2 of 3 photographs have no coordinates and are left out: b.jpg, c.jpg"]


@pytest.mark.parametrize(
    "gps",
    [
        {"GPSLongitude": (IFDRational(0, 0), IFDRational(1, 1), IFDRational(1, 1))},
        {"GPSLongitude": (IFDRational(181, 1), IFDRational(0, 1), IFDRational(0, 1))},
        {"GPSLongitudeRef": "X"},
        {"GPSLatitude": (IFDRational(91, 1), IFDRational(0, 1), IFDRational(0, 1))},
    ],
)
def test_places_that_are_none_are_not_taken_for_one(tmp_path, gps):
    write_photo(tmp_path / "good.jpg", HERE)
    exif = Image.Exif()
    said = {
        "GPSLongitude": degrees(79),
        "GPSLongitudeRef": "E",
        "GPSLatitude": degrees(4),
        "GPSLatitudeRef": "N",
    }
    for name, value in {**said, **gps}.items():
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS[name]] = value
    Image.new("RGB", (8, 8)).save(tmp_path / "bad.jpg", exif=exif.tobytes())
    photos, notes = read(tmp_path)
    assert [photo.path.name for photo in photos] == ["good.jpg"] and "bad.jpg" in notes[0]


def test_a_table_chooses_and_places_and_captions(tmp_path):
    for name in "abc":
        write_photo(tmp_path / f"{name}.jpg", HERE)
    table = tmp_path / "photos.csv"
    table.write_text("file,lon,lat,caption\nb.jpg,-79.1,-4.0,Scarp <script>\na.jpg,,,\n")
    photos, _ = read(tmp_path, table)
    assert [(photo.path.name, photo.caption) for photo in photos] == [
        ("b.jpg", "Scarp <script>"),
        ("a.jpg", ""),
    ]
    assert (photos[0].longitude, photos[0].latitude) == (-79.1, -4.0)
    assert photos[1].longitude == pytest.approx(HERE[0], abs=1e-6)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("photo,lon,lat\na.jpg,1,1\n", "no column `file`"),
        ("file,lon,lat\n../secret.jpg,1,1\n", "no photograph '../secret.jpg'"),
        ("file,lon,lat\na.jpg,1,1\na.jpg,2,2\n", "names 'a.jpg' twice"),
        ("file,lon,lat\na.jpg,1,abc\n", "no number of degrees"),
    ],
)
def test_faults_of_the_table(tmp_path, text, fault):
    write_photo(tmp_path / "a.jpg", HERE)
    (tmp_path / "photos.csv").write_text(text)
    with pytest.raises(InputError, match=fault):
        read(tmp_path, tmp_path / "photos.csv")


def test_faults_of_the_folder(tmp_path):
    with pytest.raises(InputError, match="holds no photograph"):
        read(tmp_path)
    write_photo(tmp_path / "a.jpg")
    with pytest.raises(InputError, match="none of its photographs says where"):
        read(tmp_path)
    (tmp_path / "b.jpg").write_text("no image")
    with pytest.raises(InputError, match="it is no image"):
        read(tmp_path)


def test_too_many_are_refused(tmp_path):
    write_photo(tmp_path / "0.jpg", HERE, size=(8, 8))
    for number in range(1, MOST + 1):
        (tmp_path / f"{number}.jpg").write_bytes((tmp_path / "0.jpg").read_bytes())
    with pytest.raises(InputError, match=f"{MOST + 1} photographs are given"):
        read(tmp_path)


def test_the_check_finds_a_cut_off_file_and_tells_who_lies_outside(tmp_path):
    write_photo(tmp_path / "a.jpg", HERE)
    area = Area("dem.tif", 1, CRS.from_epsg(4326), (-80, -5, -79, -3))
    assert check_photos(tmp_path, photo_files(tmp_path), area) == {"folder": str(tmp_path), "photographs": 1}
    (tmp_path / "phone.HEIC").write_bytes(b"")
    write_photo(tmp_path / "far.jpg", (10.0, 50.0))
    notes = check_photos(tmp_path, photo_files(tmp_path), area)["notes"]
    assert "1 of 2 photographs were taken outside the area: far.jpg" in notes
    assert any("phone.HEIC cannot be read" in note for note in notes)
    whole = write_photo(tmp_path / "a.jpg", HERE, size=(640, 480), noisy=True).read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"a.jpg.*cannot be read"):
        check_photos(tmp_path, photo_files(tmp_path), area)
