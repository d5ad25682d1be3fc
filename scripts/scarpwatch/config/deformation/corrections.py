"""Section `corrections`: what is taken out of the displacement series."""

from __future__ import annotations

from typing import Literal

from scarpwatch.config.common.base import FilePath, Real, Section, setting


class DelaysSettings(Section):
    """Tropospheric delays that were computed elsewhere, such as GACOS or from a weather model."""

    folder: FilePath = setting(
        description="Folder with one raster per date of the stack, its name beginning with YYYYMMDD, in metres: a GeoTIFF, or "
        "GACOS's `.ztd` with its `.ztd.rsc`."
    )
    direction: Literal["zenith", "line_of_sight"] = setting(
        "zenith",
        description="What the delays are: of the zenith (GACOS), divided by the cosine of the incidence angle "
        "here, or along the line of sight.",
    )


class FilterSettings(Section):
    """The filter for turbulent delay: temporal high-pass, spatial low-pass."""

    length_m: Real = setting(
        2000.0,
        description="Standard deviation of the spatial Gaussian; shorter wavelengths stay in the series.",
        unit="m",
        ge=1.0,
        le=100_000.0,
    )
    days: Real = setting(
        60.0,
        description="Standard deviation of the temporal Gaussian; slower changes stay in the series.",
        unit="days",
        ge=1.0,
        le=3650.0,
    )


class CorrectionsSettings(Section):
    """Corrections of the series, applied in this order; the filter makes a series of its own, for display."""

    delays: DelaysSettings | None = setting(
        None, description="Delays known from elsewhere, taken out first; null: none."
    )
    ramp_and_height: bool | Literal["always"] = setting(
        True,
        description="Per date, fit a plane and a term in height together and take them out (orbital ramp and "
        "stratified troposphere). Of their rates only what is expected not to be motion, which depends on the size of "
        "the scene and is told in the report. always: taken out whole.",
    )
    dem_error: bool | Literal["always"] = setting(
        True,
        description="Estimate the DEM error of each pixel from the perpendicular baselines and take it out. It is "
        "left out, and the report says why, where the baselines cannot be true or follow time, and where what is found "
        "cannot be an error of the DEM. always: taken out whatever is found, where the baselines tell it at all.",
    )
    join_subsets: Literal["fitted_model", "minimum_norm"] = setting(
        "fitted_model",
        description="How the series goes on where a pixel has disconnected subsets of dates: `fitted_model` as the "
        "motion model that was fitted with a free offset for each subset, so that series, rate and cumulative "
        "deformation "
        "agree; `minimum_norm` with as little motion as possible, the pseudo-inverse of Berardino et al. (2002). Rate "
        "and sigma do not depend on it.",
    )
    turbulence_filter: FilterSettings | None = setting(
        None,
        description="Write a filtered series besides, for display; rates and their sigma are taken before it. "
        "null: none.",
    )
