"""The three algorithms and the baseline as scikit-learn pipelines.

The three take NaN as it is; the baseline, logistic regression, fills gaps with training medians. The number of threads changes neither scores nor importance: LightGBM runs
in its deterministic mode, XGBoost's histogram sums are exact in double precision at these sizes, and the
forest adds up its trees on one thread.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.learning.algorithms.logistic import coefficients_of, logistic_steps

MODEL_FILES = {
    "rf": "model.skops",
    "lightgbm": "model.txt",
    "xgboost": "model.json",
    "logistic": "model.skops",
}
"""Algorithm -> file name of its trained model, in a format that runs no code when it is loaded."""

BASELINE = "logistic"
"""Trained and evaluated like the others, but not mapped."""

ALGORITHMS = tuple(name for name in MODEL_FILES if name != BASELINE)

ROWS_PER_THREAD = 5000
"""Training units that occupy one thread of a booster. With fewer, threads mostly wait for each other: on
busy cores, LightGBM took 50 times as long on two threads as on one for 500 units."""

PATIENCE = 30
"""Trees without a lower loss after which a booster that watches stops."""


def make_model(
    algorithm: str,
    *,
    seed: int,
    n_jobs: int = 1,
    trees: int = 300,
    balanced: bool = False,
    monotone: Mapping[str, int] | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Any:
    """An untrained pipeline: columns that do not vary among the training units are dropped, then the
    classifier.

    The settings suit some 500 samples of a dozen factors: shallow trees with small steps, a share of
    rows and columns for each, and leaves of several units. They were chosen from that sample size; only
    the step was set with results in view, on eight simulated areas (seeds 1000 to 1007): at 9 / trees the
    boosters fitted training units closer (AUC 0.99 and not 0.98) and held-out ones less well (0.887 and not
    0.891); 3 / trees did no better (0.890) and left the figures of the tests' real points.

    Parameters
    ----------
    algorithm : "rf", "lightgbm", "xgboost" or "logistic"
    trees : number of trees. The boosters' step is 5 / trees (at most 0.3), so that more trees learn more
        finely rather than longer.
    balanced : give both classes the same weight, whatever their numbers
    monotone : column -> 1 where the index must not fall as the column rises, -1 where it must not rise. The
        baseline does not take such constraints.
    parameters : parameters of the classifier that replace those above, as tuning chose them

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

    varies = VarianceThreshold().set_output(transform="pandas")
    classifiers = {"rf": _forest, "lightgbm": _lightgbm, "xgboost": _xgboost}
    steps: list[tuple[str, Any]]
    if algorithm in classifiers:
        steps = [("classifier", classifiers[algorithm](seed, n_jobs, trees, balanced))]
    elif algorithm == BASELINE:
        steps = logistic_steps(seed=seed, class_weight="balanced" if balanced else None)
    else:
        raise ConfigError(
            "models.algorithms", f"'{algorithm}' is unknown", f"Choose among {', '.join(ALGORITHMS)}."
        )
    model = Pipeline([("varies", varies), *steps])
    classifier = model.named_steps["classifier"]
    classifier.set_params(**(parameters or {}))
    if monotone and algorithm != BASELINE:
        # By name until training settles which columns there are: see fit_model.
        classifier.set_params(**{_constraint_name(classifier): dict(monotone)})
    return model


def _forest(seed: int, n_jobs: int, trees: int, balanced: bool) -> Any:
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(
        n_estimators=trees,
        min_samples_leaf=3,
        max_features="sqrt",
        class_weight="balanced" if balanced else None,
        random_state=seed,
        n_jobs=n_jobs,
    )


def _lightgbm(seed: int, n_jobs: int, trees: int, balanced: bool) -> Any:
    from lightgbm import LGBMClassifier

    return LGBMClassifier(
        n_estimators=trees,
        learning_rate=min(0.3, 5 / trees),
        num_leaves=8,
        max_depth=4,
        min_child_samples=15,
        subsample=0.7,
        subsample_freq=1,
        colsample_bytree=0.7,
        reg_lambda=1.0,
        importance_type="gain",
        class_weight="balanced" if balanced else None,
        random_state=seed,
        n_jobs=n_jobs,
        deterministic=True,
        force_row_wise=True,
        verbosity=-1,
    )


