"""Many dates and products in a few words."""

from datetime import date, timedelta

from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid
from scarpwatch.inspection.stack_words import baselines, calendar, headers, sizes, tally
from scarpwatch.stacks.readers import Facts

FIRST = date(2024, 1, 5)
UTM = Grid(CRS.from_epsg(32649), Affine(80, 0, 0, 0, -80, 0), (70, 77))
RADAR = Grid(None, Affine.identity(), (84, 338))


def test_dates_and_their_gaps() -> None:
    assert calendar([]) == []
    assert calendar([FIRST]) == [("dates", "1, 2024-01-05 to 2024-01-05")]
    days = [FIRST + timedelta(days=12 * n) for n in (0, 1, 2, 5, 6, 7)]
    assert dict(calendar(days[::-1])) == {
        "dates": "6, 2024-01-05 to 2024-03-29",
        "days between dates": "usually 12, 12 to 36",
        "gaps": "36 days from 2024-01-29 to 2024-03-05",
    }
    even = dict(calendar(days[:3]))
    assert even["days between dates"] == "always 12"
    assert even["gaps"].startswith("none")


def test_headers_say_one_value_or_how_many_of_each() -> None:
    assert headers([]) == []
    one = dict(headers([Facts(UTM, heading_deg=-12.5, sensor="S1A", track="T11")] * 3))
    assert one["size"] == "70 x 77 cells"
    assert one["pixel"] == "80 x 80 m"
    assert one["heading"] == "-12.5 degrees"
    assert one["perpendicular baselines"].startswith("none known")
    two = dict(headers([Facts(UTM, track="T11"), Facts(RADAR, perpendicular_baseline_m=33.9)]))
    assert two["size"] == "70 x 77 cells (1), 84 x 338 cells (1)"
    assert two["CRS"] == "EPSG:32649 (1), radar geometry (1)"
    assert two["track"] == "T11 (1), not said (1)"
    assert two["perpendicular baselines"] == "known of 1 of 2, 33.9 to 33.9 m"
    assert "pixel" not in dict(headers([Facts(RADAR)]))


def test_many_kinds_are_not_all_listed() -> None:
    assert tally("abcdefg") == "a (1), b (1), c (1), d (1), e (1), and 2 others"
    assert sizes([(1, 2)]) == "1 x 2 cells"
    assert baselines([None, -3.0, 4.0]) == "known of 2 of 3, -3.0 to 4.0 m"
