import numpy as np
import pandas as pd
import pytest

from scarpwatch.figures.report.verdict.coverage import class_figures, outside_figures
from scarpwatch.learning.zoning import class_table

CLASSES = np.array([1, 1, 2, 3, 4, 5, 5])


def test_upper_classes_are_counted_with_their_ground():
    table = class_table(CLASSES, np.full(7, 1e6), np.zeros(7) + 1)
    assert class_figures(table) == {
        "upper_units": 3,
        "highest_units": 2,
        "upper_km2": 3.0,
        "upper_share": pytest.approx(3 / 7),
    }
    assert class_figures(class_table(CLASSES, None, np.ones(7)))["upper_km2"] is None


def test_ground_outside_the_area_of_applicability():
    units = pd.DataFrame({"unit_id": [1, 2, 3, 4], "applicable": [1, 0, 1, 0]})
    area = pd.Series({1: 1e6, 2: 2e6, 3: 3e6, 4: 4e6})
    assert outside_figures(units, area) == {"outside_units": 2, "outside_share": 0.6, "outside_km2": 6.0}
    assert outside_figures(units, None) == {"outside_units": 2, "outside_share": 0.5, "outside_km2": None}
