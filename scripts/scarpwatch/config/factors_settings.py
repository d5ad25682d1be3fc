"""Section `factors`: the static conditioning factors."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from scarpwatch.config.base import FilePath, Real, Section, Text, Whole, setting


def _string_keys(value: Any) -> Any:
    # Class codes of a raster are numbers in YAML; as text they can be dumped to JSON and back unchanged.
    return {str(key): name for key, name in value.items()} if isinstance(value, dict) else value


class LithologySettings(Section):
    """A geological map."""

    file: FilePath = setting(description="Polygons (any vector file) or a raster of class codes.")
    column: str | None = setting(None, description="Polygons: the column that names the rock.", min_length=1)
    classes: Annotated[dict[str, Text], BeforeValidator(_string_keys)] | None = setting(
        None,
        description="From values of the column, or codes of the raster, to class names; what is not listed "
        "becomes `others`. null: every value is a class.",
        min_length=1,
    )


class RiversSettings(Section):
    """Rivers: from a file, or derived from the DEM."""

    file: FilePath | None = setting(None, description="Lines or polygons (any vector file).")
    from_dem_km2: Real | None = setting(
        None,
        description="Derive rivers from the DEM instead: a river begins where this area drains to a cell.",
        unit="km2",
        gt=0.0,
        le=10000.0,
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> RiversSettings:
        if (self.file is None) == (self.from_dem_km2 is None):
            raise ValueError("give either factors.rivers.file or factors.rivers.from_dem_km2, and not both")
        return self


class FactorsSettings(Section):
    """Static factors. A factor that is null is left out of models and maps, and the report says so."""

    dem: FilePath = setting(description="Elevation in metres, any raster that GDAL reads.")
    dem_band: Whole = setting(
        1, description="Band of the DEM file that holds the elevation.", unit="band", ge=1, le=1000
    )
    slope_method: Literal["horn", "zevenbergen_thorne"] = setting(
        "horn", description="Formula for slope and aspect: Horn (1981) or Zevenbergen and Thorne (1987)."
    )
    ndvi: FilePath | None = setting(None, description="NDVI raster, values -1 to 1.")
    lithology: LithologySettings | None = setting(None, description="Geological map.")
    faults: FilePath | None = setting(None, description="Fault lines, any vector file.")
    roads: FilePath | None = setting(None, description="Roads, any vector file.")
    rivers: RiversSettings | None = setting(None, description="Rivers.")
    distance_cap_m: Real = setting(
        2000.0,
        description="Distances to faults, rivers and roads are cut off here; lines up to this far outside the "
        "grid count.",
        unit="m",
        ge=100.0,
        le=100000.0,
    )
