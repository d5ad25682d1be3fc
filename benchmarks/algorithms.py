"""Skill and cost of every algorithm, on areas whose law is known and on real landslides.

    make benchmark-algorithms                                    three simulated areas
    python benchmarks/algorithms.py --points lsl_350pts.csv      and the landslides of Ecuador of Brenning (2005)
    python benchmarks/algorithms.py --results path/to/results    and an area that the workflow has done

The simulated areas have the study's size: 10,426 units, 361 of them with a landslide, and as many others drawn. Their
laws: the log-odds follow slope, roads and rate ("linear"); they are highest at middling slopes, and shale
counts on steep ground alone ("interactions"); a third of the variance is a smooth field that no factor knows ("field").

`random` is the mean validation AUC of splits 70:30, `spatial` the AUC over pooled folds of spatial blocks (k-means on
the coordinates), and `CPU s` the seconds of one training and the scoring of all units, with all threads of the
libraries held to one. Ensembles are of the forest and the two boosters. Nothing is tuned.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from scarpwatch.algorithms.registry import NAMES  # noqa: E402
from scarpwatch.factors.registry import BUILT_IN  # noqa: E402
from scarpwatch.files.records import read_table  # noqa: E402
from scarpwatch.learning.algorithms.models import Model, fit_model, make_model, predict_scores  # noqa: E402
from scarpwatch.learning.metrics.roc import delong  # noqa: E402
from scarpwatch.learning.predictors.features import encode_factors, join_factors  # noqa: E402
from scarpwatch.learning.predictors.sample_values import draw_values  # noqa: E402
from scarpwatch.learning.samples.draw import draw_samples  # noqa: E402
from scarpwatch.learning.samples.folds import spatial_folds, split_stratified  # noqa: E402
from scarpwatch.simulate.factor_table import draw_factor_table  # noqa: E402
from scarpwatch.simulate.landslides import draw_landslide_units  # noqa: E402

UNITS, LANDSLIDES = 10_426, 361
MEMBERS = ("rf", "lightgbm", "xgboost")
LAWS = ("linear", "interactions", "field")
FOLDS = 5


@dataclass(frozen=True)
class Area:
    """Samples of an area, and the predictors of all its units.

    Attributes
    ----------
    values, truth, fold : predictors (samples, columns), landslides, spatial block of the samples
    units : predictors of what is to be scored
    """

    name: str
    values: pd.DataFrame
    truth: NDArray[np.bool_]
    fold: NDArray[np.integer]
    units: pd.DataFrame


def simulated_area(law: str, seed: int) -> Area:
    """An area of the study's size whose landslides follow a law."""
    rng = np.random.default_rng(seed)
    table = draw_factor_table(UNITS, rng, missing=0.2)
    effects: dict[str, Any] = {"slope": 1.0, "distance_to_roads": -0.6, "deformation_rate": -1.2}
    causes = table
    if law == "interactions":
        steep = (table["slope"] > 30) & (table["lithology"] == "shale")
        hump = np.exp(-(((table["slope"] - 30) / 7) ** 2))
        causes = table.assign(hump=hump, steep_shale=steep.astype(float))
        effects = {"hump": 1.2, "steep_shale": 0.8, "distance_to_roads": -0.6, "deformation_rate": -0.8}
    elif law == "field":
        # Bumps some kilometres wide that no factor knows.
        centres = rng.uniform(0, 50_000, (60, 2))
        away = np.linalg.norm(table[["x", "y"]].to_numpy()[:, None] - centres, axis=2)
        field = (np.exp(-0.5 * (away / 4000) ** 2) * rng.choice([-1.0, 1.0], 60)).sum(axis=1)
        causes, effects = table.assign(field=field), {**effects, "field": 1.2}
    labels = draw_landslide_units(causes, effects, LANDSLIDES, rng)
    predictors = encode_factors(table, BUILT_IN, dynamic=True)
    drawn = draw_values(table, predictors, draw_samples(labels, table, rng=rng, folds=FOLDS))
    return Area(law, drawn.values, drawn.truth == 1, drawn.samples["fold"].to_numpy(), predictors.values)


