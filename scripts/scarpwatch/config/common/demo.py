"""Section `demo`: the simulated area, with known truth."""

from __future__ import annotations

import datetime
import math

from pydantic import model_validator

from scarpwatch.config.common.base import Day, Real, Section, Whole, setting
from scarpwatch.conventions import TOWARDS

REPEAT_DAYS = 12  # Sentinel-1's repeat cycle: simulated dates lie on it


class DemoSettings(Section):
    """The simulated stack, factors and inventory. Read only when `sar.source` is `simulated`."""

    first_date: Day = setting(
        datetime.date(2024, 1, 7), description="Date of the first simulated scene, `YYYY-MM-DD`."
    )
    scenes: Whole = setting(
        24,
        description="Number of scenes. Raising it adds scenes at the end and changes no earlier date.",
        unit="scenes",
        ge=2,
        le=400,
    )
    mean_interval_days: Real = setting(
        31.0,
        description="Mean time between scenes; each date is rounded to the 12-day repeat cycle.",
        unit="days",
        ge=12.0,
        le=366.0,
    )
    resolution_m: Real = setting(
        50.0,
        description="Cell size of the demo's DEM, and so of its analysis grid.",
        unit="m",
        ge=10.0,
        le=500.0,
    )
    size_km: Real | None = setting(
        None,
        description="Side of the square simulated, around the middle of the terrain; null: all of it. Small "
        "values are for tests.",
        unit="km",
        ge=2.0,
        le=100.0,
    )
    pixel_m: Real = setting(
        80.0,
        description="Size of a multilooked radar pixel on the ground, after the looks of section "
        "`interferograms`.",
        unit="m",
        ge=20.0,
        le=1000.0,
    )
    perpendicular_baseline_m: Real = setting(
        150.0,
        description="Largest perpendicular baseline of a scene, to either side of the first one.",
        unit="m",
        ge=0.0,
        le=1000.0,
    )
    turbulence_mm: Real = setting(
        5.0,
        description="Turbulent tropospheric delay per scene, root mean square of the one-way delay.",
        unit="mm",
        ge=0.0,
        le=100.0,
    )
    stratified_mm: Real = setting(
        5.0,
        description="Stratified tropospheric delay per scene, root mean square of the one-way delay.",
        unit="mm",
        ge=0.0,
        le=100.0,
    )
    ramps_mm: Real = setting(
        5.0,
        description="Orbital ramp per scene, root mean square over the area.",
        unit="mm",
        ge=0.0,
        le=100.0,
    )
    dem_error_m: Real = setting(
        15.0,
        description="Error of the DEM that the interferograms are flattened with, standard deviation.",
        unit="m",
        ge=0.0,
        le=100.0,
    )
    fading_mm_per_year: Real = setting(
        0.0,
        description="Apparent motion of short-lived scatterers (vegetation) while they last, which "
        f"biases short pairs (fading signal); positive {TOWARDS}.",
        unit="mm/yr",
        ge=-500.0,
        le=500.0,
    )
    landslides: Whole = setting(
        361,
        description="Number of landslides in the simulated inventory.",
        unit="landslides",
        ge=1,
        le=100000,
    )
    landslide_units: Whole = setting(
        330,
        description="Number of distinct slope units those landslides lie in.",
        unit="units",
        ge=1,
        le=100000,
    )
    rate_effect: Real = setting(
        1.2,
        description="Effect of the deformation rate on landsliding in the truth, in log-odds per standard "
        "deviation; 0 makes deformation irrelevant.",
        unit="1",
        ge=0.0,
        le=5.0,
    )

    @model_validator(mode="after")
    def _units_hold_landslides(self) -> DemoSettings:
        if self.landslide_units > self.landslides:
            raise ValueError(
                f"demo.landslide_units ({self.landslide_units}) exceeds demo.landslides ({self.landslides}): "
                "each such unit holds at least one landslide, so lower the first or raise the second"
            )
        return self

    def dates(self) -> list[datetime.date]:
        """Dates of the simulated scenes, earliest first; those of the first n scenes never depend on n."""
        cycles = (
            math.floor(number * self.mean_interval_days / REPEAT_DAYS + 0.5) for number in range(self.scenes)
        )
        return [self.first_date + datetime.timedelta(days=REPEAT_DAYS * cycle) for cycle in cycles]
