import numpy as np
import pandas as pd

from scarpwatch.learning.algorithms import rf
from scarpwatch.learning.algorithms.protocol import Settings


def test_a_forest_is_scored_on_one_thread_and_keeps_its_own(monkeypatch):
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(60, 3)), columns=list("abc"))
    model = rf.make(Settings(seed=1, n_jobs=2, trees=5))
    rf.fit(model, values, (values["a"] > 0).to_numpy().astype(np.int64), None)
    seen = []
    predict = type(model).predict_proba
    monkeypatch.setattr(
        type(model), "predict_proba", lambda self, given: seen.append(self[-1].n_jobs) or predict(self, given)
    )
    scores = rf.scores(model, values)
    assert seen == [1] and model[-1].n_jobs == 2
    # Leaves of three units or more, whose shares the votes are.
    assert ((values["a"] > 0) == (scores > 0.5)).mean() > 0.9


def test_constraints_wait_for_the_columns_that_are_left():
    model = rf.make(Settings(seed=1, monotone={"a": 1}, parameters={"max_depth": 4}))
    assert model[-1].monotonic_cst == {"a": 1} and model[-1].max_depth == 4
    assert rf.make(Settings(seed=1))[-1].monotonic_cst is None
