"""Section `factors`: the static conditioning factors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, field_validator, model_validator

from scarpwatch.config.common.base import FilePath, FilePaths, Real, Section, Text, Whole, setting
from scarpwatch.config.susceptibility.class_limits import ClassesSettings
from scarpwatch.config.susceptibility.class_names import string_keys
from scarpwatch.config.susceptibility.own_factors import NAME, OwnFactorSettings, require_names
from scarpwatch.factors.factor import statistics_fault
from scarpwatch.factors.registry import BUILT_IN, DEFAULT_TERRAIN, TERRAIN, factor_named

RESERVED = {"dem", "rivers", "faults", "roads", "classes", "unit_id", "area_m2", "x", "y"}
"""Names of other files and columns beside those of the factors."""

TAKEN = {factor.name for factor in BUILT_IN} | RESERVED
"""What no factor of the user's own may be called."""

ALWAYS = ("slope", "elevation")
"""Factors that samples and skill go by, so that the table has them in any case."""

TerrainChoice = dict[str, list[Text] | Real]


class LithologySettings(Section):
    """A geological map."""

    file: FilePath = setting(description="Polygons (any vector file) or a raster of class codes.")
    column: Text | None = setting(None, description="Polygons: the column that names the rock.", min_length=1)
    classes: Annotated[dict[str, Text], BeforeValidator(string_keys)] | None = setting(
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
    terrain: list[Text | dict[str, TerrainChoice]] = setting(
        lambda: list(DEFAULT_TERRAIN),
        description="The factors made from the DEM, by name, or as `name: {settings}` with other `statistics` or what "
        f"the factor takes: {', '.join(TERRAIN)}. Slope and elevation are always among them.",
        unit="that of each",
        min_length=2,
    )
    more: dict[str, OwnFactorSettings] = setting(
        dict, description="Factors of the user's own: from the name to what it is made from."
    )
    plugins: list[FilePath] = setting(
        list,
        description="Python files, each with a factor of the user's own that is derived from the DEM; their code is run.",
    )
    classes: ClassesSettings = setting(ClassesSettings, description="Classes of the thematic maps.")

    @field_validator("terrain")
    @classmethod
    def _known_terrain(
        cls, value: list[str | dict[str, TerrainChoice]]
    ) -> list[str | dict[str, TerrainChoice]]:
        names = []
        for item in value:
            name, chosen = (item, {}) if isinstance(item, str) else _only_pair(item)
            names.append(name)
            if name not in TERRAIN:
                raise ValueError(f"{name} is no factor from the DEM: choose among {', '.join(TERRAIN)}")
            _require_choices(name, chosen)
        if len(set(names)) < len(names):
            raise ValueError("a factor is listed more than once: list each once")
        absent = [name for name in ALWAYS if name not in names]
        if absent:
            raise ValueError(
                f"{' and '.join(absent)} must be among them, since samples and skill without flats go by them: to keep "
                "them out of the models, use models.predictors_exclude"
            )
        return value

    @field_validator("more")
    @classmethod
    def _names(cls, value: dict[str, OwnFactorSettings]) -> dict[str, OwnFactorSettings]:
        require_names(value, TAKEN)
        return value

    @field_validator("plugins")
    @classmethod
    def _plugin_names(cls, value: list[Path]) -> list[Path]:
        bad = [path.name for path in value if path.suffix != ".py" or not NAME.fullmatch(path.stem)]
        if bad:
            raise ValueError(
                f"{', '.join(bad)} cannot name a factor: call the file by small letters, digits and underscores, a "
                "letter first, at most 40, then .py"
            )
        names = [path.stem for path in value]
        twice = sorted({name for name in names if names.count(name) > 1 or name in TAKEN})
        if twice:
            raise ValueError(
                f"{', '.join(twice)} is the name of another factor or file of results: give the file another"
            )
        return value

    def terrain_choices(self) -> dict[str, TerrainChoice]:
        """What was chosen for each factor from the DEM, by name."""
        return dict((item, {}) if isinstance(item, str) else _only_pair(item) for item in self.terrain)


def _only_pair(item: dict[str, TerrainChoice]) -> tuple[str, dict[str, Any]]:
    """The name and the settings of an entry such as ``{local_relief: {radius_m: 300}}``."""
    if len(item) != 1:
        raise ValueError("each entry is a name, or one name with its settings: write them as a list")
    ((name, chosen),) = item.items()
    return name, dict(chosen)


def _require_choices(name: str, chosen: dict[str, Any]) -> None:
    """Refuse settings that a factor does not take, or that are out of bounds (ValueError)."""
    factor = factor_named(name)
    takes = {parameter.name: parameter for parameter in factor.parameters}
    for key, value in chosen.items():
        if key == "statistics":
            if factor.kind == "circular" or factor.of:
                raise ValueError(f"{name} has no other statistics: leave them out")
            if name in ALWAYS and isinstance(value, list) and value[:1] != ["mean"]:
                raise ValueError(
                    f"{name}: its mean must be the first of the statistics, since samples go by it"
                )
            if not isinstance(value, list) or not value:
                raise ValueError(f"{name}: statistics must be a list of at least one")
            if fault := statistics_fault(value):
                raise ValueError(f"{name}: {fault}")
        elif key not in takes:
            raise ValueError(f"{name} takes no {key}, but {', '.join(['statistics', *takes])}")
        elif isinstance(value, list) or not takes[key].low <= value <= takes[key].high:
            low, high, unit = takes[key].low, takes[key].high, takes[key].unit
            raise ValueError(f"{name}: {key} must lie between {low:g} and {high:g} {unit}")
