"""Section `units.table`: a ready table of units with their factors and labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import model_validator

from scarpwatch.config.common.base import Day, FilePath, Section, Text, Whole, setting

AreaUnit = Literal["m2", "ha", "km2"]

_PART = r"(?:mean|avg|average|me|deg|degrees|angle)"
_SLOPE = re.compile(rf"(?:{_PART}[_ .-]?)?(?:slope|slo)(?:[_ .-]?{_PART})*", re.IGNORECASE)


class TableSettings(Section):
    """A file with one row per unit. It takes the place of DEM, radar data, unit delineation and, with `label`, inventory."""

    file: FilePath = setting(
        description="CSV (commas, semicolons or tabs), Parquet, GeoParquet, or any vector file such as a "
        "GeoPackage.",
    )
    layer: Text | None = setting(
        None, description="Layer of a vector file that has several. null: the first.", min_length=1
    )
    label: Text | None = setting(
        None,
        description="Column with the number of landslides in each unit, or 1 (or true) for a unit with a landslide and 0 "
        "(or false) for one without: any number above 0 makes a landslide unit. It is left out where `inventory` "
        "gives the landslides, and can be where models of another area are applied (`models.apply`).",
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
    area: Text | None = setting(
        None,
        description="Column with the area of the units, for what goes by area: rates, classes, skill apart from size. "
        "null: the area within their outlines; units that are points or have no place then have none.",
        min_length=1,
    )
    area_unit: AreaUnit = setting("m2", description="Unit of `area`.")
    slope: Text | None = setting(
        None,
        description="Factor that is the mean slope of a unit in degrees, by which skill is told without flats "
        "(`models.flat_below_deg`). null: the one that its name says (`slope`, `slope_mean`, `SLO_AVG`, ...), if there "
        "is one.",
        min_length=1,
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
        named = [*filter(None, (self.label, self.unit_id, self.x, self.y, self.area))]
        if len(set(named)) < len(named):
            raise ValueError(
                "units.table.label, unit_id, x, y and area name one column twice: give each its own"
            )
        if self.area is None and self.area_unit != "m2":
            raise ValueError("units.table.area_unit is given without units.table.area: name the column too")
        if self.slope is not None and self.slope not in self._numbers:
            raise ValueError(
                f"units.table.slope names {self.slope}, which is no factor that is a number: list the column in "
                "units.table.factors (models.predictors_exclude keeps it from the models)"
            )
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

    @property
    def _numbers(self) -> list[str]:
        """Factors that are neither classes nor directions."""
        return [name for name in self.factors if name not in (*self.categorical, *self.circular)]

    @property
    def slope_column(self) -> str | None:
        """The factor that is the slope, as the config or its name says; None where there is none."""
        return self.slope or slope_named(self._numbers)


def slope_named(factors: Sequence[str]) -> str | None:
    """The factor that is the mean slope by its name, such as ``slope``, ``Slope_mean``, ``SLO_AVG`` or ``slope_deg``.

    Parameters
    ----------
    factors : those that are numbers

    Returns
    -------
    The one of the name ``slope``, or the only one of such a name; None where there is none, or more than one.
    """
    alike = [name for name in factors if _SLOPE.fullmatch(name.strip())]
    plain = [name for name in alike if name.strip().casefold() == "slope"]
    chosen = plain or alike
    return chosen[0] if len(chosen) == 1 else None
