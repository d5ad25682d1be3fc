import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from scarpwatch.learning.algorithms.models import fit_model, make_model
from scarpwatch.learning.algorithms.parts.pipeline import (
    base_last,
    class_ratio,
    classifier_of,
    make_pipeline,
    pipeline_columns,
    watched_values,
)

VALUES = pd.DataFrame({"flat": 1.0, "slope": np.arange(40.0), "empty": np.nan, "gaps": [np.nan, 1.0] * 20})
LABELS = np.repeat([0, 1], 20)


def test_the_last_step_gets_the_parameters_and_useless_columns_are_dropped():
    model = make_pipeline([("classifier", LogisticRegression())], {"C": 0.25})
    assert classifier_of(model).C == 0.25
    with np.errstate(all="ignore"), pytest.warns(RuntimeWarning, match="NaN"):
        assert list(watched_values(model, VALUES, VALUES[:3])) == ["slope"]
    assert pipeline_columns(model.fit(VALUES[["flat", "slope"]], LABELS)) == ["slope"]


@pytest.mark.parametrize(("algorithm", "threads"), [("lightgbm", 1), ("xgboost", 1), ("rf", 2)])
def test_few_units_keep_a_booster_on_one_thread(algorithm, threads):
    model = fit_model(make_model(algorithm, seed=3, trees=10, n_jobs=2), VALUES, LABELS)
    assert classifier_of(model.inner).n_jobs == threads


@pytest.mark.parametrize(
    ("algorithm", "parameter", "signs"),
    [
        ("rf", "monotonic_cst", [-1, 0]),
        ("lightgbm", "monotone_constraints", (-1, 0)),
        ("xgboost", "monotone_constraints", (-1, 0)),
    ],
)
def test_constraints_become_signs_of_the_columns_that_are_left(algorithm, parameter, signs):
    values = VALUES.assign(more=np.tile([1.0, 2.0, 5.0, 3.0], 10))[["flat", "slope", "more"]]
    made = make_model(algorithm, seed=3, trees=10, monotone={"slope": -1, "flat": 1, "absent": 1})
    classifier = classifier_of(fit_model(made, values, LABELS).inner)
    assert classifier.get_params()[parameter] == signs


def test_the_ratio_of_the_classes_and_the_base_of_boosters():
    assert class_ratio(np.array([0, 0, 0, 1])) == 3
    raw, base = base_last(np.array([[1.0, 2.0, 0.5], [3.0, 4.0, 0.5]], np.float32))
    assert raw.tolist() == [[1, 2], [3, 4]] and base == 0.5
    assert np.isnan(base_last(np.zeros((0, 3)))[1])
