"""Section `zoning`: from the susceptibility index to classes."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import field_validator

from scarpwatch.config.common.base import Real, Section, setting
from scarpwatch.susceptibility_classes import DEFAULT_BREAKS, NUMBER

LANDSLIDES_ABOVE = (0.98, 0.9, 0.75, 0.5)
"""From half of the landslides in the highest class to a fiftieth in the lowest."""


class ZoningSettings(Section):
    """The classes, from very low to very high."""

    method: Literal["fixed", "quantiles", "natural_breaks", "success_rate", "roc"] = setting(
        "fixed",
        description="Where the breaks lie: `fixed`: at `breaks`; `quantiles`: as many units in each class; "
        "`natural_breaks`: where the indices of a map fall into groups (Jenks); `success_rate`: where `landslides_above` of the "
        "landslides lie above; `roc`: so that the classes keep most of the area under the ROC curve. The last two go by held-out "
        "samples. All but `fixed` differ from map to map, so that classes of two maps do not compare.",
    )
    breaks: list[Real] = setting(
        lambda: list(DEFAULT_BREAKS),
        description=f"`fixed`: the {NUMBER - 1} breaks between the {NUMBER} classes, increasing, each between 0 and "
        f"1.",
        unit="1",
        min_length=NUMBER - 1,
        max_length=NUMBER - 1,
    )

    landslides_above: list[Real] = setting(
        lambda: list(LANDSLIDES_ABOVE),
        description=f"`success_rate`: the shares of the landslides that lie above the {NUMBER - 1} breaks, decreasing.",
        unit="1",
        min_length=NUMBER - 1,
        max_length=NUMBER - 1,
    )

    @field_validator("landslides_above")
    @classmethod
    def _decreasing_shares(cls, value: list[float]) -> list[float]:
        if any(not 0.0 < item < 1.0 for item in value):
            raise ValueError("every share must lie between 0 and 1")
        if any(first <= second for first, second in pairwise(value)):
            raise ValueError(
                "the shares must decrease from each to the next, as fewer landslides lie above a higher break"
            )
        return value

    @property
    def by_landslides(self) -> bool:
        """Whether the breaks follow from held-out landslides."""
        return self.method in ("success_rate", "roc")

    @field_validator("breaks")
    @classmethod
    def _increasing_shares(cls, value: list[float]) -> list[float]:
        if any(not 0.0 < item < 1.0 for item in value):
            raise ValueError("every border must lie between 0 and 1")
        if any(first >= second for first, second in pairwise(value)):
            raise ValueError("the breaks must increase from each to the next")
        return value
