"""The three algorithms and the baseline as scikit-learn pipelines, and their files.

The three take NaN as it is; the baseline, logistic regression, fills gaps with training medians. The number of threads changes neither scores nor importance: LightGBM runs
in its deterministic mode, XGBoost's histogram sums are exact in double precision at these sizes, and the
forest adds up its trees on one thread.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits

from scarpwatch.errors import ConfigError, DataError, InputError
from scarpwatch.grid import atomic_path
from scarpwatch.learning.logistic import LogisticModel, coefficients_of, logistic_steps, read_coefficients

MODEL_FILES = {
    "rf": "model.skops",
    "lightgbm": "model.txt",
    "xgboost": "model.json",
    "logistic": "coefficients.json",
}
"""Algorithm -> file name of its trained model, in a format that runs no code when it is loaded."""

BASELINE = "logistic"
"""Trained and evaluated like the others, but not mapped."""

ALGORITHMS = tuple(name for name in MODEL_FILES if name != BASELINE)

ROWS_PER_THREAD = 5000
"""Training units that occupy one thread of a booster. With fewer, threads mostly wait for each other: on
busy cores, LightGBM took 50 times as long on two threads as on one for 500 units."""

TRUSTED_TYPES = ("sklearn.tree._tree.Tree",)
"""What a forest's file may hold beyond the types that skops itself trusts. Never what the file lists."""


def make_model(algorithm: str, *, seed: int, n_jobs: int = 1, trees: int = 300) -> Any:
    """An untrained pipeline: columns that do not vary among the training units are dropped, then the
    classifier.

    The settings suit some 500 samples of a dozen factors: shallow trees with small steps, a share of
    rows and columns for each, and leaves of several units. They were chosen from that sample size; only
    the step was set with results in view, on eight simulated areas (seeds 1000 to 1007): with three times
    the step, the boosters fitted training units closer (AUC 0.99 and not 0.96) and held-out ones no better.

    Parameters
    ----------
    algorithm : {"rf", "lightgbm", "xgboost", "logistic"}
    trees : int
        Number of trees. The boosters' step is 3 / trees (at most 0.3), so that more trees learn more
        finely rather than longer.

    Returns
    -------
    sklearn.pipeline.Pipeline

    Raises
    ------
    ConfigError
        If the algorithm is unknown.
    """
    from sklearn.feature_selection import VarianceThreshold
    from sklearn.pipeline import Pipeline

    classifier: Any
    varies = VarianceThreshold().set_output(transform="pandas")
    step = min(0.3, 3 / trees)
    if algorithm == "rf":
        from sklearn.ensemble import RandomForestClassifier

        classifier = RandomForestClassifier(
            n_estimators=trees,
            min_samples_leaf=3,
            max_features="sqrt",
            random_state=seed,
            n_jobs=n_jobs,
        )
    elif algorithm == "lightgbm":
        from lightgbm import LGBMClassifier

        classifier = LGBMClassifier(
            n_estimators=trees,
            learning_rate=step,
            num_leaves=8,
            max_depth=4,
            min_child_samples=15,
            subsample=0.7,
            subsample_freq=1,
            colsample_bytree=0.7,
            reg_lambda=1.0,
            importance_type="gain",
            random_state=seed,
            n_jobs=n_jobs,
            deterministic=True,
            force_row_wise=True,
            verbosity=-1,
        )
    elif algorithm == "xgboost":
        from xgboost import XGBClassifier

        classifier = XGBClassifier(
            n_estimators=trees,
            learning_rate=step,
            max_depth=3,
            min_child_weight=3,
            subsample=0.7,
            colsample_bytree=0.7,
            reg_lambda=1.0,
            tree_method="hist",
            importance_type="total_gain",
            random_state=seed,
            n_jobs=n_jobs,
            verbosity=0,
        )
    elif algorithm == BASELINE:
        return Pipeline([("varies", varies), *logistic_steps(seed=seed)])
    else:
        raise ConfigError(
            "models.algorithms", f"'{algorithm}' is unknown", f"Choose among {', '.join(ALGORITHMS)}."
        )
    return Pipeline([("varies", varies), ("classifier", classifier)])


