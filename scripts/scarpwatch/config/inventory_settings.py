"""Section `inventory`: the landslides."""

from __future__ import annotations

from pydantic import model_validator

from scarpwatch.config.base import FilePath, Real, Section, Text, Whole, setting


class InventorySettings(Section):
    """The landslide inventory. Leave the whole section out (`inventory: null`) for deformation only."""

    file: FilePath = setting(description="Points or polygons, any vector file.")
    layer: str | None = setting(
        None, description="Layer of a file that has several. null: the first.", min_length=1
    )
    label_column: str | None = setting(
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
        "counted and reported.",
        unit="m",
        ge=0.0,
        le=10000.0,
    )
    min_landslides: Whole = setting(
        30,
        description="Fewer landslides inside the area than this end the run: models would mean nothing.",
        unit="landslides",
        ge=10,
        le=1000000,
    )

    @model_validator(mode="after")
    def _label_is_whole(self) -> InventorySettings:
        if (self.label_column is None) != (self.label_value is None):
            raise ValueError(
                "inventory.label_column and inventory.label_value belong together: give both or neither"
            )
        return self
