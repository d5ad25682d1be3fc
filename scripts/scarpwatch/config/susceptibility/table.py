"""Section `units.table`: a ready table of units with their factors and labels."""

from __future__ import annotations

from collections import Counter

from pydantic import model_validator

from scarpwatch.config.common.base import Day, FilePath, Section, Text, Whole, setting


class TableSettings(Section):
    """A file with one row per unit. It takes the place of DEM, radar data, unit delineation and inventory."""

    file: FilePath = setting(
        description="CSV (commas, semicolons or tabs), Parquet, GeoParquet, or any vector file such as a "
        "GeoPackage.",
    )
    layer: Text | None = setting(
        None, description="Layer of a vector file that has several. null: the first.", min_length=1
    )
    label: Text | None = setting(
        None,
        description="Column that is 1 (or true) for a unit with a landslide and 0 (or false) for one without. It can be "
        "left out where models of another area are applied (`models.apply`).",
        min_length=1,
    )
    factors: list[Text] = setting(
        description="Columns that are the static factors; figures and tables call them by these names.",
        min_length=1,
    )
    dynamic_factors: list[Text] = setting(
        list,
        description="Columns that are measured anew with time, such as deformation; with them, coupled models "
        "are trained beside the static ones.",
    )
    until: Day | None = setting(
        None,
        description="Date up to which the dynamic factors are measured: the name of the assessment.",
    )
    categorical: list[Text] = setting(
        list, description="Those of the factors that are classes, such as lithology: text, or code numbers."
    )
    circular: list[Text] = setting(
        list,
        description="Those of the factors that are directions in degrees, such as aspect; they enter as sine "
        "and cosine.",
    )
    unit_id: Text | None = setting(
        None, description="Column that names the units. null: they are numbered by row.", min_length=1
    )
    x: Text | None = setting(
        None,
        description="Column of the easting (or longitude), for files without geometry. null: no coordinates; "
        "spatial validation and maps are then left out.",
        min_length=1,
    )
    y: Text | None = setting(None, description="Column of the northing (or latitude).", min_length=1)
    crs: str | None = setting(
        None,
        description="Coordinate system of `x` and `y`, as an EPSG code such as `EPSG:32717`. null: metres of an "
        "unnamed system.",
        pattern=r"^[A-Za-z]+:\d+$",
    )
    min_landslides: Whole = setting(
        30,
        description="Fewer units with landslides than this end the run: models would mean nothing.",
        unit="units",
        ge=10,
        le=1000000,
    )

    @model_validator(mode="after")
    def _columns_have_one_meaning(self) -> TableSettings:
        factors = [*self.factors, *self.dynamic_factors]
        repeated = sorted(name for name, times in Counter(factors).items() if times > 1)
        if repeated:
            raise ValueError(
                f"{', '.join(repeated)} stands more than once among the factors: list each column once"
            )
        for key in ("label", "unit_id", "x", "y"):
            if getattr(self, key) is not None and getattr(self, key) in factors:
                raise ValueError(
                    f"column {getattr(self, key)!r} is units.table.{key} and also a factor: a model would learn "
                    f"{'the answer' if key == 'label' else 'where or which the unit is'}; take it out of the "
                    "factors"
                )
        named = [*filter(None, (self.label, self.unit_id, self.x, self.y))]
        if len(set(named)) < len(named):
            raise ValueError("units.table.label, unit_id, x and y name one column twice: give each its own")
        for key in ("categorical", "circular"):
            foreign = sorted(set(getattr(self, key)) - set(factors))
            if foreign:
                raise ValueError(
                    f"units.table.{key} names {', '.join(foreign)}, which is no factor: add it to "
                    "units.table.factors or take it out"
                )
        both = sorted(set(self.categorical) & set(self.circular))
        if both:
            raise ValueError(
                f"{', '.join(both)} is both categorical and circular: a class has no direction, choose one"
            )
        if (self.x is None) != (self.y is None):
            raise ValueError("units.table.x and units.table.y belong together: give both or neither")
        if self.crs is not None and self.x is None:
            raise ValueError("units.table.crs is given without units.table.x and y: give the columns too")
        if bool(self.dynamic_factors) != (self.until is not None):
            raise ValueError(
                "units.table.dynamic_factors and units.table.until belong together: give both or neither"
            )
        return self
