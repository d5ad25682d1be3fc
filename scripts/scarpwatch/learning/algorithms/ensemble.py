"""What ensembles share: members that are trained together, their scores of held-out units, and one file for all.

An ensemble trains each of its members on all training units. What it makes of their scores it learns from units that
were held out of training: in the folds of the samples where they are known, so that neither copies nor neighbours tell,
and else in seeded random folds with the same share of both classes. Its log-odds are a line over one or more terms of
the members' scores (see `rank_mean` and `stack`), with slopes that are not negative: an ensemble whose members are all
held to rise or fall with a column is so too.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from scarpwatch.errors import ConfigError, InputError
from scarpwatch.learning.algorithms.parts.shapley import sampled_contributions
from scarpwatch.learning.algorithms.protocol import (
    Algorithm,
    Float,
    Labels,
    Settings,
    algorithm_name,
    given_algorithm,
    load_algorithm,
)
from scarpwatch.learning.samples.folds import random_folds

FILE = "model.zip"
FOLDS = 5
"""Random folds, where the samples have none."""
PERMUTATIONS = 4
"""Orders of the columns, and as many reversed ones, of which a contribution is the mean."""
_RECORD = "ensemble.json"
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass
class Ensemble:
    """An ensemble; what training learns is empty before.

    Attributes
    ----------
    settings : how its members are made; ``parameters`` holds those of each member by its name
    members : module and model of each, trained
    columns : those that vary among the training units, which all members are offered
    background : median of each column among the training units
    reference : array (units, members), each member's scores of held-out training units, ascending
    slopes, intercept : of the log-odds over the terms
    """

    settings: Settings
    members: list[tuple[Algorithm, Any]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    background: dict[str, float] = field(default_factory=dict)
    reference: Float = field(default_factory=lambda: np.empty((0, 0)))
    slopes: Float = field(default_factory=lambda: np.empty(0))
    intercept: float = 0.0


Terms = Callable[[Ensemble, Float], Float]
"""Terms (units, terms) of the members' scores (units, members)."""


@dataclass(frozen=True)
class Line:
    """What a line over terms is drawn to.

    Attributes
    ----------
    prior : the slope that each term has where nothing is known, given the number of members
    ridge : weight of the squared distance of slopes from it, beside the sum of the units' losses
    least : smallest slope
    """

    prior: Callable[[int], float]
    ridge: float
    least: float


def make_ensemble(settings: Settings) -> Ensemble:
    """An untrained ensemble.

    Raises
    ------
    ConfigError
        If it has fewer than two members.
    """
    if len(settings.members) < 2:
        raise ConfigError(
            "models.algorithms",
            "an ensemble needs at least two other algorithms beside it",
            "List the algorithms that are to be its members.",
        )
    return Ensemble(settings)


def train(
    model: Ensemble,
    values: pd.DataFrame,
    labels: Labels,
    folds: NDArray[Any] | None,
    terms: Terms,
    line: Line,
) -> None:
    """Train the members, and the line over their scores of held-out units.

    Parameters
    ----------
    folds : fold of each unit (row); None: random ones are drawn
    """
    spread = values.max() - values.min()
    model.columns = [str(name) for name in values.columns[spread > 0]]
    offered = values[model.columns]
    model.background = {name: float(offered[name].median()) for name in model.columns}
    scores = np.full((labels.size, len(model.settings.members)), np.nan)
    for held in _held_out(labels, folds, model.settings.seed):
        model.members = _trained(model.settings, offered[~held], labels[~held])
        scores[held] = member_scores(model, offered[held])
    model.members = _trained(model.settings, offered, labels)
    if np.isnan(scores).all():  # a class with one unit: nothing can be held out
        scores = member_scores(model, offered)
    known = ~np.isnan(scores).any(axis=1)
    model.reference = np.sort(scores[known], axis=0)
    found = terms(model, scores[known])
    prior = line.prior(len(model.members))
    model.slopes, model.intercept = _fit_line(found, labels[known], line, prior, model.settings.balanced)


def member_scores(model: Ensemble, values: pd.DataFrame) -> Float:
    """Scores of units (rows) by each member (columns)."""
    offered = values[model.columns]
    return np.stack([module.scores(inner, offered) for module, inner in model.members], axis=1)


def log_odds(model: Ensemble, values: pd.DataFrame, terms: Terms) -> Float:
    """Log-odds of units."""
    found = terms(model, member_scores(model, values))
    total = np.full(len(values), model.intercept)
    # Term by term: a matrix product may add up in another order on other numbers of threads.
    for number, slope in enumerate(model.slopes):
        total += slope * found[:, number]
    return total


def index(model: Ensemble, values: pd.DataFrame, terms: Terms) -> Float:
    """Index of units, 0 to 1."""
    return np.asarray(expit(log_odds(model, values, terms)), dtype=np.float64)


