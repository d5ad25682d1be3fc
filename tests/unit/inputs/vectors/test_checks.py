"""Checks of vector files, one test per fault."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, write
from rasterio.transform import from_origin
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon, box
from shapely.affinity import translate

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.inputs.class_map import check_class_map
from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.vectors.checks import check_inventory, check_lines, check_polygons, read_layer
from scarpwatch.units.labels import count_landslides
from scarpwatch.units.polygons import polygons_to_units

EAST, SOUTH = WEST + COLUMNS * CELL, NORTH - ROWS * CELL


@pytest.fixture
def area(tmp_path: Path) -> Area:
    values = hills()
    values[:, 70:] = np.nan  # no elevation in the east
    return check_dem(write(tmp_path / "dem.tif", values))[0]


def points(count: int, *, west: float = WEST, east: float = WEST + 70 * CELL) -> list[Point]:
    rng = np.random.default_rng(1)
    return [Point(rng.uniform(west, east), rng.uniform(SOUTH, NORTH)) for _ in range(count)]


def save(path: Path, shapes: list, *, crs: str | None = UTM, **columns: object) -> Path:
    gpd.GeoDataFrame(columns or {"id": range(len(shapes))}, geometry=shapes, crs=crs).to_file(path)
    return path


LINE = [LineString([(WEST, SOUTH), (EAST, NORTH)])]
SQUARE = box(WEST, SOUTH, EAST, NORTH)
BOWTIE = Polygon([(WEST, SOUTH), (EAST, NORTH), (EAST, SOUTH), (WEST, NORTH)])


def fault(check: object, path: Path, area: Area, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        check(path, area, **options)  # type: ignore[operator]
    assert str(path) in str(caught.value)
    assert caught.value.cure
    return str(caught.value)


def test_a_good_layer_in_another_system(tmp_path: Path, area: Area) -> None:
    frame = gpd.GeoDataFrame({"id": [1, 2]}, geometry=[LINE[0], Point(0, 0)], crs=UTM)
    frame.to_crs("EPSG:4326").to_file(tmp_path / "a.gpkg")
    features, found = read_layer(tmp_path / "a.gpkg", area)
    assert len(features) == 1
    assert found["features"] == 2
    assert found["crs"] == "EPSG:4326"


def test_what_cannot_be_read(tmp_path: Path, area: Area) -> None:
    assert "does not exist" in fault(read_layer, tmp_path / "none.gpkg", area)
    (tmp_path / "text.gpkg").write_text("no vectors")
    assert "cannot be read" in fault(read_layer, tmp_path / "text.gpkg", area)


def test_a_layer_that_is_not_there(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", LINE)
    assert "no layer 'roads' (found: a)" in fault(read_layer, path, area, layer="roads")


def test_no_geometry(tmp_path: Path, area: Area) -> None:
    table = pd.DataFrame({"x": [1.0], "y": [2.0]})
    table.to_csv(tmp_path / "a.csv", index=False)
    assert "no geometry, only the columns x, y" in fault(read_layer, tmp_path / "a.csv", area)
    pyogrio.write_dataframe(table, tmp_path / "a.gpkg")
    assert "no geometry" in fault(read_layer, tmp_path / "a.gpkg", area)


def test_no_features(tmp_path: Path, area: Area) -> None:
    frame = gpd.GeoDataFrame({"id": [1]}, geometry=LINE, crs=UTM)
    frame.iloc[:0].to_file(tmp_path / "a.gpkg", geometry_type="LineString")
    assert "no features with a geometry" in fault(read_layer, tmp_path / "a.gpkg", area)
    save(tmp_path / "b.gpkg", [None, None])
    assert "no " in fault(read_layer, tmp_path / "b.gpkg", area)


def test_no_coordinate_system(tmp_path: Path, area: Area) -> None:
    assert "which coordinate system" in fault(read_layer, save(tmp_path / "a.gpkg", LINE, crs=None), area)


def test_elsewhere(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", LINE, crs="EPSG:32633")
    assert "does not overlap the DEM" in fault(read_layer, path, area)


def test_invalid_geometries(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", [SQUARE, BOWTIE], rock=["a", "b"])
    found = check_polygons(path, area)
    assert found["notes"][0] == "1 invalid shape was repaired (feature 2)"
    assert "of the area lies in several of its polygons" in found["notes"][1]
    assert found["geometry"] == "MultiPolygon, Polygon"
    collapsed = Polygon([(WEST, SOUTH), (EAST, NORTH), (WEST, SOUTH), (WEST, SOUTH)])
    text = fault(check_polygons, save(tmp_path / "b.gpkg", [SQUARE, SQUARE, collapsed]), area)
    assert "feature 3 has an invalid shape" in text


def test_lines(tmp_path: Path, area: Area) -> None:
    check_lines(save(tmp_path / "a.gpkg", LINE), area, margin_m=0)
    near = LineString([(EAST + 500, SOUTH), (EAST + 500, NORTH)])
    check_lines(save(tmp_path / "b.gpkg", [near]), area, margin_m=2000)
    assert "holds Point features" in fault(
        check_lines, save(tmp_path / "c.gpkg", points(3)), area, margin_m=0
    )
    found = check_lines(tmp_path / "c.gpkg", area, margin_m=0, wanted="points, lines or polygons")
    assert found["features_near_area"] == 3


def test_own_units(tmp_path: Path, area: Area) -> None:
    check_polygons(save(tmp_path / "a.gpkg", [SQUARE]), area)
    assert "Give a file of polygons" in fault(check_polygons, save(tmp_path / "b.gpkg", LINE), area)
    left, bottom, right, top = area.bounds
    halves = [box(left, bottom, (left + right) / 2, top), box((left + right) / 2, bottom, right, top)]
    assert "notes" not in check_polygons(save(tmp_path / "c.gpkg", halves), area)
    (note,) = check_polygons(save(tmp_path / "d.gpkg", halves[:1]), area)["notes"]
    assert "cover" in note and "in no unit" in note


def test_an_inventory_counts_what_lies_on_known_ground(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", points(40) + points(10, west=WEST + 71 * CELL, east=EAST))
    assert check_inventory(path, area, min_landslides=30)["landslides_inside"] == 40


def test_an_inventory_of_polygons(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", [point.buffer(80) for point in points(35)])
    assert check_inventory(path, area)["landslides_inside"] == 35


def test_an_inventory_wholly_outside(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", points(50, west=WEST + 1e5, east=EAST + 1e5))
    assert "does not overlap the DEM" in fault(check_inventory, path, area)


def test_fewer_landslides_than_the_models_need(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", points(12) + points(40, west=EAST + 1e4, east=EAST + 2e4))
    text = fault(check_inventory, path, area, min_landslides=30)
    assert "12 of its 52 landslides lie in the area, and the models need 30" in text


def test_an_inventory_of_lines(tmp_path: Path, area: Area) -> None:
    assert "points or polygons" in fault(check_inventory, save(tmp_path / "a.gpkg", LINE * 40), area)


def test_labels(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", points(80), slide=["TRUE"] * 35 + ["FALSE"] * 45)
    found = check_inventory(path, area, label_column="slide", label_value="true")
    assert found["landslides_inside"] == 35
    missing = fault(check_inventory, path, area, label_column="type", label_value="TRUE")
    assert "no column 'type'" in missing
    assert "slide" in missing
    other = fault(check_inventory, path, area, label_column="slide", label_value="1")
    assert "found: FALSE, TRUE" in other
    few = fault(check_inventory, path, area, label_column="slide", label_value="TRUE", min_landslides=40)
    assert "35 of its 35 landslides" in few


def test_labels_that_are_switches(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", points(60), slide=[True] * 40 + [False] * 20)
    assert check_inventory(path, area, label_column="slide", label_value="TRUE")["landslides_inside"] == 40


def test_days_of_landslides(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", points(40), day=["2020-01-01"] * 39 + [None], year=[2020] * 40)
    assert check_inventory(path, area, date_column="day")["landslides_inside"] == 40
    assert "no column 'date'" in fault(check_inventory, path, area, date_column="date")
    assert "no day written YYYY-MM-DD" in fault(check_inventory, path, area, date_column="year")


def test_ecuador(shared_real: Path) -> None:
    folder = shared_real / "ecuador_landslides"
    area, _ = check_dem(folder / "ta.tif", band=4)
    found = check_inventory(folder / "lsl_350pts.gpkg", area, label_column="lslpts", label_value="TRUE")
    assert found["landslides_inside"] == 175


def test_a_layer_is_named_where_there_are_several(tmp_path: Path, area: Area) -> None:
    path = tmp_path / "both.gpkg"
    for name in ("faults", "roads"):
        gpd.GeoDataFrame({"id": [1]}, geometry=LINE, crs=UTM).to_file(path, layer=name)
    assert "several layers: faults, roads" in fault(check_lines, path, area, margin_m=0)
    assert check_lines(path, area, margin_m=0, layer="roads")["features"] == 1
    square = gpd.GeoDataFrame({"rock": ["a"]}, geometry=[SQUARE], crs=UTM)
    square.to_file(path, layer="rocks")
    assert check_class_map(path, area, key="factors.lithology", column="rock", classes=None, layer="rocks")[
        "values"
    ] == ["a"]


def test_a_feature_of_the_wrong_kind_is_named_by_its_number(tmp_path: Path, area: Area) -> None:
    mixed = [SQUARE, LINE[0], GeometryCollection([SQUARE, LINE[0]])]
    text = fault(check_polygons, save(tmp_path / "a.gpkg", mixed), area)
    assert "it holds GeometryCollection, LineString features, the first being number 2" in text
    check_lines(save(tmp_path / "b.gpkg", mixed[:2]), area, margin_m=0)
    assert "number 3" in fault(check_lines, save(tmp_path / "c.gpkg", mixed), area, margin_m=0)


def test_points_and_polygons_may_be_mixed_in_an_inventory(tmp_path: Path, area: Area) -> None:
    shapes = [*points(20), *[translate(point, 0.5).buffer(0.4) for point in points(20)], None]
    found = check_inventory(save(tmp_path / "a.gpkg", shapes), area, min_landslides=10)
    assert found["landslides_inside"] == 40  # outlines beside the points, else they would be one landslide
    assert found["geometry"] == "Point, Polygon"


def test_places_that_stand_for_not_known_are_told(tmp_path: Path, area: Area) -> None:
    found = check_inventory(save(tmp_path / "a.gpkg", [*points(40), *[Point(0, 0)] * 3, Point(), None]), area)
    assert "3 of 45 features lie at x = 0, y = 0" in found["notes"][0]


def test_parts_copies_and_what_has_no_place_are_told(tmp_path: Path, area: Area) -> None:
    places = points(40)
    packed = [MultiPoint(places[k : k + 4]) for k in range(0, 40, 4)]
    shapes = [*packed, places[0], None, Point(np.nan, SOUTH), Point(np.inf, SOUTH)]
    found = check_inventory(save(tmp_path / "a.gpkg", shapes), area)
    assert {name: value for name, value in found.items() if name.startswith("landslides_")} == {
        "landslides_features": 14,
        "landslides_without_geometry": 3,
        "landslides_multipart": 10,
        "landslides_copies": 1,
        "landslides_total": 40,
        "landslides_inside": 40,
        "landslides_outside": 0,
        "landslides_masked": 0,
    }
    told = " ".join(found["notes"])
    for words in (
        "2 shapes have coordinates",
        "10 of 14 features have several parts",
        "1 of 41 landslides lie",
    ):
        assert words in told
    assert "3 features have no geometry" in told


def test_points_on_shared_borders_of_the_users_units_are_inside(tmp_path: Path, area: Area) -> None:
    """In the check as in the labels: 60 points inside units, 60 on borders between them."""
    columns = [box(WEST + x, SOUTH, WEST + x + 200, SOUTH + 1000) for x in range(0, 1200, 200)]
    units = save(tmp_path / "units.gpkg", columns)
    inside = [Point(WEST + 100 + 200 * (k % 6), SOUTH + 10 + k) for k in range(60)]
    border = [Point(WEST + 200 + 200 * (k % 5), SOUTH + 10 + k) for k in range(60)]
    path = save(tmp_path / "a.gpkg", inside + border + [Point(WEST + 50, SOUTH + 1500)])
    found = check_inventory(path, area, units=units)
    assert (found["landslides_inside"], found["landslides_masked"]) == (120, 1)
    grid = Grid(area.crs, from_origin(WEST, NORTH, CELL, CELL), (ROWS, COLUMNS))
    labels, kept = polygons_to_units(gpd.read_file(units), grid)
    for cells in (None, labels):
        table, counts = count_landslides(gpd.read_file(path), kept, grid, labels=cells)
        assert counts.inside == 120 and table["landslides"].sum() == 120
        assert table["label"].tolist() == [1] * 6
    border_only = save(tmp_path / "b.gpkg", border)
    table, counts = count_landslides(gpd.read_file(border_only), kept, grid)
    assert counts.inside == counts.on_border == 60 and (table["label"] == 1).all()


@pytest.mark.parametrize("column", ["slide", "day"])
def test_blank_cells_in_columns_that_say_what_and_when(tmp_path: Path, area: Area, column: str) -> None:
    words = [None] * 3 + ["yes"] * 37
    path = save(tmp_path / "a.gpkg", points(40), slide=words, day=words, code=[np.nan] * 3 + [1.0] * 37)
    options = {"slide": {"label_column": "slide", "label_value": "no"}, "day": {"date_column": "day"}}[column]
    assert "found: yes, blank cells" in fault(check_inventory, path, area, **options)
    found = check_inventory(path, area, label_column="code", label_value="1")
    assert found["landslides_inside"] == 37
    assert "3 features have a blank code and are taken for no landslides" in found["notes"][0]


def test_the_ecuador_points_count_alike_on_cells_and_as_labels(shared_real: Path) -> None:
    folder = shared_real / "ecuador_landslides"
    area, _ = check_dem(folder / "ta.tif", band=4)
    found = check_inventory(folder / "lsl_350pts.gpkg", area)
    # Two of the points without landslides are at one place.
    assert (found["landslides_total"], found["landslides_inside"], found["landslides_copies"]) == (
        349,
        349,
        1,
    )
    slid = check_inventory(folder / "lsl_350pts.gpkg", area, label_column="lslpts", label_value="TRUE")
    assert (slid["landslides_inside"], slid["landslides_copies"], "notes" in slid) == (175, 0, False)


def test_water_with_nothing_in_the_area_says_that_it_may_be_left_out(tmp_path: Path, area: Area) -> None:
    far = save(tmp_path / "far.gpkg", [box(WEST + 1e6, SOUTH, EAST + 1e6, NORTH)])
    assert "set units.water to null" in fault(check_polygons, far, area, optional="units.water")
    assert "null" not in fault(check_polygons, far, area)
    around = [box(WEST - 5e4, SOUTH, WEST - 4e4, NORTH), box(EAST + 4e4, SOUTH, EAST + 5e4, NORTH)]
    beside = save(tmp_path / "beside.gpkg", around)  # its extent covers the area, none of it lies there
    assert "units.water may be null" in check_polygons(beside, area, optional="units.water")["notes"][0]
    assert "none of its polygons lies in the area" in fault(check_polygons, beside, area)


def test_the_share_of_days_that_cannot_be_read_is_told(tmp_path: Path, area: Area) -> None:
    days = ["2020-01-01"] * 30 + ["9999-12-31"] * 6 + ["spring 2019"] * 2 + [None] * 2
    path = save(tmp_path / "a.gpkg", points(40), day=days)
    [note] = [text for text in check_inventory(path, area, date_column="day")["notes"] if "day" in text]
    assert note.startswith(
        "8 of 40 landslides (20%) have no day that can be read in day (9999-12-31, spring 2019)"
    )


def test_letters_that_look_alike_are_alike(tmp_path: Path, area: Area) -> None:
    path = save(tmp_path / "a.gpkg", [SQUARE], **{"e\u0301tage": ["gre\u0300s"]})
    assert check_class_map(
        path, area, key="factors.lithology", column="\u00e9tage", classes={"gr\u00e8s": "x"}
    )["values"] == ["gr\u00e8s"]
