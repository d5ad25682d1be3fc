"""Section `sar`: where the radar data come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from scarpwatch.config.common.base import Clock, Day, FilePath, Real, Section, setting
from scarpwatch.families import FAMILIES, described

SOURCES = ("simulated", "slc_stack", *FAMILIES, "auto")
if TYPE_CHECKING:
    Source = str
else:  # a Literal whose values are known when the program runs
    Source = Literal[SOURCES]


class RateSettings(Section):
    """What is known of the rate of `sar.source: rate_raster`, where its file does not say it in tags."""

    unit: Literal["m/yr", "cm/yr", "mm/yr"] | None = setting(
        None,
        description="Unit of the rate and its standard deviation. null: as the band's unit or a tag `UNITS` says.",
    )
    negate: bool | None = setting(
        None,
        description="Whether the numbers are to be negated, as motion towards the satellite is negative in them. null: as a "
        "tag `SIGN` says (`positive towards the satellite`).",
    )
    first_date: Day | None = setting(
        None,
        description="Date of the first image behind the rate. null: as a tag `FIRST_DATE` says.",
    )
    last_date: Day | None = setting(
        None,
        description="Date of the last image behind the rate. null: as a tag `LAST_DATE` says.",
    )
    heading_deg: Real | None = setting(
        None,
        description="Direction of flight of a satellite that looks to the right, clockwise from north: with `incidence.tif` it "
        "gives the look vector, where there is no `los_east.tif`, `los_north.tif` and `los_up.tif`.",
        unit="degrees",
        ge=-180.0,
        le=360.0,
    )


class SarSettings(Section):
    """The radar data. Leave the whole section out (`sar: null`) for static models only."""

    source: Source = setting(
        description=f"Where the data come from. {described()} `slc_stack`: coregistered SLCs as GeoTIFFs, listed in a "
        "scene table. `auto`: one of the families, told from the names of the files in `sar.folder`. `simulated`: the "
        "demo's stack, made from section `demo`.",
    )
    scenes: FilePath | None = setting(
        None,
        description="`slc_stack`: table (TSV or CSV) with the columns `date`, `file` and "
        "`perpendicular_baseline_m`, and optionally `parallel_baseline_m`; file names are relative to the "
        "table's folder.",
    )
    geometry: FilePath | None = setting(
        None,
        description="`slc_stack`: folder with `height.tif` (m), `incidence.tif` (radians) and "
        "`slant_range.tif` (m) on the grid of the SLCs; in radar geometry also `latitude.tif` and "
        "`longitude.tif` (degrees), where known `layover_shadow.tif` (0 = clear) and `los_east.tif`, "
        "`los_north.tif` and `los_up.tif` (unit vector from the ground to the satellite), and for a stack that is "
        "not flattened `look_angle.tif` (radians).",
    )
    flattened: bool = setting(
        True,
        description="`slc_stack`: whether flat-earth and topographic phase are already taken out of the SLCs.",
    )
    reference_look_rad: Real | None = setting(
        None,
        description="`slc_stack`, not flattened: look angle at which the baselines of the scene table are "
        "parallel and perpendicular to the line of sight, usually that of the middle of the swath.",
        unit="radians",
        ge=0.1,
        le=1.2,
    )
    wavelength_m: Real = setting(
        0.05546576,
        description="`slc_stack`: radar wavelength (Sentinel-1 by default). Products carry their own.",
        unit="m",
        ge=0.01,
        le=1.0,
    )
    folder: FilePath | None = setting(
        None,
        description="Folder that holds the products of a family, in it or below it (not for `simulated` and "
        "`slc_stack`).",
    )
    file: FilePath | None = setting(
        None,
        description="A finished deformation: name of its file in `sar.folder`. `mintpy`: the displacement series (or the "
        "rate), needed where the folder has several `timeseries*.h5`. `licsbas`: null means `cum.h5`. `rate_raster`: null means "
        "`rate.tif`.",
    )
    rate: RateSettings | None = setting(
        None, description="`rate_raster`: what the file does not say in tags; null: it says all."
    )
    acquisition_time: Clock | None = setting(
        None,
        description='Time of day at which the images were taken, in UTC and in quotes, as "13:05": tells on which side '
        "of a step in `velocity.steps` the image of its day lies. null: as the products say, where they do.",
    )
    exclude_dates: list[Day] = setting(
        list,
        description="Dates left out, with all their pairs, each written `YYYY-MM-DD`.",
    )

    @model_validator(mode="after")
    def _source_has_its_files(self) -> SarSettings:
        if self.source == "slc_stack":
            for key in ("scenes", "geometry"):
                if getattr(self, key) is None:
                    raise ValueError(f"sar.source is slc_stack but sar.{key} is not given: add sar.{key}")
            if not self.flattened and self.reference_look_rad is None:
                raise ValueError(
                    "sar.flattened is false but sar.reference_look_rad is not given: add sar.reference_look_rad"
                )
        if self.rate is not None and self.source not in ("rate_raster", "auto"):
            raise ValueError(
                f"sar.rate is given, and sar.source is {self.source}: it tells of a rate_raster, so leave it out"
            )
        if self.source not in ("simulated", "slc_stack") and self.folder is None:
            raise ValueError(f"sar.source is {self.source} but sar.folder is not given: add sar.folder")
        return self
