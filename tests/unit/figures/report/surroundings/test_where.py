import numpy as np
import pandas as pd

from scarpwatch.factors.registry import STUDY
from scarpwatch.figures.report.surroundings.where import where_tables

LIMITS = (-2.0, -1.0, 1.0, 2.0)
ROADS = next(factor for factor in STUDY if factor.name == "distance_to_roads")
UNITS = pd.DataFrame(
    {"unit_id": range(1, 31), "distance_to_roads": [100.0] * 10 + [700.0] * 4 + [3000.0] * 16}
)
RATES = pd.DataFrame(
    {"unit_id": range(1, 31), "deformation_rate": [-3.0] * 5 + [0.5] * 5 + [0.0] * 19 + [np.nan]}
)


def rows(exposure=None):
    tables = where_tables(UNITS, RATES, exposure, [STUDY[0], ROADS], LIMITS)
    return {row[0]: row[1:] for table in tables for row in table.rows}


def test_units_near_a_road_are_told_apart_from_those_far_from_it():
    told = rows()
    assert told["Distance to roads below 500 m"] == ("10", "−1.25", "50", "0", "50", "0", "0")
    assert told["Distance to roads 2000 m or more"][:2] == ("15", "+0.00")
    assert "Distance to roads 500 to 1000 m" not in told  # four units


def test_places_are_told_where_they_are_given():
    place = ["Dam"] * 6 + ["Town <b>"] * 20 + [None] * 4
    told = rows(pd.DataFrame({"unit_id": range(1, 31), "place": place}))
    assert told["Nearest to Dam"][0] == "6" and told["Nearest to Dam"][2] == "83"
    assert told["Nearest to Town <b>"][0] == "20"
    assert not any(
        name.startswith("Nearest") for name in rows(pd.DataFrame({"unit_id": [1], "roads_km": [1.0]}))
    )


def test_without_rates_of_units_there_is_no_table():
    assert where_tables(UNITS, None, None, [ROADS], LIMITS) == []
    assert where_tables(None, RATES, None, [ROADS], LIMITS) == []
    assert where_tables(UNITS, RATES.assign(deformation_rate=np.nan), None, [ROADS], LIMITS) == []
