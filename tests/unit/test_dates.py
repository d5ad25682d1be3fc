import datetime
import subprocess
import sys
from pathlib import Path

import pytest

from scarpwatch import dates
from scarpwatch.dates import (
    date_name,
    iso_date,
    pair_name,
    parse_date,
    parse_pair,
    require_radar_dates,
    require_told_dates,
    years_between,
)
from scarpwatch.errors import InputError

DAY, LATER = datetime.date(2024, 1, 7), datetime.date(2026, 1, 6)


def test_dates_and_pairs_come_back():
    assert date_name(DAY) == "20240107" and iso_date("20240107") == "2024-01-07"
    assert parse_date("20240107") == parse_date(" 2024-01-07 ") == DAY
    assert pair_name(DAY, LATER) == "20240107_20260106"
    assert parse_pair("20240107_20260106") == (DAY, LATER)


@pytest.mark.parametrize(
    "text",
    ["", "2024", "2024-1-7", "240107", "20241301", "20230229", "2024-01-07T10", "7 Jan 2024", "2024010a"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  (the calendar's own message for an impossible day)
        parse_date(text)


@pytest.mark.parametrize("name", ["20240107", "20240107_20240119_x", "20240107-20240119", "20240107_2024"])
def test_what_is_no_pair_is_refused(name):
    with pytest.raises(ValueError, match="is not a"):
        parse_pair(name)


def test_a_year_has_the_days_of_the_julian_one():
    assert years_between(DAY, LATER) == 730 / 365.25
    assert years_between(LATER, DAY) == -730 / 365.25


def test_it_takes_the_standard_library_alone():
    """The workflow is planned with it, at every start."""
    code = "import sys; import scarpwatch.dates; print('numpy' in sys.modules)"
    root = Path(dates.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "day", [datetime.date(1, 1, 1), datetime.date(2999, 1, 1), datetime.date(1970, 1, 1)]
)
def test_days_without_radar_satellites_are_refused(day):
    require_radar_dates("a.tif", [datetime.date(1978, 7, 1), DAY])
    with pytest.raises(InputError, match=f"its date is {day.isoformat()}"):
        require_radar_dates("a.tif", [DAY, day])


def test_a_file_that_tells_another_day_than_its_name_is_refused():
    near = LATER + datetime.timedelta(1)  # a pass over midnight
    require_told_dates("a.txt", [DAY, None, near], (DAY, LATER))
    require_told_dates("a.txt", [DAY], ())
    with pytest.raises(
        InputError, match="tells of an image of 2026-01-08, and its name of 2024-01-07 and 2026-01-06"
    ):
        require_told_dates("a.txt", [DAY, near + datetime.timedelta(1)], (LATER, DAY))
