"""Checks of maps of classes, the geological map among them."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, write
from shapely import LineString, box

from scarpwatch.errors import InputError
from scarpwatch.inputs.class_map import (
    check_class_map,
    check_class_polygons,
    check_class_raster,
    unmatched_classes,
)
from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.rasters.checks import Area

EAST, SOUTH = WEST + COLUMNS * CELL, NORTH - ROWS * CELL
LINE = [LineString([(WEST, SOUTH), (EAST, NORTH)])]
KEY, LISTED = "factors.lithology", "factors.lithology.classes"
SQUARE = box(WEST, SOUTH, EAST, NORTH)


@pytest.fixture
def area(tmp_path: Path) -> Area:
    values = hills()
    values[:, 70:] = np.nan  # no elevation in the east
    return check_dem(write(tmp_path / "dem.tif", values))[0]


def save(path: Path, shapes: list, **columns: object) -> Path:
    gpd.GeoDataFrame(columns or {"id": range(len(shapes))}, geometry=shapes, crs=UTM).to_file(path)
    return path


def fault(check: object, path: Path, area: Area, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        check(path, area, **options)  # type: ignore[operator]
    assert str(path) in str(caught.value)
    assert caught.value.cure
    return str(caught.value)


def test_lithology(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", [SQUARE], rock=["shale"], code=[3.0])
    found = check_class_map(path, area, key=KEY, column="rock", classes={"shale": "weak"})
    assert found["values"] == ["shale"] and "notes" not in found
    told = check_class_map(path, area, key=KEY, column="rock", classes={"shale": "weak", "False": "marl"})[
        "notes"
    ]
    assert told == ["no value of the map in this area is False, of factors.lithology.classes"]
    check_class_map(path, area, key=KEY, column="code", classes={"3": "shale"})
    missing = fault(check_class_map, path, area, key=KEY, column="Rock", classes=None)
    assert "no column 'Rock'" in missing
    assert "rock, code" in missing
    assert "is not given" in fault(check_class_map, path, area, key=KEY, column=None, classes=None)
    assert "none of the values" in fault(
        check_class_map, path, area, key=KEY, column="rock", classes={"1": "a"}
    )
    assert "polygons" in fault(
        check_class_map, save(tmp_path / "b.gpkg", LINE), area, key=KEY, column="id", classes=None
    )


def test_lithology_as_a_raster(tmp_path: Path, area: Area) -> None:
    path = write(tmp_path / "a.tif", np.ones((ROWS, COLUMNS), np.uint8))
    assert check_class_map(path, area, key=KEY, column=None, classes=None)["coverage"] == 1.0
    told = check_class_map(path, area, key=KEY, column=None, classes={"1": "shale", "01": "marl", "NO": "x"})[
        "notes"
    ]
    assert "no cell looked at in this area holds 01, NO, of factors.lithology.classes" in told
    assert "has no columns" in fault(check_class_map, path, area, key=KEY, column="rock", classes=None)


def test_spaces_do_not_make_classes_and_blanks_are_no_data(tmp_path: Path, area: Area) -> None:
    rocks = ["Ton", "Ton ", " Ton", "", " ", None, "ton", "Mergel\u00a0"]
    path = save(tmp_path / "a.gpkg", [SQUARE] * 8, rock=rocks)
    found = check_class_map(path, area, key=KEY, column="rock", classes=None)
    assert found["values"] == ["Mergel", "Ton", "ton"]
    told = " | ".join(found["notes"])
    assert "3 of 8 polygons have no value of 'rock' and are without data" in told
    assert "differ in capitals alone are classes of their own: Ton, ton" in told
    assert "notes" not in check_class_map(
        save(tmp_path / "b.gpkg", [SQUARE], rock=["Ton "]),
        area,
        key=KEY,
        column="rock",
        classes={" Ton": "clay"},
    )
    blank = save(tmp_path / "c.gpkg", [SQUARE, SQUARE], rock=[" ", ""])
    assert "is blank in every polygon" in fault(
        check_class_map, blank, area, key=KEY, column="rock", classes=None
    )


def test_a_map_of_a_small_part_and_two_maps_on_top_of_each_other_are_told(tmp_path: Path, area: Area) -> None:
    small = save(tmp_path / "a.gpkg", [box(WEST, SOUTH, WEST + 4 * CELL, SOUTH + 6 * CELL)], rock=["Ton"])
    found = check_class_map(small, area, key=KEY, column="rock", classes=None)
    assert found["coverage"] == pytest.approx(24 / (70 * ROWS), abs=0.002)
    assert "of the area; units beyond it have no lithology" in found["notes"][0]
    middle = (WEST + 35 * CELL, SOUTH + ROWS * CELL / 2)
    sheets = [
        box(WEST, SOUTH, middle[0] + 1, NORTH),  # borders drawn twice overlap a little
        box(middle[0] - 1, SOUTH, EAST, NORTH),
    ]
    whole = save(tmp_path / "b.gpkg", sheets, rock=["Ton", "Mergel"])
    assert "notes" not in check_class_map(whole, area, key=KEY, column="rock", classes=None)
    both = save(
        tmp_path / "c.gpkg", [*sheets, box(WEST, SOUTH, EAST, middle[1])], rock=["Ton", "Mergel", "Kalk"]
    )
    assert (
        "50.0% of the area lies in several of its polygons"
        in check_class_map(both, area, key=KEY, column="rock", classes=None)["notes"][0]
    )


def test_keys_without_a_value() -> None:
    assert unmatched_classes({"a"}, {"a": "x"}, LISTED) == [] == unmatched_classes({"a"}, None, LISTED)
    assert (
        "is b, of factors.lithology.classes; not listed there, and so `others`: a"
        in unmatched_classes({"a"}, {"b": "x"}, LISTED)[0]
    )


def test_a_users_own_map_is_named_by_its_key(tmp_path: Path, area: Area) -> None:
    own = {"key": "factors.more.soil", "field": "names"}
    codes = np.ones((2, ROWS, COLUMNS), np.uint8)
    codes[1, :, 40:] = 7
    path = write(tmp_path / "a.tif", codes)
    cure = "Set factors.more.soil.band."
    assert fault(check_class_raster, path, area, classes=None, band_cure=cure, **own).endswith(cure)
    assert check_class_raster(path, area, classes={"1": "loam"}, band=1, **own)["values"] == ["1"]
    (told,) = check_class_raster(path, area, classes={"1": "loam"}, band=2, **own)["notes"]
    assert "50.0% of its cells hold codes that are not among factors.more.soil.names (7)" in told
    assert "is among factors.more.soil.names" in fault(
        check_class_raster, path, area, classes={"3": "x"}, band=2, **own
    )
    west = save(tmp_path / "a.gpkg", [box(WEST, SOUTH, WEST + 35 * CELL, NORTH)], texture=["loam"])
    assert "Set factors.more.soil.column" in fault(
        check_class_polygons, west, area, column="x", classes=None, **own
    )
    told = check_class_polygons(west, area, column="texture", classes={"loam": "a", "clay": "b"}, **own)[
        "notes"
    ]
    assert told[0].endswith("is clay, of factors.more.soil.names")
    assert told[1] == "it covers 50.0% of the area; units beyond it have no soil"
