"""Section `samples`: which units the models learn from."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator, model_validator

from scarpwatch.config.common.base import Day, Real, Section, Text, Whole, setting


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
    split: Literal["random", "spatial", "prospective"] = setting(
        "random",
        description="What validates: a `random` share of the units as in the study, whole `spatial` blocks, or "
        "`prospective`: units with landslides from a date on, trained on those with landslides before.",
    )
    prospective_date: Day | None = setting(
        None, description="`prospective`: landslides before this day train, the others validate."
    )
    negatives: Literal["random", "outside_buffer", "terrain"] = setting(
        "random",
        description="Where landslide-free units are drawn: `random` among all; `outside_buffer` around "
        "landslides; or by `terrain`, as many in every class of slope and elevation as there are landslide "
        "units (slope and elevation then have little skill in the models).",
    )
    buffer_m: Real = setting(
        500.0,
        description="`outside_buffer`: distance kept between landslides and every part of a unit.",
        unit="m",
        gt=0.0,
        le=100000.0,
    )
    blocks: Whole = setting(
        5,
        description="Number of folds of each cross-validation, spatial blocks among them.",
        unit="folds",
        ge=2,
        le=50,
    )
    fold_repeats: Whole = setting(
        3,
        description="Repeats of the cross-validation from which the skill of each model is told, with other folds in "
        "each.",
        unit="1",
        ge=1,
        le=100,
    )
    regions: Text | None = setting(
        None,
        description="Static factor of classes (catchments, geological units), each of which is held out as a whole in a "
        "further cross-validation, as for ground of another region; of more classes than `blocks` several share a fold.",
    )
    leave_one_out_buffer_m: Real | None = setting(
        None,
        description="Each sample is also held out alone, and samples that are nearer to it than this do not train: one "
        "training for each sample and model. Null: not done.",
        unit="m",
        ge=0.0,
        le=1000000.0,
    )

    copies_together: bool = setting(
        True,
        description="Units that have the same values in all static factors, or lie at one place (duplicates), stay on "
        "one side of the split and in one fold. `false`: they are divided like any others, and validation is "
        "optimistic.",
    )

    min_coverage: Real = setting(
        0.5,
        description="Units of which the static factors cover a smaller share, on the average of the factors, are no "
        "samples. In a ready table it is the share of the factors that have a value. 0: all that have any.",
        unit="1",
        ge=0.0,
        le=1.0,
    )

    @field_validator("negatives", mode="before")
    @classmethod
    def _not_by_deformation(cls, value: Any) -> Any:
        if isinstance(value, str) and any(word in value.lower() for word in ("deform", "stable", "rate")):
            raise ValueError(
                "drawing negatives by low deformation is circular, since deformation is a predictor: "
                "choose random, outside_buffer or terrain"
            )
        return value

    @model_validator(mode="after")
    def _date_and_split_belong_together(self) -> SamplesSettings:
        if (self.split == "prospective") != (self.prospective_date is not None):
            raise ValueError(
                "samples.split: prospective and samples.prospective_date belong together: give both or neither"
            )
        return self
