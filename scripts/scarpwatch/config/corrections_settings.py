"""Section `corrections`: what is taken out of the displacement series."""

from __future__ import annotations

from scarpwatch.config.base import Section, setting


class CorrectionsSettings(Section):
    """Corrections of the series, applied in this order."""

    ramp_and_height: bool = setting(
        True,
        description="Per date, fit a plane and a term in height together and take them out (orbital ramp and "
        "stratified troposphere).",
    )
    dem_error: bool = setting(
        True,
        description="Estimate the DEM error of each pixel from the perpendicular baselines and take it out.",
    )
