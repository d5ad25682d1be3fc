"""Section `inventory`: the landslides."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from scarpwatch.config.common.base import FilePath, Real, Section, Text, Whole, setting


class InventorySettings(Section):
    """The landslide inventory. Leave the whole section out (`inventory: null`) for deformation only."""

    file: FilePath = setting(
        description="Points or polygons, any vector file, or a table (CSV) of points with the columns `longitude` "
        "and `latitude`. Every part of a multipoint or multipolygon is a landslide."
    )
    layer: Text | None = setting(
        None, description="Layer of a file that has several. null: the only one.", min_length=1
    )
    label_column: Text | None = setting(
        None,
        description="Column that tells landslides from other points, where the file holds both. null: every "
        "feature is a landslide.",
        min_length=1,
    )
    label_value: Text | None = setting(
        None, description="What `label_column` says of a landslide; case does not matter.", min_length=1
    )
    position_error_m: Real = setting(
        0.0,
        description="How far off a landslide's position may be; landslides this near to a unit's border are "
        "counted, reported and treated as `at_border` says. Of polygons it is that of the outline.",
        unit="m",
        ge=0.0,
        le=10000.0,
    )
    at_border: Literal["count", "drop", "probable"] = setting(
        "count",
        description="Landslides within the position error of a border: `count` them where they lie; `drop` the "
        "units that they may lie in from the samples, but for those with another landslide that is certain; or "
        "give each point to its most `probable` unit, which holds most of the circle of the position error.",
    )
    min_share: Real | None = setting(
        None,
        description="Landslide polygons: share of a unit that they must cover to make it a landslide unit. null: "
        "they make every unit that they touch one.",
        unit="1",
        gt=0.0,
        le=1.0,
    )
    below_min_share: Literal["negative", "neither"] = setting(
        "negative",
        description="What a unit is of which landslide polygons cover less than `min_share`: `negative`, so that it "
        "may be drawn among the units without landslides, or `neither`, left out of the samples. `neither` takes "
        "large units out, of which a landslide covers a small share, and so ties the skill to the size of the units.",
    )
    date_column: Text | None = setting(
        None,
        description="Column with the day of each landslide, YYYY-MM-DD or YYYYMMDD; `samples.split: prospective` "
        "needs it.",
        min_length=1,
    )
    min_landslides: Whole = setting(
        30,
        description="Fewer landslides inside the area than this end the run: models would mean nothing.",
        unit="landslides",
        ge=10,
        le=1000000,
    )

    @model_validator(mode="after")
    def _border_needs_an_error(self) -> InventorySettings:
        if self.at_border != "count" and self.position_error_m == 0:
            raise ValueError(
                f"inventory.at_border is {self.at_border}, but inventory.position_error_m is 0, so that no "
                "landslide is near a border: give the position error in metres"
            )
        return self

    @model_validator(mode="after")
    def _below_needs_a_share(self) -> InventorySettings:
        if self.below_min_share != "negative" and self.min_share is None:
            raise ValueError(
                f"inventory.below_min_share is {self.below_min_share}, but inventory.min_share is null, so that "
                "nothing is below it: give the share"
            )
        return self

    @model_validator(mode="after")
    def _label_is_whole(self) -> InventorySettings:
        if (self.label_column is None) != (self.label_value is None):
            raise ValueError(
                "inventory.label_column and inventory.label_value belong together: give both or neither"
            )
        return self
