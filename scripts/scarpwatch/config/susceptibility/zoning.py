"""Section `zoning`: from the susceptibility index to classes."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import field_validator

from scarpwatch.config.common.base import Real, Section, setting
from scarpwatch.susceptibility_classes import DEFAULT_BREAKS, NUMBER


class ZoningSettings(Section):
    """The classes, from very low to very high."""

    method: Literal["fixed", "quantiles", "natural_breaks"] = setting(
        "fixed",
        description="Where the breaks lie: `fixed`: at `breaks`; `quantiles`: as many units in each class; "
        "`natural_breaks`: where the indices of a map fall into groups (Jenks). The last two differ from map to "
        "map, so that classes of two maps do not compare.",
    )
    breaks: list[Real] = setting(
        lambda: list(DEFAULT_BREAKS),
        description=f"`fixed`: the {NUMBER - 1} breaks between the {NUMBER} classes, increasing, each between 0 and "
        f"1.",
        unit="1",
        min_length=NUMBER - 1,
        max_length=NUMBER - 1,
    )

    @field_validator("breaks")
    @classmethod
    def _increasing_shares(cls, value: list[float]) -> list[float]:
        if any(not 0.0 < item < 1.0 for item in value):
            raise ValueError("every border must lie between 0 and 1")
        if any(first >= second for first, second in pairwise(value)):
            raise ValueError("the breaks must increase from each to the next")
        return value
