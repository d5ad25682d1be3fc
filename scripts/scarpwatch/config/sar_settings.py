"""Section `sar`: where the radar data come from."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from scarpwatch.config.base import Day, FilePath, Real, Section, setting


class SarSettings(Section):
    """The radar data. Leave the whole section out (`sar: null`) for static models only."""

    source: Literal["simulated", "slc_stack", "gamma"] = setting(
        description="`simulated`: the demo's stack, made from section `demo`; `slc_stack`: coregistered SLCs "
        "listed in a scene table; `gamma`: unwrapped interferograms as GAMMA and PyRate write them.",
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
        "`longitude.tif` (degrees), where known `layover_shadow.tif` (0 = clear), and for a stack that is not "
        "flattened `look_angle.tif` (radians).",
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
        description="`slc_stack`: radar wavelength (Sentinel-1 by default). GAMMA data carry their own.",
        unit="m",
        ge=0.01,
        le=1.0,
    )
    folder: FilePath | None = setting(
        None,
        description="`gamma`: folder that holds, in it or below it, `*_unw.tif`, `*_cc.tif`, `*_slc.par` and, "
        "where known, `*_base.par`.",
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
        if self.source == "gamma" and self.folder is None:
            raise ValueError("sar.source is gamma but sar.folder is not given: add sar.folder")
        return self
