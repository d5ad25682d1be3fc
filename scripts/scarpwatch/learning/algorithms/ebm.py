"""Explainable boosting machine, of InterpretML: a sum of one curve per column, each boosted from small trees.

Curves are stairs over the bins of a column, and gaps have a step of their own. They are the mean over bags, each of
which sets some units aside and stops when these gain nothing. Bags are trained one after the other: the library would
start processes for them. With pairs (``interactions``), as tuning may choose, a table over two columns is added for
each of the strongest; columns with a monotone constraint are in none. The file has edges, curves and tables as numbers,
and scores are looked up in them.

References
----------
Lou, Y., Caruana, R., Gehrke, J., Hooker, G. (2013). Accurate intelligible models with pairwise interactions. KDD 2013,
623-631.
Nori, H., Jenkins, S., Koch, P., Caruana, R. (2019). InterpretML: a unified framework for machine learning
interpretability. arXiv 1909.09223.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from scarpwatch.learning.algorithms.parts.pipeline import (
    classifier_of,
    constrain,
    is_pipeline,
    make_pipeline,
    pipeline_columns,
)
from scarpwatch.learning.algorithms.protocol import Float, Labels, Scale, Settings, Watch

FILE = "model.json"
SCALE: Scale = "log-odds"
TREES_TO_TUNE: int | None = 100
GAP_CONTROL: int | None = 2
GRID: Mapping[str, tuple[Any, ...]] = {
    "interactions": (0, 3, 10),
    "min_samples_leaf": (4, 10, 20),
    "max_bins": (8, 16, 64, 256),
    "reg_lambda": (0.0, 1.0, 10.0),
}
BAGS = 8


@dataclass(frozen=True)
class Term:
    """A curve or a table.

    Attributes
    ----------
    places : of its one or two columns among those of the model
    edges : for each of them, the values at which its bins begin, but for the first one
    log_odds : array of as many dimensions; 0 along each is a gap, then come the bins
    """

    places: tuple[int, ...]
    edges: tuple[Float, ...]
    log_odds: Float

    def of(self, values: pd.DataFrame) -> Float:
        """Log-odds of units (rows) with the columns of the model in their order."""
        found = tuple(
            _bins(values.iloc[:, place].to_numpy(dtype=np.float64), edges)
            for place, edges in zip(self.places, self.edges, strict=True)
        )
        return np.asarray(self.log_odds[found], dtype=np.float64)


@dataclass(frozen=True)
class Terms:
    """What a trained machine has learned.

    Attributes
    ----------
    columns : names of the columns that it reads
    intercept : log-odds to which all terms are added
    terms : curves first, then tables
    """

    columns: tuple[str, ...]
    intercept: float
    terms: tuple[Term, ...]

    def each(self, values: pd.DataFrame) -> Iterator[tuple[Term, Float]]:
        """Every term with its log-odds of each unit."""
        read = values[list(self.columns)]
        for term in self.terms:
            yield term, term.of(read)


def make(settings: Settings) -> Any:
    """A pipeline with curves of at most so many trees in each bag, of steps of 5 / trees, as of the boosters. They have
    no pairs: on the tests' real points three of them gained nothing. Threads do not matter to it."""
    from interpret.glassbox import ExplainableBoostingClassifier

    classifier = ExplainableBoostingClassifier(
        interactions=0,
        max_rounds=settings.trees,
        learning_rate=min(0.3, 5 / settings.trees),
        outer_bags=BAGS,
        min_samples_leaf=10,
        max_bins=64,
        max_interaction_bins=16,
        monotone_constraints=dict(settings.monotone) or None,
        random_state=settings.seed,
        n_jobs=1,
    )
    model = make_pipeline([("classifier", classifier)], settings.parameters)
    model.balanced = settings.balanced  # the library has weights of units alone, which only `fit` can know
    return model


