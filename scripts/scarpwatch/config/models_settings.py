"""Section `models`: the learning algorithms."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from scarpwatch.config.base import Real, Section, Whole, setting

Algorithm = Literal["rf", "lightgbm", "xgboost"]
Predictor = Literal[
    "slope",
    "aspect",
    "elevation",
    "profile_curvature",
    "max_elevation_difference",
    "distance_to_faults",
    "distance_to_rivers",
    "distance_to_roads",
    "ndvi",
    "lithology",
    "deformation_rate",
    "cumulative_deformation",
]


class ModelsSettings(Section):
    """The models; each is fitted on static factors and, where there are radar data, on coupled factors."""

    algorithms: list[Algorithm] = setting(
        lambda: ["rf", "lightgbm", "xgboost"],
        description="Any of `rf` (random forest), `lightgbm` and `xgboost`.",
        min_length=1,
    )
    baseline: bool = setting(
        True,
        description="Train and evaluate logistic regression beside them. It is not mapped.",
    )
    trees: Whole = setting(300, description="Number of trees in each model.", unit="trees", ge=10, le=5000)
    predictors_exclude: list[Predictor] = setting(
        list, description="Factors that are mapped and tabulated but kept out of the models."
    )

    flat_below_deg: Real = setting(
        5.0,
        description="Skill is also told for the units of at least this mean slope: flats are easy to tell from "
        "landslide units and raise the AUC.",
        unit="degrees",
        ge=0.0,
        le=45.0,
    )

    repeats: Whole = setting(
        2,
        description="Repetitions of random and of spatial cross-validation over which static and coupled models "
        "are compared.",
        unit="1",
        ge=1,
        le=100,
    )

    control_seeds: Whole = setting(
        20,
        description="Seeds over which controls are averaged: shuffled labels, a factor of noise (at most ten), "
        "shuffled deformation.",
        unit="1",
        ge=2,
        le=1000,
    )

    @field_validator("algorithms", "predictors_exclude")
    @classmethod
    def _no_repeats(cls, value: list[str]) -> list[str]:
        repeated = sorted({item for item in value if value.count(item) > 1})
        if repeated:
            raise ValueError(f"{', '.join(repeated)} is listed more than once: list each name once")
        return value
