"""Training and scoring of many units: CPU seconds and peak memory, beside the plain libraries.

    make benchmark-learning                                   10,000 and 1,000,000 units
    python benchmarks/learning.py --units 10000               fewer

As in the study, 3.5 % of the units have a landslide; as many others are drawn, and 70 % of both train. `plain`
fits the same classifier on the same units and scores all units, and does nothing else. `evaluated` is the
workflow's own training: the same, and spatial cross-validation, permutation importance, intervals and
calibration. `explained` is what the step explain_scores adds. Every measurement is a process of its own on one
thread; one that fails is named, and the benchmark ends with status 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from peak_memory import peak_mb
from rows import Rows

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
ALGORITHMS = ("rf", "lightgbm", "xgboost", "logistic")
LANDSLIDES = 0.035  # share of the units, as in the study (361 of 10,426)
EXPLAINED = 50_000  # models.explain_units by default
SEED = 1


def simulate(units: int) -> tuple[Any, Any]:
    """Factor table and samples."""
    import numpy as np

    from scarpwatch.learning.samples.draw import draw_samples
    from scarpwatch.simulate.factor_table import draw_factor_table
    from scarpwatch.simulate.landslides import draw_landslide_units

    rng = np.random.default_rng(SEED)
    table = draw_factor_table(units, rng, missing=0.2)
    effects = {"slope": 1.0, "distance_to_roads": -0.6, "deformation_rate": -1.2}
    labels = draw_landslide_units(table, effects, round(LANDSLIDES * units), rng)
    return table, draw_samples(labels, table, rng=rng)


def plain(algorithm: str, table: Any, samples: Any) -> None:
    """Nothing but fitting and scoring."""
    from scarpwatch.factors.registry import BUILT_IN
    from scarpwatch.learning.algorithms.models import make_model
    from scarpwatch.learning.predictors.features import encode_factors

    values = encode_factors(table, BUILT_IN, dynamic=True).values
    training = samples[samples["split"] == "training"]
    model = make_model(algorithm, seed=SEED)
    model.inner.fit(values.loc[training["unit_id"]], training["landslide"])
    model.inner.predict_proba(values)


def evaluated(algorithm: str, table: Any, samples: Any) -> None:
    """The workflow's training."""
    from scarpwatch.factors.registry import BUILT_IN
    from scarpwatch.learning.training import train_and_evaluate

    train_and_evaluate(table, samples, BUILT_IN, algorithm=algorithm, dynamic=True, seed=SEED)


def explained(algorithm: str, table: Any, samples: Any) -> float:
    """Drivers, spread over ten models and applicability of a trained model; CPU seconds without its training."""
    from scarpwatch.factors.registry import BUILT_IN
    from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
    from scarpwatch.learning.evaluation.applicability import dissimilarity, outside_range
    from scarpwatch.learning.evaluation.explanation import contributions, name_drivers, per_factor
    from scarpwatch.learning.evaluation.uncertainty import score_spread
    from scarpwatch.learning.predictors.features import encode_factors
    from scarpwatch.learning.predictors.sample_values import sample_values

    predictors = encode_factors(table, BUILT_IN, dynamic=True)
    values, on_samples = predictors.values, sample_values(predictors, samples)
    part = (samples["split"] == "training").to_numpy()
    truth, folds = samples["landslide"].to_numpy()[part], samples["fold"].to_numpy()[part]
    model = fit_model(make_model(algorithm, seed=SEED), on_samples[part], truth)
    scores = predict_scores(model, values)
    start = time.process_time()
    weights = contributions(model, on_samples[~part][:EXPLAINED])[0].abs().mean().to_dict()
    highest = values.iloc[(-scores).argsort(kind="stable")[:EXPLAINED]]
    name_drivers(per_factor(contributions(model, highest)[0], predictors.factor_of))
    outside_range(values, on_samples[part], predictors.factor_of)
    dissimilarity(values, on_samples[part], weights, folds)
    score_spread(
        lambda seed: make_model(algorithm, seed=seed), on_samples[part], truth, folds, values, seeds=[2, 3]
    )
    return time.process_time() - start


def measure(task: str, algorithm: str, units: int) -> dict[str, Any]:
    """CPU seconds and peak memory of one task, in this process."""
    table, samples = simulate(units)
    work = {"plain": plain, "evaluated": evaluated, "explained": explained}[task]
    start = time.process_time()
    cpu = work(algorithm, table, samples) or time.process_time() - start
    return {
        "task": task,
        "algorithm": algorithm,
        "units": units,
        "trained": int((samples["split"] == "training").sum()),
        "cpu_s": round(cpu, 2),
        "peak_mb": round(peak_mb()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--units", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--algorithms", nargs="+", default=list(ALGORITHMS), choices=ALGORITHMS)
    parser.add_argument("--tasks", nargs="+", default=["plain", "evaluated", "explained"])
    parser.add_argument("--record", type=Path, help="write the figures as JSON lines")
    parser.add_argument("--here", action="store_true", help="in one process, only to see that all runs")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.tasks[0], options.algorithms[0], options.units[0])))
        return
    rows = Rows(here=options.here)
    print(f"{'units':>9} {'trained':>8} {'algorithm':<10} {'task':<10} {'CPU s':>9} {'peak MB':>8}")
    for units in options.units:
        for algorithm in options.algorithms:
            for task in options.tasks:
                words = ["--one", "--units", units, "--algorithms", algorithm, "--tasks", task]
                row = rows.measure(Path(__file__).name, *words)
                if row is None:
                    continue
                print(
                    f"{units:>9,} {row['trained']:>8,} {algorithm:<10} {task:<10} {row['cpu_s']:>9.1f} "
                    f"{row['peak_mb']:>8,}",
                    flush=True,
                )
                if options.record:
                    with options.record.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(row) + "\n")
    rows.finish()


if __name__ == "__main__":
    main()
