import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from scarpwatch.errors import DataError
from scarpwatch.learning.leakage import find_label_columns, refuse_label_columns, single_column_auc
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

NUMBERS = ["slope", "elevation", "ndvi", "distance_to_roads", "deformation_rate"]


@pytest.fixture(scope="module")
def area():
    rng = np.random.default_rng(1)
    table = draw_factor_table(2000, rng)
    # Far stronger than any real factor: 3 log-odds per standard deviation.
    labels = draw_landslide_units(table, {"slope": 3.0}, 150, rng)
    truth = labels["landslides"].to_numpy() > 0
    return table[NUMBERS], truth


def test_honest_factors_pass(area):
    values, truth = area
    assert single_column_auc(values["slope"], truth) == pytest.approx(roc_auc_score(truth, values["slope"]))
    assert single_column_auc(values["slope"], truth) > 0.9
    assert find_label_columns(values, truth) == {}
    refuse_label_columns(values, truth)


@pytest.mark.parametrize(
    "leak",
    [
        lambda truth, rng: truth.astype(float),
        lambda truth, rng: 1 - truth.astype(float),
        lambda truth, rng: np.where(truth, rng.lognormal(8, 1, truth.size), 0),  # landslide area
        lambda truth, rng: np.where(truth, rng.lognormal(5, 1, truth.size), np.nan),  # volume, else missing
        lambda truth, rng: np.where(truth, np.nan, rng.random(truth.size)),
    ],
    ids=["label", "inverse label", "landslide area", "volume or missing", "missing where there is one"],
)
def test_a_label_in_disguise_is_found_and_refused(area, leak):
    values, truth = area
    values = values.assign(ndvi=leak(truth, np.random.default_rng(2)))
    assert list(find_label_columns(values, truth)) == ["ndvi"]
    with pytest.raises(DataError, match=r"vegetation \(AUC 1.000\).*it is the label"):
        refuse_label_columns(values, truth, factor_of={"ndvi": "vegetation"})


def test_constant_and_empty_columns_say_nothing(area):
    _, truth = area
    for value in (3.0, np.nan):
        assert single_column_auc(np.full(truth.size, value), truth) == 0.5
    assert find_label_columns(pd.DataFrame({"a": np.full(truth.size, np.nan)}), truth) == {}