def _xgboost(seed: int, n_jobs: int, trees: int, balanced: bool) -> Any:
    from xgboost import XGBClassifier

    return XGBClassifier(
        n_estimators=trees,
        learning_rate=min(0.3, 5 / trees),
        max_depth=3,
        min_child_weight=3,
        subsample=0.7,
        colsample_bytree=0.7,
        reg_lambda=1.0,
        tree_method="hist",
        importance_type="total_gain",
        # The library wants the ratio of the classes, which the training units tell: see fit_model.
        scale_pos_weight="balanced" if balanced else None,
        random_state=seed,
        n_jobs=n_jobs,
        verbosity=0,
    )


def _constraint_name(classifier: Any) -> str:
    is_forest = type(classifier).__name__ == "RandomForestClassifier"
    return "monotonic_cst" if is_forest else "monotone_constraints"


def fit_model(
    model: Any,
    values: pd.DataFrame,
    truth: ArrayLike,
    *,
    watch: tuple[pd.DataFrame, ArrayLike] | None = None,
) -> Any:
    """Train a pipeline in place and return it.

    Parameters
    ----------
    values : DataFrame (units, columns)
        Encoded predictors of the training units, NaN where nothing was measured.
    truth : array (units,)
        1 with a landslide, 0 without.
    watch : (values, truth), optional
        Units that do not train, on which a booster watches its loss: it stops once that has not fallen for
        ``PATIENCE`` trees, and keeps the trees up to the lowest.

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
    # Linear algebra on one thread: sums of floats depend on their order.
    with warnings.catch_warnings(), threadpool_limits(limits=1, user_api="blas"):
        # A column without a single number is dropped by the first step, which also warns about it.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module="sklearn|numpy")
        _settle(model, values, labels)
        options = _watching(model, values, watch) if watch is not None else {}
        model.fit(values, labels, **options)
    return model


def _settle(model: Any, values: pd.DataFrame, labels: NDArray[np.int64]) -> None:
    """Set what depends on the training units: threads, weight of the classes, columns of the constraints."""
    classifier = model.named_steps["classifier"]
    options = classifier.get_params(deep=False)
    if type(classifier).__name__ in ("LGBMClassifier", "XGBClassifier"):
        classifier.set_params(n_jobs=max(1, min(classifier.n_jobs, labels.size // ROWS_PER_THREAD)))
    if options.get("scale_pos_weight") == "balanced":
        classifier.set_params(scale_pos_weight=float((labels == 0).sum() / (labels == 1).sum()))
    name = _constraint_name(classifier)
    if isinstance(options.get(name), dict):
        used = model.named_steps["varies"].fit(values).get_feature_names_out()
        signs = [int(options[name].get(column, 0)) for column in used]
        classifier.set_params(**{name: tuple(signs) if name == "monotone_constraints" else signs})


def _watching(model: Any, values: pd.DataFrame, watch: tuple[pd.DataFrame, ArrayLike]) -> dict[str, Any]:
    """Options of ``fit`` that make a booster watch units that do not train; none for the other algorithms."""
    classifier = model.named_steps["classifier"]
    kind = type(classifier).__name__
    if kind not in ("LGBMClassifier", "XGBClassifier"):
        return {}
    seen = model.named_steps["varies"].fit(values).transform(watch[0])
    labels = np.asarray(watch[1]).astype(np.int64)
    if kind == "LGBMClassifier":
        from lightgbm import early_stopping

        return {
            "classifier__eval_X": seen,
            "classifier__eval_y": labels,
            "classifier__eval_metric": "binary_logloss",
            "classifier__callbacks": [early_stopping(PATIENCE, verbose=False)],
        }
    classifier.set_params(early_stopping_rounds=PATIENCE, eval_metric="logloss")
    return {"classifier__eval_set": [(seen, labels)], "classifier__verbose": False}


def trees_kept(model: Any) -> int | None:
    """Trees of a booster that watched and stopped; None for anything else."""
    classifier = model.named_steps["classifier"]
    if type(classifier).__name__ == "LGBMClassifier":
        return int(classifier.best_iteration_) or None
    if type(classifier).__name__ == "XGBClassifier" and classifier.early_stopping_rounds:
        return int(classifier.best_iteration) + 1
    return None


def used_columns(model: Any) -> list[str]:
    """The columns that a trained model reads (constant ones were dropped)."""
    if hasattr(model, "named_steps"):
        return [str(name) for name in model.named_steps["varies"].get_feature_names_out()]
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
        scores = coefficients_of(model).predict(values)
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