def explain(model: Ensemble, values: pd.DataFrame, terms: Terms) -> tuple[Float, float]:
    """Sampled Shapley values of the log-odds; the base is that of a unit with the median of every column."""
    return sampled_contributions(
        lambda units: log_odds(model, units, terms),
        values,
        model.background,
        permutations=PERMUTATIONS,
        seed=model.settings.seed,
    )


def mean_importance(model: Ensemble, weights: Float) -> Float:
    """Mean of the members' importance by some weights, that of each member taken to add up to one."""
    total = np.zeros(len(model.columns))
    for (module, inner), weight in zip(model.members, weights, strict=True):
        own = pd.Series(module.importance(inner), index=module.columns(inner))
        share = own.reindex(model.columns).fillna(0.0).to_numpy(dtype=np.float64)
        total += weight * share / (share.sum() or 1.0)
    return np.asarray(total / (weights.sum() or 1.0), dtype=np.float64)


def save_ensemble(model: Ensemble, path: Path) -> None:
    """Write a ZIP of what the ensemble learned and of its members' files, each in its own format."""
    names = [algorithm_name(member) for member in model.settings.members]
    record = {
        "members": names,
        "columns": model.columns,
        "background": model.background,
        "slopes": model.slopes.tolist(),
        "intercept": model.intercept,
        "seed": model.settings.seed,
    }
    reference = io.BytesIO()
    np.save(reference, model.reference, allow_pickle=False)
    entries = {_RECORD: json.dumps(record, indent=1).encode(), "reference.npy": reference.getvalue()}
    with TemporaryDirectory() as folder:
        for name, (module, inner) in zip(names, model.members, strict=True):
            file = Path(folder) / module.FILE
            module.save(inner, file)
            entries[f"{name}/{module.FILE}"] = file.read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DATE), content)


def load_ensemble(path: Path) -> Ensemble:
    """Read such a file.

    Raises
    ------
    InputError
        If it names a member that is neither the program's nor among the user's files that this process was given.
    """
    with zipfile.ZipFile(path) as archive, TemporaryDirectory() as folder:
        record: Mapping[str, Any] = json.loads(archive.read(_RECORD))
        reference = np.load(io.BytesIO(archive.read("reference.npy")), allow_pickle=False)
        members = []
        for name in record["members"]:
            module = given_algorithm(name)
            if module is None:
                raise InputError(path, f"it has a member '{name}', which is unknown", "Train it again.")
            file = Path(folder) / module.FILE
            file.write_bytes(archive.read(f"{name}/{module.FILE}"))
            members.append((module, module.load(file)))
    return Ensemble(
        Settings(seed=int(record["seed"]), members=tuple(record["members"])),
        members,
        list(record["columns"]),
        dict(record["background"]),
        reference,
        np.array(record["slopes"], dtype=np.float64),
        float(record["intercept"]),
    )


def _trained(settings: Settings, values: pd.DataFrame, labels: Labels) -> list[tuple[Algorithm, Any]]:
    trained = []
    for member in settings.members:
        module = load_algorithm(member)
        own = settings.parameters.get(algorithm_name(member), {})
        inner = module.make(replace(settings, parameters=own, members=()))
        module.fit(inner, values, labels, None)
        trained.append((module, inner))
    return trained


def _held_out(labels: Labels, folds: NDArray[Any] | None, seed: int) -> list[NDArray[np.bool_]]:
    """Units of each fold without which both classes are left; none where a class has one unit."""
    if folds is not None:
        known = [folds == fold for fold in np.unique(folds)]
        usable = [held for held in known if np.unique(labels[~held]).size == 2]
        if len(usable) > 1:
            return usable
    count = min(FOLDS, int(np.bincount(labels).min()))
    if count < 2:
        return []
    drawn = random_folds(labels == 1, folds=count, rng=np.random.default_rng(seed))
    return [drawn == fold for fold in range(count)]


def _fit_line(terms: Float, labels: Labels, line: Line, prior: float, balanced: bool) -> tuple[Float, float]:
    """Slopes and intercept of least logistic loss.

    As Platt (1999) has it, a unit counts a little as one of the other class, so that no gap between the classes makes
    a slope infinite.
    """
    counts = np.bincount(labels, minlength=2)
    target = np.where(labels == 1, (counts[1] + 1) / (counts[1] + 2), 1 / (counts[0] + 2))
    weight = (labels.size / (2 * np.maximum(counts, 1)))[labels] if balanced else np.ones(labels.size)

    def loss(line_now: Float) -> tuple[float, Float]:
        slopes, intercept = line_now[:-1], line_now[-1]
        odds = terms @ slopes + intercept
        distance = slopes - prior
        total = weight @ (np.logaddexp(0, odds) - target * odds) + line.ridge * (distance @ distance) / 2
        excess = weight * (expit(odds) - target)
        return float(total), np.append(terms.T @ excess + line.ridge * distance, excess.sum())

    count = terms.shape[1]
    start = np.append(np.full(count, max(prior, line.least)), 0.0)
    bounds = [(line.least, None)] * count + [(None, None)]
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-12, "gtol": 1e-8}
    )
    return np.asarray(found.x[:-1], dtype=np.float64), float(found.x[-1])
