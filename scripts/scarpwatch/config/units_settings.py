"""Section `units`: the mapping units."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from scarpwatch.config.base import FilePath, Real, Section, Whole, setting


class UnitsSettings(Section):
    """Slope units (Alvioli et al. 2016), square cells, or the user's own polygons."""

    source: Literal["slope_units", "grid", "polygons"] = setting(
        "slope_units",
        description="`slope_units`: delineated from the DEM; `grid`: square blocks of cells; `polygons`: a file.",
    )
    min_area_m2: Real = setting(
        150000.0,
        description="Parameter a: a half-basin larger than this is split further if its aspect varies too much.",
        unit="m2",
        gt=0.0,
        le=1e9,
    )
    circular_variance: Real = setting(
        0.25,
        description="Parameter c: largest circular variance of aspect in a finished unit.",
        unit="1",
        gt=0.0,
        lt=1.0,
    )
    threshold_m2: Real = setting(
        1e6,
        description="Parameter t: drained area at which the first channels begin; it falls from round to round.",
        unit="m2",
        gt=0.0,
        le=1e10,
    )
    reduction_factor: Real = setting(
        5.0,
        description="Parameter rf: each round lowers the threshold t by t / rf.",
        unit="1",
        gt=1.0,
        le=100.0,
    )
    max_area_m2: Real | None = setting(
        None,
        description="A half-basin larger than this is split however uniform its aspect is. null: no limit.",
        unit="m2",
        gt=0.0,
        le=1e10,
    )
    clean_size_m2: Real = setting(
        25000.0,
        description="Smaller units are merged into a neighbour at the end.",
        unit="m2",
        ge=0.0,
        le=1e9,
    )
    grid_cells: Whole = setting(
        4,
        description="`grid`: side of a block in cells of the analysis grid.",
        unit="cells",
        ge=1,
        le=1000,
    )
    polygons: FilePath | None = setting(
        None, description="`polygons`: file with the user's own units, any vector file."
    )

    @model_validator(mode="after")
    def _consistent(self) -> UnitsSettings:
        if self.source == "polygons" and self.polygons is None:
            raise ValueError("units.source is polygons but units.polygons is not given: add the file")
        if self.source != "polygons" and self.polygons is not None:
            raise ValueError(
                f"units.polygons is given but units.source is {self.source}: set units.source to polygons, or "
                "units.polygons to null"
            )
        if self.max_area_m2 is not None and self.max_area_m2 <= self.min_area_m2:
            raise ValueError(
                f"units.max_area_m2 ({self.max_area_m2:g}) must exceed units.min_area_m2 "
                f"({self.min_area_m2:g}): raise the first or lower the second"
            )
        return self
