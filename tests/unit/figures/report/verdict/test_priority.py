import numpy as np
import pandas as pd
import pytest
from rasterio.crs import CRS

from scarpwatch.figures.report.verdict.priority import COLUMNS, priority_units, unit_rates

RATED = pd.DataFrame(
    {
        "unit_id": [1, 2, 3, 4, 5],
        "score": [0.2, 0.9, np.nan, 0.9, 0.7],
        "class": [2, 5, 0, 5, 4],
        "landslides": [0, 3, 1, 0, 0],
        "score_std": [0.1, 0.02, np.nan, 0.03, 0.2],
        "applicable": [1, 1, 0, 0, 1],
    }
)
FACTORS = pd.DataFrame(
    {"unit_id": [1, 2, 3, 4, 5], "area_m2": [1e5, 2e5, 3e5, 4e5, 5e5], "x": [5e5] * 5, "y": [4e6] * 5}
)


def test_the_highest_come_first_and_ties_by_their_number():
    table = priority_units(RATED, FACTORS, CRS.from_epsg(32616), listed=3)
    assert list(table["unit_id"]) == [2, 4, 5] and list(table["rank"]) == [1, 2, 3]
    assert list(table["class_name"]) == ["very high", "very high", "high"]
    assert list(table["outside"]) == [0, 1, 0] and list(table["landslides"]) == [3, 0, 0]
    assert table["longitude"][0] == pytest.approx(-87, abs=1e-6) and table["latitude"][0] == pytest.approx(
        36.14, abs=0.01
    )
    assert set(table) <= set(COLUMNS) and "deformation_rate" not in table
    assert 3 not in set(priority_units(RATED, FACTORS, None)["unit_id"])  # no index, no rank


def test_without_places_there_are_no_coordinates_and_names_stay():
    named = RATED.assign(name=["a", "<b>", "c", "d", "e"])
    table = priority_units(named, FACTORS[["unit_id"]], None)
    assert list(table["name"])[:2] == ["<b>", "d"]
    assert not {"x", "longitude", "area_m2"} & set(table)


def test_rates_have_the_sigma_of_their_cells_and_of_the_reference():
    units = np.array([[1, 1, 2], [0, 2, 2], [4, 4, 4]])
    sigma = np.array([[0.3, 0.5, 0.2], [9.0, np.nan, 0.4], [np.nan] * 3])
    deformation = pd.DataFrame({"unit_id": [1, 2, 4], "deformation_rate": [-2.0, 0.1, np.nan]})
    table = unit_rates(deformation, units, sigma, 0.3)
    assert table["deformation_sigma"].tolist()[:2] == pytest.approx([0.5, np.hypot(0.3, 0.3)])
    assert np.isnan(table["deformation_sigma"][2])
    assert unit_rates(deformation, units, sigma, None)["deformation_sigma"][0] == pytest.approx(0.4)
    listed = priority_units(RATED, FACTORS, None, rates=table).set_index("unit_id")
    assert listed["deformation_rate"][2] == 0.1 and np.isnan(listed["deformation_rate"][4])
