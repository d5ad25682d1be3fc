"""Any classifier of scikit-learn as an algorithm."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.neighbors import KNeighborsClassifier

from scarpwatch.errors import ConfigError, InputError
from scarpwatch.learning.algorithms.parts import classifier
from scarpwatch.learning.algorithms.protocol import Settings


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(
        rng.normal([30, 500, 0], [8, 100, 3], (400, 3)), columns=["slope", "height", "noise"]
    )
    labels = (values["slope"] + rng.normal(0, 4, 400) > 32).astype(np.int64).to_numpy()
    values.loc[::7, "slope"] = np.nan
    return values.assign(constant=1.0), labels


def trained(made, samples, **settings):
    model = classifier.classifier_model(made, Settings(seed=4, **settings))
    classifier.fit(model, *samples, None)
    return model


def test_columns_are_standardised_and_gaps_are_the_median(samples):
    values, labels = samples
    scores = classifier.scores(trained(KNeighborsClassifier(15), samples), values)
    wide = values.assign(noise=1000 * values["noise"])
    assert (scores == classifier.scores(trained(KNeighborsClassifier(15), (wide, labels)), wide)).all()
    filled = values.fillna({"slope": values["slope"].median()})
    assert (scores == classifier.scores(trained(KNeighborsClassifier(15), samples), filled)).all()


def test_its_random_numbers_have_the_seed_unless_it_has_its_own():
    seeds = [
        classifier.classifier_of(classifier.classifier_model(made, Settings(seed=4)).pipeline).random_state
        for made in (ExtraTreesClassifier(), ExtraTreesClassifier(random_state=7))
    ]
    assert seeds == [4, 7]


def test_importance_is_the_mean_contribution_to_some_training_units(samples):
    model = trained(KNeighborsClassifier(15), samples)
    assert len(model.units) == classifier.UNITS_OF_IMPORTANCE and classifier.columns(model) == list(
        model.units
    )
    found = dict(zip(classifier.columns(model), classifier.importance(model), strict=True))
    assert list(found) == ["slope", "height", "noise"] and found["slope"] > 2 * max(
        found["height"], found["noise"]
    )


def test_a_file_is_read_again_without_the_units(samples, tmp_path):
    model = trained(ExtraTreesClassifier(20, n_jobs=2), samples)
    classifier.save(model, tmp_path / "model.skops")
    loaded = classifier.load(tmp_path / "model.skops")
    assert loaded.units is None and classifier.classifier_of(loaded.pipeline).n_jobs is None
    assert (classifier.scores(loaded, samples[0]) == classifier.scores(model, samples[0])).all()


def test_a_classifier_whose_file_could_not_be_trusted_is_refused_when_it_is_saved(samples, tmp_path):
    class Own(KNeighborsClassifier):
        pass

    with pytest.raises(InputError, match=r"a file of Own would hold types that are not trusted .*Own"):
        classifier.save(trained(Own(5), samples), tmp_path / "model.skops")


def test_weights_that_a_classifier_does_not_take_are_refused():
    with pytest.raises(ConfigError, match=r"models\.class_weights.*KNeighborsClassifier takes no weights"):
        classifier.classifier_model(KNeighborsClassifier(), Settings(seed=1, balanced=True))
