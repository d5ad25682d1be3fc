import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.algorithms.files import load_model, save_model
from scarpwatch.learning.algorithms.logistic import coefficients_of
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores


@pytest.fixture(scope="module")
def trained():
    """Units of known coefficients: 1.0 and -0.5 log-odds per standard deviation, and a column without any."""
    rng = np.random.default_rng(2)
    values = pd.DataFrame(
        rng.normal([30, 500, 0], [8, 100, 3], (6000, 3)), columns=["slope", "height", "noise"]
    )
    log_odds = 0.3 + 1.0 * (values["slope"] - 30) / 8 - 0.5 * (values["height"] - 500) / 100
    truth = (rng.random(6000) < 1 / (1 + np.exp(-log_odds))).astype(int).to_numpy()
    values.loc[::10, "noise"] = np.nan
    return fit_model(make_model("logistic", seed=1), values, truth), values, truth


def test_known_coefficients_are_found(trained):
    model = coefficients_of(trained[0].inner)
    assert model.columns == ("slope", "height", "noise")
    assert model.coefficient == pytest.approx((1.0, -0.5, 0.0), abs=0.1)
    assert model.intercept == pytest.approx(0.3, abs=0.1)


def test_scores_are_those_of_the_library(trained):
    pipeline, values, _ = trained
    ours = predict_scores(pipeline, values)
    np.testing.assert_allclose(ours, pipeline.inner.predict_proba(values)[:, 1], rtol=1e-12)


def test_a_gap_counts_as_the_median_of_the_training_units(trained):
    pipeline, values, _ = trained
    model = coefficients_of(pipeline.inner)
    gaps, filled = values.head(3).copy(), values.head(3).copy()
    gaps["slope"], filled["slope"] = np.nan, values["slope"].median()
    assert (model.predict(gaps) == model.predict(filled)).all()


def test_the_file_gives_the_model_back_to_the_bit(trained, tmp_path):
    pipeline, values, _ = trained
    save_model(pipeline, tmp_path / "model.skops")
    loaded = load_model("logistic", tmp_path / "model.skops")
    assert coefficients_of(loaded.inner) == coefficients_of(pipeline.inner)
    assert (predict_scores(loaded, values) == predict_scores(pipeline, values)).all()