def fit_model(model: Any, values: pd.DataFrame, truth: ArrayLike) -> Any:
    """Train a pipeline in place and return it.

    Parameters
    ----------
    values : DataFrame (units, columns)
        Encoded predictors of the training units, NaN where nothing was measured.
    truth : array (units,)
        1 with a landslide, 0 without.

    Raises
    ------
    DataError
        If only one class is there, or no column varies.
    """
    labels = np.asarray(truth).astype(np.int64)
    if np.unique(labels).size < 2:
        raise DataError("the training units", "only one class is there", "Use more samples or another split.")
    spread = values.max() - values.min()  # NaN without a single number
    if not (spread > 0).any():
        raise DataError("the training units", "no predictor varies among them", "Check the factor rasters.")
    classifier = model.named_steps["classifier"]
    if type(classifier).__name__ in ("LGBMClassifier", "XGBClassifier"):
        classifier.set_params(n_jobs=max(1, min(classifier.n_jobs, labels.size // ROWS_PER_THREAD)))
    # Linear algebra on one thread: sums of floats depend on their order.
    with warnings.catch_warnings(), threadpool_limits(limits=1, user_api="blas"):
        # A column without a single number is dropped by the first step, which also warns about it.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module="sklearn|numpy")
        model.fit(values, labels)
    return model


def used_columns(model: Any) -> list[str]:
    """The columns that a trained model reads (constant ones were dropped)."""
    if hasattr(model, "named_steps"):
        return [str(name) for name in model.named_steps["varies"].get_feature_names_out()]
    if isinstance(model, LogisticModel):
        return list(model.columns)
    names = model.feature_name() if hasattr(model, "feature_name") else model.feature_names
    return [str(name) for name in names]


def predict_scores(model: Any, values: pd.DataFrame) -> NDArray[np.float64]:
    """Susceptibility index of each unit, 0 to 1.

    Parameters
    ----------
    model
        A trained pipeline, or what ``load_model`` returned.
    values : DataFrame (units, columns)
        At least the columns the model was trained on.

    Returns
    -------
    array (units,), float64
        It ranks units. As the samples hold far more landslide units than the ground does, it is not
        the probability of a landslide.
    """
    if hasattr(model, "named_steps") and "scaler" in model.named_steps:
        model = coefficients_of(model)
    if isinstance(model, LogisticModel):
        scores = model.predict(values)
    elif hasattr(model, "named_steps"):
        classifier = model.named_steps["classifier"]
        threads = classifier.get_params().get("n_jobs")
        try:
            if type(classifier).__name__ == "RandomForestClassifier":
                # Threads finish in any order, and sums of floats depend on the order.
                classifier.set_params(n_jobs=1)
            scores = model.predict_proba(values)[:, 1]
        finally:
            classifier.set_params(n_jobs=threads)
    elif hasattr(model, "inplace_predict"):
        scores = model.inplace_predict(values[used_columns(model)].to_numpy())
    else:
        scores = model.predict(values[used_columns(model)].to_numpy(), num_threads=1)
    return np.asarray(scores, dtype=np.float64)


def save_model(model: Any, path: str | Path) -> None:
    """Write a trained pipeline: the forest as skops, a booster in its library's own text format, the baseline
    as a record of its coefficients."""
    classifier = model.named_steps["classifier"]
    with atomic_path(path) as temporary:
        if hasattr(classifier, "coef_"):
            temporary.write_text(coefficients_of(model).to_text(), encoding="utf-8")
        elif hasattr(classifier, "booster_"):
            text = classifier.booster_.model_to_string()
            # The file notes how many threads trained it, which is no property of the model.
            text = re.sub(r"\[num_threads: -?\d+\]", "[num_threads: 1]", text)
            temporary.write_text(text, encoding="utf-8")
        elif hasattr(classifier, "get_booster"):
            classifier.get_booster().save_model(temporary)
        else:
            import skops.io

            threads = classifier.n_jobs
            try:
                classifier.set_params(n_jobs=1)
                skops.io.dump(model, temporary)
            finally:
                classifier.set_params(n_jobs=threads)


def load_model(path: str | Path) -> Any:
    """Read a model file for ``predict_scores``; the name tells the format.

    Returns
    -------
    sklearn Pipeline, lightgbm.Booster, xgboost.Booster or LogisticModel

    Raises
    ------
    InputError
        If the file is missing or unreadable, or a skops file holds a type that is not trusted.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(path, "the model file does not exist", "Run train_model.")
    try:
        if path.suffix == ".txt":
            from lightgbm import Booster

            return Booster(model_file=str(path))
        if path.name == MODEL_FILES[BASELINE]:
            return read_coefficients(path)
        if path.suffix == ".json":
            import xgboost

            booster = xgboost.Booster()
            booster.load_model(path)
            return booster
        return _load_forest(path)
    except InputError:
        raise
    except Exception as error:  # each library has exceptions of its own for damaged files
        raise InputError(path, f"the model cannot be read ({error})", "Train it again.") from error


def _load_forest(path: Path) -> Any:
    import skops.io
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.pipeline import Pipeline

    foreign = set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED_TYPES)
    if foreign:
        raise InputError(
            path,
            f"the file holds types that are not trusted ({', '.join(sorted(foreign))})",
            "Load only models that this program wrote.",
        )
    model = skops.io.load(path, trusted=list(TRUSTED_TYPES))
    if not isinstance(model, Pipeline) or not isinstance(model[-1], RandomForestClassifier):
        raise InputError(path, "the file holds no forest of this program", "Train it again.")
    return model