def points_area(path: Path) -> Area:
    """The public points of Ecuador: terrain at landslides and at other places."""
    points = pd.read_csv(path)
    values = points[["slope", "cplan", "cprof", "elev", "log10_carea"]]
    fold = spatial_folds(points[["x", "y"]].to_numpy(), folds=FOLDS, rng=np.random.default_rng(1))
    return Area("Ecuador", values, points["lslpts"].astype(bool).to_numpy(), fold, values)


def results_area(folder: Path) -> Area:
    """An area that the workflow has done: its newest assessment, with deformation where there is one."""
    dated = sorted(path.parent for path in folder.glob("[0-9]*/factors.parquet"))
    static = read_table(folder / "units" / "factors.parquet")
    table = join_factors(static, read_table(dated[-1] / "factors.parquet") if dated else None)
    predictors = encode_factors(table, BUILT_IN, dynamic=bool(dated))
    drawn = draw_values(table, predictors, read_table(folder / "units" / "samples.parquet"))
    fold = drawn.samples["fold"].to_numpy()
    return Area(folder.resolve().parent.name, drawn.values, drawn.truth == 1, fold, predictors.values)


def trained(algorithm: str, area: Area, part: NDArray[np.bool_], seed: int) -> Model:
    """A model of some of the samples, made as the workflow makes it."""
    model = make_model(algorithm, seed=seed, trees=300, members=MEMBERS)
    return fit_model(model, area.values[part], area.truth[part])


def measure(algorithm: str, area: Area, splits: int) -> dict[str, Any]:
    """AUCs and CPU seconds of an algorithm in an area."""
    aucs = []
    for seed in range(splits):
        held = split_stratified(area.truth, train_share=0.7, rng=np.random.default_rng(seed)) != "training"
        scores = predict_scores(trained(algorithm, area, ~held, seed), area.values[held])
        aucs.append(float(delong(area.truth[held], scores)[0][0]))
    pooled = np.empty(len(area.truth))
    for number in np.unique(area.fold):
        held = area.fold == number
        pooled[held] = predict_scores(trained(algorithm, area, ~held, 1), area.values[held])
    start = time.process_time()
    predict_scores(trained(algorithm, area, np.ones(len(area.truth), dtype=bool), 1), area.units)
    return {
        "area": area.name,
        "algorithm": algorithm,
        "samples": len(area.truth),
        "random": round(float(np.mean(aucs)), 4),
        "spatial": round(float(delong(area.truth, pooled)[0][0]), 4),
        "cpu_s": round(time.process_time() - start, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--points", type=Path, help="lsl_350pts.csv")
    parser.add_argument("--results", type=Path, nargs="*", default=[], help="results of the workflow")
    parser.add_argument("--algorithms", nargs="+", default=list(NAMES), choices=NAMES)
    parser.add_argument("--splits", type=int, default=5, help="random splits")
    parser.add_argument("--record", type=Path, help="write the figures as JSON lines")
    options = parser.parse_args()
    areas = [simulated_area(law, seed) for seed, law in enumerate(LAWS, 1)]
    areas += [points_area(options.points)] if options.points else []
    areas += [results_area(folder) for folder in options.results]
    print(f"{'area':<14} {'samples':>7} {'algorithm':<20} {'random':>7} {'spatial':>7} {'CPU s':>7}")
    for area in areas:
        for algorithm in options.algorithms:
            row = measure(algorithm, area, options.splits)
            print(
                f"{area.name:<14} {row['samples']:>7} {algorithm:<20} {row['random']:>7.3f} {row['spatial']:>7.3f} "
                f"{row['cpu_s']:>7.2f}",
                flush=True,
            )
            if options.record:
                with options.record.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