def fit(model: Any, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
    """Train; it sets units aside by itself, and has no use for others to watch."""
    from sklearn.utils.class_weight import compute_sample_weight

    constrain(model, "monotone_constraints", list, values)
    weights = compute_sample_weight("balanced", labels) if model.balanced else None
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message="Missing values detected"
        )  # its own pictures do not show them
        model.fit(values.astype(np.float64), labels, classifier__sample_weight=weights)


def trees_kept(model: Any) -> int | None:
    """None: it stops by itself."""
    return None


def columns(model: Any) -> list[str]:
    """Of the pipeline, or of a file's terms."""
    return pipeline_columns(model) if is_pipeline(model) else list(model.columns)


def scores(model: Any, values: pd.DataFrame) -> Float:
    """The logistic function of the log-odds, which are added term by term."""
    learned = terms_of(model)
    log_odds = np.full(len(values), learned.intercept)
    for _, part in learned.each(values):
        log_odds += part
    return np.asarray(expit(log_odds), dtype=np.float64)


def save(model: Any, path: Path) -> None:
    """Write the terms as JSON."""
    learned = terms_of(model)
    record = {
        "columns": learned.columns,
        "intercept": learned.intercept,
        "terms": [
            {
                "columns": [learned.columns[place] for place in term.places],
                "edges": [edges.tolist() for edges in term.edges],
                "log_odds": term.log_odds.tolist(),
            }
            for term in learned.terms
        ],
    }
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Terms:
    """Read the terms."""
    record = json.loads(path.read_text(encoding="utf-8"))
    names = tuple(record["columns"])
    terms = [
        Term(
            tuple(names.index(name) for name in term["columns"]),
            tuple(np.array(edges, dtype=np.float64) for edges in term["edges"]),
            np.array(term["log_odds"], dtype=np.float64),
        )
        for term in record["terms"]
    ]
    for term in terms:
        if term.log_odds.shape != tuple(edges.size + 2 for edges in term.edges):
            raise ValueError("a term lacks bins")
    return Terms(names, float(record["intercept"]), tuple(terms))


def importance(model: Any) -> Float:
    """Mean size of the terms among the training units; half of that of a pair for each of its columns."""
    classifier = classifier_of(model)
    sizes = classifier.term_importances("avg_weight")
    found = np.zeros(classifier.n_features_in_)
    for places, size in zip(classifier.term_features_, sizes, strict=True):
        found[list(places)] += size / len(places)
    return found


def contributions(model: Any, values: pd.DataFrame) -> tuple[Float, float]:
    """The curves, and half of each table for either of its columns; the base is the mean of the training units, about
    which curves and tables are centred."""
    learned = terms_of(model)
    found = np.zeros((len(values), len(learned.columns)))
    for term, part in learned.each(values):
        found[:, list(term.places)] += part[:, None] / len(term.places)
    return found, learned.intercept


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is."""
    return dict(point)


def terms_of(model: Any) -> Terms:
    """What a trained pipeline has learned, or a file has."""
    if isinstance(model, Terms):
        return model
    classifier = classifier_of(model)
    terms = []
    for places, log_odds in zip(classifier.term_features_, classifier.term_scores_, strict=True):
        edges = tuple(
            classifier.bins_[place][min(len(places), len(classifier.bins_[place])) - 1] for place in places
        )
        # The last bin of each dimension is for categories that were never met, of which numbers have none.
        known = log_odds[tuple(slice(-1) for _ in places)]
        terms.append(Term(tuple(places), edges, known))
    return Terms(tuple(pipeline_columns(model)), float(classifier.intercept_[0]), tuple(terms))


def _bins(values: Float, edges: Float) -> NDArray[np.int64]:
    """Bin of each unit, from 1; 0 for a gap. A value at an edge is in the bin that begins there."""
    found = np.searchsorted(edges, values, side="right") + 1
    return np.where(np.isnan(values), 0, found).astype(np.int64)
