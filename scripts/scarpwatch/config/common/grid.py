"""Section `grid`: the analysis grid on which factors, units and maps lie."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from scarpwatch.config.common.base import Real, Section, setting


class GridSettings(Section):
    """The analysis grid; by default it is the DEM's own, which must then be projected in metres."""

    crs: str | None = setting(
        None,
        description="Coordinate system to warp the DEM to, as an EPSG code such as `EPSG:32614`; it must be "
        "in metres on the ground over the area (both principal scales within 1.5 % of 1). null: the DEM's own.",
        pattern=r"^[A-Za-z]+:\d+$",
    )
    resolution_m: Real | None = setting(
        None,
        description="Cell size of the analysis grid. null: the DEM's own.",
        unit="m",
        ge=1.0,
        le=1000.0,
    )

    resampling: Literal["auto", "nearest", "bilinear", "mean"] = setting(
        "auto",
        description="How deformation comes from the stack's pixels to the cells of the analysis grid: from the "
        "`nearest` pixel, which keeps its value; `bilinear`; or the `mean` of the pixels in a cell. auto: nearest where "
        "a cell's side is .75 to 1.33 of a pixel's, bilinear where it is less, mean where it is more.",
    )

    @model_validator(mode="after")
    def _crs_needs_resolution(self) -> GridSettings:
        if self.crs is not None and self.resolution_m is None:
            raise ValueError("grid.crs is given without grid.resolution_m: give the cell size in metres too")
        return self
