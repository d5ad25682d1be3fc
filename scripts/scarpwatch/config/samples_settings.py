"""Section `samples`: which units the models learn from."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator

from scarpwatch.config.base import Real, Section, Whole, setting


class SamplesSettings(Section):
    """Training and validation units, drawn once and shared by all models and assessment dates."""

    train_share: Real = setting(
        0.7,
        description="Share of the sampled units that train; the others validate.",
        unit="1",
        ge=0.5,
        le=0.95,
    )
    negatives_per_positive: Real = setting(
        1.0,
        description="Landslide-free units drawn for each unit with a landslide.",
        unit="1",
        ge=0.2,
        le=50.0,
    )
    negatives: Literal["random", "outside_buffer"] = setting(
        "random",
        description="Where landslide-free units are drawn: `random` among all, or `outside_buffer` around "
        "landslides.",
    )
    buffer_m: Real = setting(
        500.0,
        description="`outside_buffer`: distance kept from landslides.",
        unit="m",
        gt=0.0,
        le=100000.0,
    )
    blocks: Whole = setting(
        5, description="Number of spatial blocks for cross-validation.", unit="blocks", ge=2, le=50
    )

    @field_validator("negatives", mode="before")
    @classmethod
    def _not_by_deformation(cls, value: Any) -> Any:
        if isinstance(value, str) and any(word in value.lower() for word in ("deform", "stable", "rate")):
            raise ValueError(
                "drawing negatives by low deformation is circular, since deformation is a predictor: "
                "choose random or outside_buffer"
            )
        return value
