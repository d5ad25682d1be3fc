"""Section `velocity`: the model fitted to the displacement series."""

from __future__ import annotations

from typing import Literal

from scarpwatch.config.common.base import Moment, Real, Section, setting


class VelocitySettings(Section):
    """Terms of the model besides the offset and the linear rate."""

    annual: bool | Literal["always"] = setting(
        True,
        description="Also fit a yearly cycle where it earns its place: it is left out, and the report says so, where "
        "the dates cannot tell it from the rate (below about a year), and where it would add more noise to the rate "
        "than the scene's seasons do. always: fitted wherever the dates can tell it.",
    )
    semiannual: bool | Literal["always"] = setting(
        False, description="Also fit a half-yearly cycle, in the same way."
    )
    steps: list[Moment] = setting(
        list,
        description="Days, or times in UTC (`2024-09-18T13:00`), of sudden offsets that are also fitted, such as "
        "earthquakes; each needs three dates of the stack before it, after it and up to the next. An image of the very "
        "day lies before or after a time as `sar.acquisition_time` says; without either, or within 10 minutes, it is "
        "left out of the fit.",
        max_length=20,
    )
    max_subset_inflation: Real = setting(
        8.0,
        description="Where a pixel has disconnected subsets of dates, the rate is fitted with a free offset for each "
        "subset. No rate is given where that raises its standard deviation more than this many times.",
        unit="1",
        ge=1.0,
        le=1000.0,
    )
