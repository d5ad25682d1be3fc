"""Series of rasters by date: names, windows of days, and what is missing in them."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from scarpwatch.errors import InputError
from scarpwatch.inputs.series_files import SeriesFile, dates_in, list_series, series_window

KEY = "factors.more.rain"
START = date(2020, 1, 1)


def stock(*offsets: int) -> tuple[SeriesFile, ...]:
    """Rasters on some days after the first of January."""
    days = [START + timedelta(offset) for offset in offsets]
    return tuple(SeriesFile(day, Path(f"rain/{day:%Y%m%d}.tif")) for day in days)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("20200229.tif", ["2020-02-29"]),
        ("chirps-v2.0.2020.02.29.tif", ["2020-02-29"]),
        ("rain_2020_02_29_mm.tif", ["2020-02-29"]),
        ("3B-DAY.MS.MRG.3IMERG.20200229-S000000-E235959.V07B.tif", ["2020-02-29"]),
        ("era5_2020-02-29T00.nc", ["2020-02-29"]),
        ("MOD13Q1.A2020060.h08v05.061.tif", ["2020-02-29"]),
        ("20200229_20200229.tif", ["2020-02-29"]),
        ("2020-02-29_v20210101.tif", ["2020-02-29", "2021-01-01"]),
        ("20190229.tif", []),  # no such day
        ("A2019366.tif", []),
        ("2020060.tif", []),  # day 60, or 6 January without a zero
        ("202002.tif", []),
        ("2020022912.tif", []),
        ("120200229.tif", []),
        ("2020-02_29.tif", []),
        ("BA2020060.tif", []),
    ],
)
def test_dates_in_names(name, written):
    assert [str(day) for day in dates_in(name)] == written


def touch(folder, *names):
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


def test_a_folder_is_listed_by_date(tmp_path):
    touch(
        tmp_path,
        "b_20200101.tif",
        "a_20200102.TIF",
        "a_20200102.tif.aux.xml",
        "readme.txt",
        ".c_20200103.tif",
    )
    (tmp_path / "20200104.tif").mkdir()
    files = list_series(tmp_path, key=KEY)
    assert [(str(file.date), file.path.name) for file in files] == [
        ("2020-01-01", "b_20200101.tif"),
        ("2020-01-02", "a_20200102.TIF"),
    ]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], "it holds no raster"),
        (
            ["20200101.tif.gz"],
            r"no raster \(there are: 20200101\.tif\.gz\).*factors\.more\.rain\.series.*unpacked",
        ),
        (["20200101.tif", "mean.tif"], r"mean\.tif: its name has no date written YYYYMMDD"),
        (["20200101_20200131.tif"], r"its name has 2 dates \(2020-01-01, 2020-01-31\)"),
        (
            ["20200101.tif", "r_2020-01-01.tif"],
            "two rasters of 2020-01-01: 20200101.tif and r_2020-01-01.tif",
        ),
        (["20200101_{rain}.tif"], r"its path holds \{rain\}"),
    ],
)
def test_names_that_do_not_tell_the_date_are_refused(tmp_path, names, told):
    with pytest.raises(InputError, match=told):
        list_series(touch(tmp_path, *names), key=KEY)


def test_no_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"it is no folder.*factors\.more\.rain\.series"):
        list_series(tmp_path / "rain", key=KEY)


def test_a_window_of_days_up_to_the_assessment():
    files = stock(*range(60))
    window = series_window(files, START + timedelta(39), 30, key=KEY)
    assert window.files == files[10:40]
    assert (window.first, window.last) == (files[10].date, files[39].date)
    assert window.step_days == 1 and window.missing == () and window.notes() == []
    assert series_window(files, START + timedelta(29), 30, key=KEY).files == files[:30]


def test_missing_days_are_told_up_to_a_share():
    files = stock(*(day for day in range(60) if day not in (20, 33, 34)))
    window = series_window(files, START + timedelta(39), 30, key=KEY)
    assert [str(day) for day in window.missing] == ["2020-01-21", "2020-02-03", "2020-02-04"]
    assert len(window.files) == 27
    (note,) = window.notes()
    assert "of 30 rasters from 2020-01-11 to 2020-02-09, 3 are missing (2020-01-21, 2020-02-03" in note
    with pytest.raises(InputError, match=r"of 29 rasters from .*, 3 are missing .*at most 10% may be\. Add"):
        series_window(files, START + timedelta(39), 29, key=KEY)
    assert len(series_window(files, START + timedelta(39), 29, key=KEY, most_missing=0.2).missing) == 3
    assert series_window(files, START + timedelta(19), 20, key=KEY).missing == ()


def test_days_after_the_last_raster_are_missing():
    files = stock(*range(60))
    window = series_window(files, START + timedelta(62), 30, key=KEY)
    assert [str(day) for day in window.missing] == ["2020-03-01", "2020-03-02", "2020-03-03"]
    with pytest.raises(InputError, match=r"4 are missing.*; its last raster is of 2020-02-29"):
        series_window(files, START + timedelta(63), 30, key=KEY)
    with pytest.raises(InputError, match="30 are missing"):
        series_window(files, START + timedelta(1000), 30, key=KEY)


def test_a_window_before_the_first_raster_is_refused():
    files = stock(*range(60))
    with pytest.raises(
        InputError,
        match=r"its first raster is of 2020-01-01, and the 30 days up to 2020-01-29 begin on 2019-12-31",
    ):
        series_window(files, START + timedelta(28), 30, key=KEY)
    with pytest.raises(InputError, match=r"one date only \(2020-01-01\)"):
        series_window(files[:1], START, 1, key=KEY)


def test_rasters_of_ten_days_reach_back_to_the_one_before():
    tens = stock(*range(9, 60, 10))  # each is of the ten days up to its date
    window = series_window(tens, START + timedelta(29), 30, key=KEY, most_missing=0.0)
    assert window.files == tens[:3] and window.missing == ()
    with pytest.raises(InputError, match="begin on 2019-12-31"):
        series_window(tens, START + timedelta(29), 31, key=KEY)


def test_other_steps_than_days():
    sixteen = stock(*(day for day in range(0, 320, 16) if day != 160))
    window = series_window(sixteen, START + timedelta(250), 200, key=KEY)
    assert window.step_days == 16
    assert [(day - START).days for day in window.missing] == [160]
    assert [(file.date - START).days for file in window.files] == [
        64,
        80,
        96,
        112,
        128,
        144,
        *range(176, 250, 16),
    ]
    assert (
        series_window(sixteen, START + timedelta(319), 64, key=KEY).missing == ()
    )  # the next is due the day after
    with pytest.raises(
        InputError, match=r"no raster from .*16 days apart.*factors\.more\.rain\.days to 16 or more"
    ):
        series_window(sixteen, START + timedelta(47), 10, key=KEY)
    months = tuple(
        SeriesFile(date(2020 + k // 12, k % 12 + 1, 1), Path("a.tif")) for k in range(24) if k != 13
    )
    window = series_window(months, date(2021, 12, 31), 700, key=KEY)
    assert window.step_days in (30, 31)
    assert len(window.files) == 22 and [day.month for day in window.missing] in ([1], [2])
