"""Section `factors.more`: factors of the user's own, by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, field_validator, model_validator

from scarpwatch.config.common.base import Day, FilePath, FilePaths, Real, Section, Text, Whole, setting
from scarpwatch.config.susceptibility.class_limits import MOST_LIMITS, require_increasing
from scarpwatch.config.susceptibility.class_names import string_keys
from scarpwatch.factors.factor import STATISTICS, statistics_fault

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
SOURCES = ("raster", "polygons", "distance_to", "density_of", "series")
# Which keys belong to which source, beside title, unit, breaks, plausible and monotone, which all have.
_KEYS_OF = {
    "raster": {"band", "kind", "names", "statistics"},
    "polygons": {"column", "layer", "kind", "names"},
    "distance_to": {"layer", "cap_m", "statistics"},
    "density_of": {"layer", "radius_m", "statistics"},
    "series": {"band", "statistic", "days", "dynamic", "until", "most_missing", "statistics"},
    "": {"kind"},  # a column of a ready table
}
_OF_ALL = {"title", "unit", "breaks", "plausible", "monotone"}


class OwnFactorSettings(Section):
    """A factor of the user's own. It has one source: `raster`, `polygons`, `distance_to`, `density_of` or `series`;
    or none, where it describes a column of a ready table (`units.table`)."""

    raster: FilePaths | None = setting(
        None, description="Raster of numbers, of directions or of codes; or a list of tiles of one."
    )
    polygons: FilePath | None = setting(None, description="Polygons with a class each (any vector file).")
    distance_to: FilePath | None = setting(
        None, description="Points, lines or polygons: the distance to the nearest."
    )
    density_of: FilePath | None = setting(
        None, description="Points, lines or polygons: how much of them lies within `radius_m`."
    )
    series: FilePath | None = setting(
        None, description="Folder of rasters with a date in each name, such as rain by day."
    )
    column: Text | None = setting(
        None, description="`polygons`: the column that names the class.", min_length=1
    )
    layer: Text | None = setting(
        None, description="Layer of a vector file that has several. null: the only one.", min_length=1
    )
    band: Whole | None = setting(
        None, description="Band of the rasters. null: they have one only.", unit="band", ge=1, le=1000
    )
    title: Text | None = setting(
        None, description="Name in figures and tables. null: the key.", min_length=1, max_length=60
    )
    unit: Text = setting("", description="Unit of the numbers, for figures and tables.", max_length=20)
    kind: Literal["continuous", "circular", "classes"] | None = setting(
        None,
        description="`continuous` numbers, `circular` (directions in degrees clockwise from north) or `classes` "
        "(codes or names). null: classes for polygons, else continuous.",
    )
    names: Annotated[dict[str, Text], BeforeValidator(string_keys)] | None = setting(
        None,
        description="Classes: from codes or values to names; what is not listed becomes `others`. null: every value "
        "is a class.",
        min_length=1,
    )
    statistics: list[Text] = setting(
        lambda: ["mean"],
        description=f"Over the cells of a unit, each a column that the models see: {', '.join(STATISTICS)}, or a "
        "quantile such as q90. Not for directions and classes.",
        min_length=1,
        max_length=10,
    )
    cap_m: Real | None = setting(
        None,
        description="`distance_to`: distances are cut off here. null: `factors.distance_cap_m`.",
        unit="m",
        ge=100.0,
        le=100000.0,
    )
    radius_m: Real = setting(
        500.0,
        description="`density_of`: radius of the circle around a cell.",
        unit="m",
        ge=10.0,
        le=20000.0,
    )
    statistic: Literal["sum", "mean", "max", "min"] = setting(
        "sum", description="`series`: what is made of the rasters of the last `days`."
    )
    days: Whole = setting(
        30, description="`series`: how many days, the last among them.", unit="days", ge=1, le=36600
    )
    dynamic: bool = setting(
        False,
        description="`series`: taken up to the date of each assessment, and given to the coupled models alone.",
    )
    until: Day | None = setting(
        None, description="`series` that is not dynamic: the last day; it is a static factor then."
    )
    most_missing: Real = setting(
        0.1,
        description="`series`: largest share of the days that may be missing.",
        unit="1",
        ge=0.0,
        le=0.9,
    )
    breaks: list[Real] | None = setting(
        None,
        description="Inner class limits of its map, increasing. null: round limits made for the area.",
        unit="that of the factor",
        min_length=1,
        max_length=MOST_LIMITS,
    )
    plausible: list[Real | None] | None = setting(
        None,
        description="Lowest and highest value that can be, such as `[0, null]`; a file with others is refused. null: "
        "no limit.",
        unit="that of the factor",
        min_length=2,
        max_length=2,
    )
    monotone: Literal["increasing", "decreasing"] | None = setting(
        None, description="The index may only rise, or only fall, with it (as `models.monotone`)."
    )

    @property
    def source(self) -> str:
        """Which of the sources is given; empty for a column of a ready table."""
        return next((name for name in SOURCES if getattr(self, name) is not None), "")

    @field_validator("statistics")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        if fault := statistics_fault(value):
            raise ValueError(fault)
        if len(set(value)) < len(value):
            raise ValueError("a statistic is listed more than once: list each once")
        return value

    @field_validator("breaks")
    @classmethod
    def _increasing(cls, value: list[float] | None) -> list[float] | None:
        require_increasing(value)
        return value

    @model_validator(mode="after")
    def _keys_belong_together(self) -> OwnFactorSettings:
        given = [name for name in SOURCES if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} are given: a factor has one source, so give one of them")
        allowed = _KEYS_OF[self.source] | _OF_ALL | set(given)
        # A config that was written out whole has every key, with its default.
        said = {
            name
            for name, field in type(self).model_fields.items()
            if getattr(self, name) != field.get_default(call_default_factory=True)
        }
        foreign = sorted(said - allowed)
        if foreign:
            of = f"{self.source} is its source" if self.source else "it has no source"
            raise ValueError(f"{', '.join(foreign)} means nothing where {of}: take it out")
        if self.polygons is not None and (self.column is None or self.kind not in (None, "classes")):
            raise ValueError(
                "polygons hold classes, in a column: give column, and leave kind out or set it to classes"
            )
        if self.names is not None and self.polygons is None and self.kind != "classes":
            raise ValueError("names are given to classes: set kind to classes")
        if self.kind in ("circular", "classes") or self.polygons is not None:
            without = {"statistics", "breaks", "monotone"} & said
            if without:
                raise ValueError(
                    f"{', '.join(sorted(without))} means nothing for directions and classes: take it out"
                )
        if self.series is not None and self.dynamic == (self.until is not None):
            raise ValueError(
                "a series is either dynamic (dynamic: true, up to the date of each assessment) or static (until: its "
                "last day): give one of the two"
            )
        low, high = self.plausible or (None, None)
        if low is not None and high is not None and low >= high:
            raise ValueError("plausible must go from a lower to a higher value")
        return self


def require_names(more: Mapping[str, OwnFactorSettings], taken: set[str]) -> None:
    """Refuse names that cannot be those of files and columns, or that others have (ValueError).

    What has no source is a column of a ready table, beside which the workflow makes nothing.
    """
    bad = [name for name in more if not NAME.fullmatch(name)]
    if bad:
        raise ValueError(
            f"{', '.join(map(repr, bad))} cannot be the name of a factor: small letters, digits and underscores, a "
            "letter first, at most 40; titles may be anything"
        )
    twice = sorted(name for name, own in more.items() if name in taken and own.source)
    if twice:
        raise ValueError(
            f"{', '.join(twice)} is the name of something that the workflow makes: choose another"
        )
