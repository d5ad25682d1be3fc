import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import box

from scarpwatch.inputs.photo_copies import Copy
from scarpwatch.inputs.photos import Photo
from scarpwatch.units.photo_table import photo_table

UNITS = gpd.GeoDataFrame({"unit_id": [7, 8]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=4326).to_crs(
    32631
)
PHOTOS = [
    Photo(Path("z.jpg"), 5.0, 5.0),
    Photo(Path("b.jpg"), 1.5, 0.5, caption="Scarp"),
    Photo(Path("a.jpg"), 0.5, 0.5, datetime.date(2025, 5, 17)),
]
COPIES = [Copy(bytes([number]), 4, 3) for number in range(3)]


def test_photographs_come_in_the_order_of_their_units_and_those_outside_last():
    table = photo_table(PHOTOS, COPIES, UNITS)
    assert list(table["file"]) == ["a.jpg", "b.jpg", "z.jpg"]
    assert table["unit_id"].tolist()[:2] == [7, 8] and table["unit_id"].isna().tolist() == [
        False,
        False,
        True,
    ]
    assert list(table["image"]) == [b"\x02", b"\x01", b"\x00"]
    assert table["taken"][0] == "2025-05-17" and pd.isna(table["taken"][1]) and table["caption"][1] == "Scarp"


def test_on_a_border_the_first_unit_counts():
    halves = gpd.GeoDataFrame({"unit_id": [3, 4]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=4326)
    table = photo_table([Photo(Path("a.jpg"), 1.0, 0.5)], COPIES[:1], halves)
    assert table["unit_id"].tolist() == [3]


def test_without_units_no_photograph_has_one():
    assert photo_table(PHOTOS, COPIES, None)["unit_id"].isna().all()
