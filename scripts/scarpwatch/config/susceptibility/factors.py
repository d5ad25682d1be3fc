"""Section `factors`: the static conditioning factors."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, field_validator, model_validator

from scarpwatch.config.common.base import UNSEEN, FilePath, FilePaths, Real, Section, Text, Whole, setting


def _string_keys(value: Any) -> Any:
    """Keys as the values of the map are compared: text (codes of a raster are numbers), spaces and accents in one form."""
    if not isinstance(value, dict):
        return value
    plain = [" ".join(re.sub(UNSEEN, "", unicodedata.normalize("NFC", str(key))).split()) for key in value]
    twice = sorted({key for key in plain if plain.count(key) > 1})
    if twice:
        raise ValueError(
            f"{', '.join(map(repr, twice))} stands there twice, if spaces and the ways to write accents do not count: "
            "keep one"
        )
    return dict(zip(plain, value.values(), strict=True))


class LithologySettings(Section):
    """A geological map."""

    file: FilePath = setting(description="Polygons (any vector file) or a raster of class codes.")
    column: Text | None = setting(None, description="Polygons: the column that names the rock.", min_length=1)
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


def _breaks(default: list[float], what: str, unit: str) -> Any:
    return setting(
        lambda: list(default),
        description=f"Inner class limits of {what}, increasing.",
        unit=unit,
        min_length=1,
        max_length=20,
    )


class ClassesSettings(Section):
    """Classes of the thematic maps. The models use the numbers, not the classes.

    The defaults are those of Table 3 of Liang et al. (2026), whose text calls rates within 1 cm/yr stable and
    up to 2 cm/yr moderate. It has no classes of NDVI and of cumulative deformation. Aspect has eight sectors
    and flat ground, lithology its own classes.
    """

    fit_area: bool = setting(
        True,
        description="Where more than 90 % of the area lies in one class, use round limits made for the area "
        "instead; maps and files then say so.",
    )
    slope: list[Real] = _breaks([15, 30, 45, 60], "slope", "degrees")
    elevation: list[Real] = _breaks([228.4, 465.8, 703.2, 940.6], "elevation", "m")
    profile_curvature: list[Real] = _breaks([-2.4, -0.8, 0.1, 1.7], "profile curvature", "1/100 m")
    max_elevation_difference: list[Real] = _breaks(
        [157.8, 315.6, 473.4, 631.2], "the maximum elevation difference in a unit", "m"
    )
    distance_to_faults: list[Real] = _breaks([500, 1000, 1500, 2000], "the distance to faults", "m")
    distance_to_rivers: list[Real] = _breaks([500, 1000, 1500, 2000], "the distance to rivers", "m")
    distance_to_roads: list[Real] = _breaks([500, 1000, 1500, 2000], "the distance to roads", "m")
    ndvi: list[Real] = _breaks([0.2, 0.4, 0.6, 0.8], "NDVI", "1")
    cumulative_deformation: list[Real] = _breaks([-4, -2, 2, 4], "cumulative deformation", "cm")
    deformation_rate: list[Real] = _breaks([-2, -1, 1, 2], "the deformation rate", "cm/yr")

    @field_validator("*")
    @classmethod
    def _increasing(cls, value: Any) -> Any:
        if isinstance(value, list) and any(first >= second for first, second in pairwise(value)):
            raise ValueError("the limits must increase from each to the next")
        return value


class FactorsSettings(Section):
    """Static factors. A factor that is null is left out of models and maps, and the report says so."""

    dem: FilePaths | None = setting(
        None,
        description="Elevation in metres, any raster that GDAL reads, or a list of tiles of one product. Must be "
        "given unless `units.source` is `table`.",
    )
    dem_band: Whole = setting(
        1, description="Band of the DEM file that holds the elevation.", unit="band", ge=1, le=1000
    )
    slope_method: Literal["horn", "zevenbergen_thorne"] = setting(
        "horn", description="Formula for slope and aspect: Horn (1981) or Zevenbergen and Thorne (1987)."
    )
    ndvi: FilePaths | None = setting(
        None,
        description="NDVI: a raster with values -1 to 1 (or whole numbers whose scale the file declares), a tile "
        "of MODIS vegetation indices (MOD13Q1 and its kin, `.hdf`), or a list of such files: the mean over all "
        "of them of what is known in a cell.",
    )
    ndvi_band: Whole | None = setting(
        None,
        description="Band of the NDVI rasters that holds the index. null: they have one band only, apart from an "
        "alpha band; a file with more is refused.",
        unit="band",
        ge=1,
        le=1000,
    )
    ndvi_reliability: Whole | None = setting(
        1,
        description="MODIS tiles: poorest pixel reliability that counts (0 good, 1 marginal, 2 snow or ice, "
        "3 cloud). null: every value that the product has.",
        unit="1",
        ge=0,
        le=3,
    )
    lithology: LithologySettings | None = setting(None, description="Geological map.")
    faults: FilePath | None = setting(None, description="Fault lines, any vector file.")
    roads: FilePath | None = setting(None, description="Roads, any vector file.")
    rivers: RiversSettings | None = setting(None, description="Rivers.")
    layers: dict[Literal["faults", "roads", "rivers", "lithology"], Text] = setting(
        dict, description="Which layer to read of a vector file that has several."
    )
    distance_cap_m: Real = setting(
        2000.0,
        description="Distances to faults, rivers and roads are cut off here; lines up to this far outside the "
        "grid count.",
        unit="m",
        ge=100.0,
        le=100000.0,
    )
    dem_smoothing_cells: Real | None = setting(
        None,
        description="Standard deviation of a Gaussian that smooths the elevations on the analysis grid. For DEMs in "
        "whole metres on gentle ground, where single steps decide slope and aspect: 1 on rough and 2 on smooth "
        "hills bring the slope units near to those of unrounded elevations. null: no smoothing.",
        unit="cells",
        ge=0.3,
        le=10.0,
    )
    dem_faults: Literal["stop", "report"] = setting(
        "stop",
        description="What to do about spikes, stripes and undeclared voids in the DEM: end the run, or say so "
        "in the log and in the tags of results/factors/dem.tif and use it as it is.",
    )
    classes: ClassesSettings = setting(ClassesSettings, description="Classes of the thematic maps.")
