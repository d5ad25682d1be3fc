"""Section `interferograms`: multilooking and filtering."""

from __future__ import annotations

from scarpwatch.config.common.base import Real, Section, Whole, setting


class InterferogramsSettings(Section):
    """How interferograms are formed from coregistered SLCs."""

    looks_azimuth: Whole = setting(4, description="Number of SLC lines averaged.", unit="lines", ge=1, le=64)
    looks_range: Whole = setting(
        4, description="Number of SLC samples averaged in range.", unit="samples", ge=1, le=64
    )
    goldstein_alpha: Real = setting(
        0.5,
        description="Strength of the Goldstein filter; 0 switches it off, 1 is the strongest.",
        unit="1",
        ge=0.0,
        le=1.0,
    )
