import numpy as np
import pandas as pd

from scarpwatch.figures.report.basis.page import Section
from scarpwatch.figures.report.basis.result_tables import Table
from scarpwatch.figures.report.surroundings.exposure import (
    exposed_titles,
    place_words,
    surroundings_table,
    with_surroundings,
)

UNITS = pd.DataFrame({"rank": [1, 2, 3], "unit_id": [17, 4, 9]})
EXPOSURE = pd.DataFrame(
    {
        "unit_id": [4, 9, 17, 30],
        "place": ["Town <b>", None, "Dam", "x"],
        "place_distance_m": [1234.0, np.nan, 0.0, 5.0],
        "place_direction": ["NE", None, None, "N"],
        "roads_km": [0.5, 0.0, 1.25, 9.0],
        "houses_count": [3.0, 0.0, 12.0, 9.0],
    }
)
PHOTOS = pd.DataFrame({"unit_id": pd.array([17, 17, None], dtype="Int64")})
CONFIG = {"report": {"exposure": {"roads": {"title": "Forest roads"}, "houses": {"title": None}}}}


def test_places_are_told_with_distance_and_direction():
    assert place_words("Town", 1234.0, "NE") == "1.2 km NE of Town"
    assert place_words("Town", 84.0, "S") == "84 m S of Town"
    assert place_words("Town", 0.0, None) == "Town"
    assert place_words(None, float("nan"), None) == "–"


def test_each_listed_unit_is_told_its_own():
    table = surroundings_table(UNITS, EXPOSURE, PHOTOS, exposed_titles(CONFIG))
    assert table.columns == ("Rank", "Unit", "Nearest place", "Forest roads (km)", "Houses", "Photographs")
    assert table.rows == (
        ("1", "17", "Dam", "1.25", "12", "2"),
        ("2", "4", "1.2 km NE of Town <b>", "0.50", "3", "0"),
        ("3", "9", "–", "0.00", "0", "0"),
    )
    assert "forest roads 1.75 (km), houses 15" in table.notes[0]


LIST = Table(
    "The units", ("Rank", "Unit", "Class"), tuple((str(n), "1", "high") for n in (1, 2, 3)), ("Ranked.",)
)


def test_few_columns_stand_in_the_list():
    sections = [Section("priority", "The units", items=(LIST,))]
    (section,) = with_surroundings(sections, UNITS, EXPOSURE.drop(columns=["place"]), None, CONFIG)
    (table,) = section.items
    assert table.columns == ("Rank", "Unit", "Class", "Forest roads (km)", "Houses")
    assert table.rows[0] == ("1", "1", "high", "1.25", "12")
    assert table.notes[0].startswith("Ranked. In all listed units together: forest roads 1.75 (km)")


def test_more_stand_behind_it_and_only_what_is_known():
    sections = [Section("priority", "The units", items=(LIST,))]
    assert with_surroundings(sections, UNITS, None, None, {}) == sections
    assert with_surroundings([], UNITS, EXPOSURE, None, CONFIG) == []
    (section,) = with_surroundings(sections, UNITS, EXPOSURE, None, CONFIG)
    assert section.items[0] == LIST and "Photographs" not in section.items[1].columns
    assert surroundings_table(None, EXPOSURE, PHOTOS, {}) is None
