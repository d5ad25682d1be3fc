"""Section `quality`: which pixels count as measured."""

from __future__ import annotations

from scarpwatch.config.common.base import Real, Section, Whole, setting


class QualitySettings(Section):
    """Criteria that a pixel must meet to count as measured. A criterion that is null is not applied."""

    min_temporal_coherence: Real = setting(
        0.7,
        description="Lowest temporal coherence. Pixels below it do not enter the fit of the corrections either.",
        unit="1",
        ge=0.0,
        le=1.0,
    )
    max_residual_rms_rad: Real | None = setting(
        None,
        description="Largest RMS of the pairs' residuals after the inversion.",
        unit="rad",
        gt=0.0,
        le=20.0,
    )
    max_nonzero_closure_share: Real | None = setting(
        None,
        description="Largest share of the pixel's triplets with an integer closure residual.",
        unit="1",
        ge=0.0,
        le=1.0,
    )
    max_phase_bias_cm_per_year: Real | None = setting(
        None,
        description="Largest phase bias of the rate, where it is significant (two standard deviations). null: "
        "the map of the bias is written and reported, and removes nothing.",
        unit="cm/yr",
        gt=0.0,
        le=100.0,
    )
    min_pairs: Whole | None = setting(
        None, description="Fewest pairs of a pixel.", unit="pairs", ge=1, le=100000
    )
    min_dates: Whole | None = setting(
        None, description="Fewest dates that a pixel's pairs reach.", unit="scenes", ge=2, le=10000
    )
