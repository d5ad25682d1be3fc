"""Labels of a ready table's units, from a file of landslides."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import MultiPoint, Point, box

from scarpwatch.config.susceptibility.inventory import InventorySettings
from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.errors import InputError
from scarpwatch.inputs.tables.ready_table import read_ready_table
from scarpwatch.units.ready_labels import label_ready_units, require_polygons

SIDE = 200.0


def squares(count=8):
    """Units in rows of ``count``, numbered from the lower left, and a factor."""
    shapes = [
        box(5e5 + SIDE * x, 4e6 + SIDE * y, 5e5 + SIDE * (x + 1), 4e6 + SIDE * (y + 1))
        for y in range(count)
        for x in range(count)
    ]
    slope = np.linspace(5, 40, len(shapes))
    return gpd.GeoDataFrame({"slope": slope}, geometry=shapes, crs=32617)


@pytest.fixture
def table(tmp_path):
    squares().to_file(tmp_path / "units.gpkg")
    return read_ready_table(TableSettings(file=tmp_path / "units.gpkg", factors=["slope"]))


def inventory(tmp_path, landslides, **change):
    landslides.to_file(tmp_path / "slides.gpkg")
    return InventorySettings(file=tmp_path / "slides.gpkg", **{"min_landslides": 10, **change})


def points(rows, crs=32617):
    middle = squares().geometry.centroid.to_numpy()[list(rows)]
    return gpd.GeoDataFrame({"day": ["2015-03-01"] * len(middle)}, geometry=middle, crs=32617).to_crs(crs)


def test_points_in_another_system_fall_into_their_units(tmp_path, table):
    rows = [*range(0, 60, 5), 7]
    slides = points(rows, 4326)
    labels, found = label_ready_units(
        table, "units.gpkg", inventory(tmp_path, slides, date_column="day"), need_landslides=True
    )
    assert labels["unit_id"].tolist() == list(range(1, 65))
    assert set(labels["unit_id"][labels["label"] == 1]) == {row + 1 for row in rows}
    assert labels["landslides"].sum() == found["inside"] == len(rows)
    assert found["undated"] == 0 and labels["first_landslide"].dropna().unique().tolist() == ["2015-03-01"]


def test_polygons_label_what_they_cover_and_not_what_they_graze(tmp_path, table):
    within = [box(*shape.buffer(-30).bounds) for shape in squares().geometry[::6]]
    left, bottom, *_ = squares().geometry[9].bounds
    across = box(left - 50, bottom + 50, left + 50, bottom + 90)  # half in each of two units
    grazing = box(left + 120, bottom + 150, left + 150, bottom + SIDE + 0.1)  # a strip of 10 cm
    slides = gpd.GeoDataFrame(geometry=[*within, across, grazing], crs=32617)
    labels, found = label_ready_units(table, "t", inventory(tmp_path, slides), need_landslides=True)
    label = labels["label"].to_numpy()
    assert (label[::6] == 1).all() and (label[[8, 9]] == 1).all()
    assert label[17] == -1 and found["slivers"] == 1  # neither, as outlines are not drawn that exactly
    assert labels["covered_share"][0] == pytest.approx(0.7**2, abs=1e-3)


def test_a_label_column_counts_where_there_is_no_inventory(tmp_path):
    squares().assign(slides=[0, 3] * 32).to_file(tmp_path / "u.gpkg")
    table = read_ready_table(TableSettings(file=tmp_path / "u.gpkg", factors=["slope"], label="slides"))
    labels, found = label_ready_units(table, "u.gpkg", None, need_landslides=True)
    assert labels["landslides"].tolist() == [0, 3] * 32 and found == {}


def test_units_without_outlines_or_system_are_refused(tmp_path):
    plain = pd.DataFrame(squares().drop(columns="geometry"))
    plain.to_csv(tmp_path / "u.csv", index=False)
    placeless = read_ready_table(TableSettings(file=tmp_path / "u.csv", factors=["slope"]))
    with pytest.raises(InputError, match=r"no outlines.*units\.table\.label"):
        require_polygons(placeless, "u.csv")
    squares().set_geometry(squares().centroid).to_file(tmp_path / "p.gpkg")
    with pytest.raises(InputError, match="no outlines"):
        require_polygons(read_ready_table(TableSettings(file=tmp_path / "p.gpkg", factors=["slope"])), "p")
    squares().set_crs(None, allow_override=True).to_parquet(tmp_path / "n.parquet")
    with pytest.raises(InputError, match="does not say its coordinate system"):
        require_polygons(read_ready_table(TableSettings(file=tmp_path / "n.parquet", factors=["slope"])), "n")


def test_too_few_landslides_inside_are_told_with_where_they_are(tmp_path, table):
    far = gpd.GeoDataFrame(geometry=[MultiPoint([(4e5 + n, 4e6) for n in range(0, 90, 9)])], crs=32617)
    slides = pd.concat([points(range(5)), far], ignore_index=True)
    given = inventory(tmp_path, slides)
    with pytest.raises(InputError, match=r"5 of 15 landslides lie in units of t \(10 beyond them all"):
        label_ready_units(table, "t", given, need_landslides=True)
    assert label_ready_units(table, "t", given, need_landslides=False)[0]["landslides"].sum() == 5
    everywhere = inventory(tmp_path, points(range(64)))
    with pytest.raises(InputError, match="64 units with and 0 without"):
        label_ready_units(table, "t", everywhere, need_landslides=True)


def test_points_on_a_border_label_both_units(tmp_path, table):
    left, bottom, *_ = squares().geometry[9].bounds
    slides = gpd.GeoDataFrame(geometry=[*points(range(20, 32)).geometry, Point(left, bottom + 50)], crs=32617)
    labels, found = label_ready_units(table, "t", inventory(tmp_path, slides), need_landslides=True)
    assert labels["label"][[8, 9]].tolist() == [1, 1] and found["on_border"] == 1
