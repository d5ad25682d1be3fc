"""Landslide counts, areas and slopes of a ready table."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from ready_tables import N, frame, settings
from shapely.geometry import box

from scarpwatch.errors import InputError
from scarpwatch.inputs.tables.ready_table import describe_table, read_ready_table
from scarpwatch.inputs.tables.unit_values import read_areas, read_landslide_counts, slope_notes

FILE = "t.csv"


@pytest.mark.parametrize("kind", [int, float, "string"])
def test_counts_are_kept_and_said(kind):
    counts, notes = read_landslide_counts(pd.Series([0, 3, 1, 3]).astype(kind), "slides", FILE)
    assert counts.tolist() == [0, 3, 1, 3]
    assert "numbers of landslides: 7 in 3 units, at most 3 in one" in notes[0] and "ids" not in notes[0]
    assert read_landslide_counts(pd.Series([True, False, True]), "slid", FILE)[1] == []


def test_numbers_that_never_repeat_may_be_ids():
    _, notes = read_landslide_counts(pd.Series([0, *range(1, 20)]), "slides", FILE)
    assert "as ids of landslides would" in notes[0]


@pytest.mark.parametrize("value", ["-1", "0.4", "yes", None, "1e3", "12345678901"])
def test_what_is_no_count_is_refused_with_its_row(value):
    with pytest.raises(InputError, match=r"label column 'slides' (is blank|says).*\(row 3"):
        read_landslide_counts(pd.Series(["0", "1", value, "2"], dtype="string"), "slides", FILE)


def test_areas_in_their_unit_and_beside_the_outlines():
    outlines = np.array([1e5, 2e5, 3e5])
    area, notes = read_areas(pd.Series([10, 20, 31.0]), "ha", "ha", FILE, outlines)
    assert area.tolist() == [1e5, 2e5, 3.1e5] and notes == []
    assert "1.15 times" in read_areas(pd.Series(outlines * 1.15), "a", "m2", FILE, outlines)[1][0]
    with pytest.raises(InputError, match=r"read as km2, are 100 times .*area_unit"):
        read_areas(pd.Series([10, 20, 30.0]), "a", "km2", FILE, outlines)
    for wrong in (0.0, np.nan, -2.0):
        with pytest.raises(InputError, match=r"without an area above 0 \(row 2"):
            read_areas(pd.Series([10, wrong, 30.0]), "a", "ha", FILE)


def test_a_slope_that_is_none_ends_the_run_only_where_the_config_names_it():
    percent = np.array([3.0, np.nan, 140.0])
    with pytest.raises(InputError, match=r"'steep' \(units.table.slope\) holds 140.*row 3"):
        slope_notes(percent, "steep", FILE, asked=True)
    assert "not told without flats" in slope_notes(percent, "slope", FILE, asked=False)[0]
    assert "radians" in slope_notes(np.array([0.1, 1.2]), "slope", FILE, asked=True)[0]
    assert slope_notes(np.array([0.0, 40, 90]), "slope", FILE, asked=True) == []


def test_the_area_of_a_column_goes_before_that_of_the_outlines(tmp_path):
    plain = frame().assign(size=60.0, slid=[0, 2] * (N // 2))
    squares = [box(x, y, x + 10, y + 5) for x, y in zip(plain["e"], plain["n"], strict=True)]
    gpd.GeoDataFrame(plain, geometry=squares, crs=32617).to_file(tmp_path / "t.gpkg")
    own, given = (read_ready_table(settings(tmp_path / "t.gpkg", area=name)) for name in (None, "size"))
    assert own.area_m2 == pytest.approx(50) and given.area_m2 == pytest.approx(60)
    found = describe_table(given)
    assert found["with_landslides"] == N // 2 and found["slope"] == "slope"
    assert found["area_km2"] == pytest.approx(60 * N / 1e6)
    plain.drop(columns=["e", "n"]).to_csv(tmp_path / "t.csv", index=False)
    placeless = read_ready_table(settings(tmp_path / "t.csv", area="size"))
    assert placeless.places is None and placeless.area_m2.tolist() == [60.0] * N
