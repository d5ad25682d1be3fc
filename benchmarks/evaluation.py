"""CPU seconds of the cross-validation by which models are judged.

    make benchmark-evaluation                          500 samples of 5,000 units, three repeats of five folds
    python benchmarks/evaluation.py --buffer 2000      and buffered leave-one-out beside it, in m

By default six models (random forest, LightGBM and XGBoost on static and on coupled factors) are trained once for each fold of each
design and repeat, and score the samples and the ground among which these are ranked.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.out_of_fold import score_out_of_fold, skill_of_designs
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.predictors.sample_values import draw_values
from scarpwatch.learning.samples.designs import lay_folds
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

ALGORITHMS = ("rf", "lightgbm", "xgboost")
SEED = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--units", type=int, default=5000)
    parser.add_argument("--samples", type=int, default=500)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--buffer", type=float)
    parser.add_argument("--algorithms", nargs="+", default=ALGORITHMS, choices=NAMES)
    options = parser.parse_args()
    rng = np.random.default_rng(SEED)
    table = draw_factor_table(options.units, rng, missing=0.2)
    effects = {"slope": 1.0, "distance_to_roads": -0.6, "deformation_rate": -1.2}
    labels = draw_landslide_units(table, effects, options.samples // 2, rng)
    samples = draw_samples(labels, table, rng=rng)
    start = time.process_time()
    designs = lay_folds(
        samples,
        table,
        folds=options.folds,
        repeats=options.repeats,
        seed=SEED,
        leave_one_out_buffer_m=options.buffer,
    )
    print(f"folds laid: {time.process_time() - start:.1f} CPU s")
    total = time.process_time() - start
    for dynamic in (False, True):
        predictors = encode_factors(table, BUILT_IN, dynamic=dynamic)
        drawn = draw_values(table, predictors, samples)
        for algorithm in options.algorithms:
            for design, folds in designs.groupby("design", sort=False):
                start = time.process_time()
                scored = score_out_of_fold(
                    lambda algorithm=algorithm: make_model(algorithm, seed=SEED),
                    drawn.values,
                    drawn.truth,
                    folds,
                    predictors.values,
                    xy=drawn.xy,
                )
                auc = skill_of_designs(scored)["designs"][design]["auc"]
                spent = time.process_time() - start
                total += spent
                trained = len(folds[["repeat", "fold"]].drop_duplicates())
                kind = "coupled" if dynamic else "static"
                print(
                    f"{algorithm:<10} {kind:<8} {design:<9} {trained:>5} trainings {spent:>7.1f} CPU s  AUC {auc:.3f}",
                    flush=True,
                )
    print(f"{len(samples)} samples, all models and designs: {total:.0f} CPU s")


if __name__ == "__main__":
    main()
