"""Areas whose landslides follow one law or another, and models that one of them has trained and kept."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from scarpwatch.config.susceptibility.factor_list import factor_identities
from scarpwatch.config.susceptibility.factors import FactorsSettings
from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.files.json_files import write_json
from scarpwatch.learning.algorithms.files import model_path, save_model
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.learning.training import train_and_evaluate
from scarpwatch.learning.transfer.record import keep_model
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import Effects, draw_landslide_units

LAW: Effects = {"slope": 1.2, "distance_to_roads": -0.6, "ndvi": -0.5, "lithology": {"shale": 1.0}}
REVERSED: Effects = {"slope": -1.2, "distance_to_roads": 0.6, "ndvi": 0.5, "lithology": {"shale": -1.0}}
ANOTHER_DRIVER: Effects = {"profile_curvature": 1.5}

MOVING = tuple(sorted((*STUDY, *DEFORMATION), key=lambda factor: factor.order))
FACTORS = tuple(factor for factor in MOVING if not factor.dynamic)
IDENTITIES = factor_identities(MOVING, FactorsSettings())

SAMPLING = {
    "train_share": 0.7,
    "negatives_per_positive": 1.0,
    "negatives": "random",
    "buffer_m": 0.0,
    "blocks": 5,
    "copies_together": True,
    "min_coverage": 0.5,
}


def area(
    seed: int, law: Effects, *, units: int = 1200, landslides: int = 150
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Factors and labels of an area."""
    rng = np.random.default_rng(seed)
    table = draw_factor_table(units, rng)
    return table, draw_landslide_units(table, law, landslides, rng)


def train_there(
    results: Path,
    table: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    algorithms: Sequence[str] = ("xgboost",),
    date: str | None = None,
    trees: int = 60,
) -> Path:
    """What a finished run keeps of its models, static ones or those of a date."""
    samples = draw_samples(labels, table, rng=np.random.default_rng(0))
    for name in algorithms:
        trained = train_and_evaluate(
            table,
            samples,
            MOVING if date else FACTORS,
            algorithm=name,
            dynamic=bool(date),
            seed=1,
            trees=trees,
        )
        folder = results / (date or "static") / "models" / name
        save_model(trained.model, model_path(folder / "model", name))
        keep_model(folder / "model", trained.predictors, trained.drawn, trained.recipe, identities=IDENTITIES)
        write_json(folder / "metrics.json", trained.metrics)
    return results
