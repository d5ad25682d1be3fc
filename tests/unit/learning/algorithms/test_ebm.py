import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.algorithms.ebm import terms_of
from scarpwatch.learning.algorithms.files import save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.algorithms.parts.pipeline import classifier_of

PAIRS = {"interactions": 3, "max_bins": 16}


@pytest.fixture(scope="module")
def samples():
    """The slope, a column that matters by its product with another one, gaps, and a class of rock."""
    rng = np.random.default_rng(5)
    values = pd.DataFrame(rng.normal(size=(600, 3)), columns=["slope", "height", "ndvi"])
    values["shale"] = (rng.random(600) < 0.3).astype(float)
    log_odds = 2.0 * (values["slope"] > 0.3) + 2.5 * np.sign(values["height"] * values["ndvi"]) - 1
    truth = (rng.random(600) < 1 / (1 + np.exp(-log_odds))).astype(int).to_numpy()
    values.loc[rng.random(600) < 0.15, "ndvi"] = np.nan
    return values, truth


@pytest.fixture(scope="module")
def paired(samples):
    return fit_model(make_model("ebm", seed=2, trees=60, parameters=PAIRS), *samples)


@pytest.mark.parametrize("parameters", [{}, PAIRS])
def test_scores_are_those_of_the_library(parameters, samples):
    """Also of units at the edges of bins, beyond all of them, and without values."""
    model = fit_model(make_model("ebm", seed=2, trees=60, parameters=parameters), *samples)
    edges = {name: np.full(70, np.nan) for name in samples[0]}
    for term in terms_of(model.inner).terms:
        for place, found in zip(term.places, term.edges, strict=True):
            edges[samples[0].columns[place]][: found.size] = found
    beyond = pd.DataFrame({name: [-1e9, 1e9, 0.0, -0.0, np.nan] for name in samples[0]})
    units = pd.concat([samples[0], pd.DataFrame(edges), beyond], ignore_index=True)
    want = classifier_of(model.inner).predict_proba(units)[:, 1]
    np.testing.assert_allclose(predict_scores(model, units), want, rtol=1e-12)


def test_a_pair_is_found_and_goes_in_halves_to_its_columns(paired, samples):
    learned = terms_of(paired.inner)
    tables = {term.places: part for term, part in learned.each(samples[0]) if len(term.places) == 2}
    assert len(tables) == 3 and (1, 2) in tables
    known = samples[0]["ndvi"].notna().to_numpy()
    sign = np.sign(samples[0]["height"] * samples[0]["ndvi"])[known]
    assert np.corrcoef(tables[1, 2][known], sign)[0, 1] > 0.7
    parts, base = paired.algorithm.contributions(paired.inner, samples[0])
    curve = next(part for term, part in learned.each(samples[0]) if term.places == (1,))
    halves = sum(part / 2 for places, part in tables.items() if 1 in places)
    np.testing.assert_allclose(parts[:, 1], curve + halves, atol=1e-12)
    assert parts.mean(axis=0) == pytest.approx(
        np.zeros(4), abs=1e-9
    )  # terms are centred on the training units
    assert base == learned.intercept


def test_importance_is_the_mean_size_of_the_terms(paired, samples):
    want = np.zeros(4)
    for term, part in terms_of(paired.inner).each(samples[0]):
        want[list(term.places)] += np.abs(part).mean() / len(term.places)
    np.testing.assert_allclose(paired.algorithm.importance(paired.inner), want, rtol=1e-6)


def test_a_step_is_found_where_it_is():
    rng = np.random.default_rng(6)
    values = pd.DataFrame(rng.normal(size=(600, 3)), columns=["slope", "height", "ndvi"])
    truth = (rng.random(600) < np.where(values["slope"] > 0.3, 0.85, 0.15)).astype(int)
    model = fit_model(make_model("ebm", seed=2), values, truth)
    ladder = pd.DataFrame({"slope": np.linspace(-1.5, 1.5, 61), "height": 0.0, "ndvi": 0.0})
    slope = model.algorithm.contributions(model.inner, ladder)[0][:, 0]
    low, high = slope[ladder["slope"] < 0].mean(), slope[ladder["slope"] > 0.6].mean()
    assert high - low == pytest.approx(2 * np.log(0.85 / 0.15), abs=0.8)
    assert ladder["slope"][np.argmax(np.diff(slope))] == pytest.approx(0.3, abs=0.15)


def test_a_gap_first_met_after_training_adds_nothing(paired, samples):
    units = samples[0].head(3).assign(slope=np.nan)
    curve = next(part for term, part in terms_of(paired.inner).each(units) if term.places == (0,))
    assert (curve == 0).all()


def test_constrained_columns_are_in_no_pair(samples):
    monotone = {"height": 1}
    model = fit_model(make_model("ebm", seed=2, trees=30, monotone=monotone, parameters=PAIRS), *samples)
    pairs = [term.places for term in terms_of(model.inner).terms if len(term.places) == 2]
    assert len(pairs) == 3 and not any(1 in places for places in pairs)


@pytest.mark.parametrize(("units", "with_slide"), [(2, 1), (12, 2), (40, 39)])
@pytest.mark.parametrize("parameters", [{}, PAIRS])
def test_few_units_train(units, with_slide, parameters):
    values = pd.DataFrame({"slope": np.arange(units) % 7.0})
    model = fit_model(make_model("ebm", seed=1, parameters=parameters), values, np.arange(units) < with_slide)
    assert np.isfinite(predict_scores(model, values)).all()


def test_a_file_is_read_without_the_library(paired, samples, tmp_path):
    path = tmp_path / "model.json"
    save_model(paired, path)
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["columns"] == list(samples[0]) and [1, 2] in [
        [record["columns"].index(name) for name in term["columns"]] for term in record["terms"]
    ]
    samples[0].to_parquet(tmp_path / "units.parquet")
    code = (
        "import sys, numpy, pandas\n"
        "from scarpwatch.learning.algorithms.files import load_model\n"
        "from scarpwatch.learning.algorithms.models import predict_scores\n"
        "scores = predict_scores(load_model('ebm', 'model.json'), pandas.read_parquet('units.parquet'))\n"
        "numpy.save('scores.npy', scores)\n"
        "assert not {'interpret', 'sklearn'} & set(sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[4] / "scripts")}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, env=environment)
    assert (np.load(tmp_path / "scores.npy") == predict_scores(paired, samples[0])).all()


def test_a_file_whose_terms_lack_bins_is_refused(paired, tmp_path):
    path = tmp_path / "model.json"
    save_model(paired, path)
    record = json.loads(path.read_text(encoding="utf-8"))
    record["terms"][0]["edges"][0].pop()
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ValueError, match="lacks bins"):
        paired.algorithm.load(path)
