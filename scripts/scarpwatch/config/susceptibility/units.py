"""Section `units`: the mapping units."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from scarpwatch.config.common.base import FilePath, Real, Section, Whole, setting
from scarpwatch.config.susceptibility.table import TableSettings


class ExploreSettings(Section):
    """A grid of the parameters a and c for which V, I and F(a, c) are reported; it changes no unit."""

    min_area_m2: list[Real] = setting(
        description="Values of a to try.", unit="m2", min_length=2, max_length=12
    )
    circular_variance: list[Real] = setting(
        description="Values of c to try.", unit="1", min_length=2, max_length=12
    )

    @model_validator(mode="after")
    def _in_bounds(self) -> ExploreSettings:
        if not all(0 < value <= 1e9 for value in self.min_area_m2):
            raise ValueError("units.explore.min_area_m2 must be above 0 and at most 1e9 m2: correct the list")
        if not all(0 < value < 1 for value in self.circular_variance):
            raise ValueError("units.explore.circular_variance must be between 0 and 1: correct the list")
        return self


class UnitsSettings(Section):
    """Slope units (Alvioli et al. 2016), square cells, the user's own polygons, or a ready table of factors."""

    source: Literal["slope_units", "grid", "polygons", "table"] = setting(
        "slope_units",
        description="`slope_units`: delineated from the DEM; `grid`: square blocks of cells; `polygons`: a file; "
        "`table`: a file that holds units, factors and labels, so that neither DEM nor inventory is needed.",
    )
    method: Literal["aspect", "catchments"] = setting(
        "aspect",
        description="`slope_units`: `aspect` divides half-basins until their aspect is homogeneous (Alvioli et "
        "al. 2016); `catchments` crosses catchments with those of the inverted DEM and uses only "
        "`threshold_m2` and `clean_size_m2`.",
    )
    sizes: Literal["even", "published"] = setting(
        "even",
        description="`aspect`: `even` makes `min_area_m2` the size of the smallest unit, divides what is above five times as "
        "much and begins at ten times as much drained area, so that size alone tells little of landslides; `published` "
        "uses `threshold_m2`, `max_area_m2` and `clean_size_m2` as given, as r.slopeunits does.",
    )
    target_count: Whole | None = setting(
        None,
        description="Wanted number of slope units, reached within 2 % (or two units) by a search for `min_area_m2`, "
        "the other sizes (`published`: `clean_size_m2`) in proportion. null: the parameters as given.",
        unit="units",
        ge=2,
        le=10000000,
    )
    min_area_m2: Real = setting(
        150000.0,
        description="Parameter a: a half-basin larger than this is split further if its aspect varies too much. With "
        "`even` sizes also that of the smallest unit; the mean is some 2.3 times as large.",
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
        description="Parameter t, for `published` sizes and `catchments`: drained area at which the first channels begin; it "
        "falls from round to round.",
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
        description="`published` sizes: a half-basin larger than this is split however uniform its aspect is. null: no "
        "limit.",
        unit="m2",
        gt=0.0,
        le=1e10,
    )
    clean_size_m2: Real = setting(
        25000.0,
        description="`published` sizes and `catchments`: smaller units are merged into a neighbour at the end.",
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
    table: TableSettings | None = setting(None, description="`table`: the file and what its columns mean.")

    flat_below_deg: Real | None = setting(
        None,
        description="Connected ground flatter than this, of at least `clean_size_m2`, belongs to no unit. null: "
        "flats are part of the units.",
        unit="degrees",
        gt=0.0,
        le=45.0,
    )
    water: FilePath | None = setting(
        None, description="Polygons of lakes, rivers and sea, which belong to no unit; any vector file."
    )
    explore: ExploreSettings | None = setting(
        None, description="Grid of parameters to compare by V, I and F(a, c). null: none."
    )
    cells_per_tile: Real = setting(
        36e6,
        description="A larger area is divided into slope units by tiles of at most so many cells, each a job of "
        "its own; the units are the same.",
        unit="cells",
        ge=100.0,
        le=1e9,
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
        searched = self.target_count is not None or self.explore is not None
        if searched and (self.source, self.method) != ("slope_units", "aspect"):
            raise ValueError(
                "units.target_count and units.explore go with units.source slope_units and units.method aspect: "
                "set them to null"
            )
        if self.source == "polygons" and (self.flat_below_deg is not None or self.water is not None):
            raise ValueError(
                "units.flat_below_deg and units.water do not cut the user's own polygons: set them to null"
            )
        if (self.source == "table") != (self.table is not None):
            raise ValueError(
                f"units.source is {self.source} and units.table is "
                f"{'not given' if self.table is None else 'given'}: units.source: table and units.table belong "
                "together"
            )
        even = (self.source, self.method, self.sizes) == ("slope_units", "aspect", "even")
        unused = ["threshold_m2", "max_area_m2"] + (["clean_size_m2"] if self.flat_below_deg is None else [])
        given = [name for name in unused if getattr(self, name) != type(self).model_fields[name].default]
        if even and given:
            raise ValueError(
                f"units.{given[0]} is given but units.sizes is even, which takes it from units.min_area_m2: set "
                "units.sizes to published, or leave it out"
            )
        if self.max_area_m2 is not None and self.max_area_m2 <= self.min_area_m2:
            raise ValueError(
                f"units.max_area_m2 ({self.max_area_m2:g}) must exceed units.min_area_m2 "
                f"({self.min_area_m2:g}): raise the first or lower the second"
            )
        return self
