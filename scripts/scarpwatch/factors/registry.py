"""The factors that the workflow makes itself, one entry each. Config, rules, table, models, maps, report and the table
in the docs follow from them.

Limits of classes are those of Table 3 of Liang et al. (2026), where it has them, and so is the printed importance
(Tables 6 and 7, Gini importance of the forest). The area of a unit is no factor: it says how the units were cut, and by
itself reaches an AUC of 0.63-0.74 on real tables of slope units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scarpwatch.errors import ConfigError
from scarpwatch.factors.factor import Factor, Parameter

_DISTANCE_BREAKS = (500.0, 1000.0, 1500.0, 2000.0)

STUDY: tuple[Factor, ...] = (
    Factor(
        "slope",
        title="Slope",
        phrase="terrain",
        unit="°",
        source="dem",
        order=0,
        statistics=("mean", "std"),
        breaks=(15.0, 30.0, 45.0, 60.0),
        palette="YlOrBr",
        plausible=(0.0, 90.0),
        printed=(0.45, 0.30),
    ),
    Factor(
        "aspect",
        kind="circular",
        title="Aspect",
        phrase="terrain",
        source="dem",
        order=1,
        drawn_with=("slope",),
        plausible=(0.0, 360.0),
        printed=(0.01, None),
    ),
    Factor(
        "elevation",
        title="Elevation",
        phrase="terrain",
        unit="m",
        source="dem",
        order=2,
        breaks=(228.4, 465.8, 703.2, 940.6),
        palette="viridis",
        printed=(0.02, 0.04),
    ),
    Factor(
        "profile_curvature",
        title="Profile curvature",
        phrase="terrain",
        unit="1/100 m",
        source="dem",
        order=3,
        breaks=(-2.4, -0.8, 0.1, 1.7),
        palette="BrBG",
        centred=True,
        printed=(0.03, 0.02),
    ),
    Factor(
        "max_elevation_difference",
        title="Maximum elevation difference",
        phrase="terrain",
        unit="m",
        source="unit",
        order=4,
        statistics=("range",),
        predictors=("range",),
        of="elevation",
        breaks=(157.8, 315.6, 473.4, 631.2),
        palette="YlOrRd",
        printed=(0.14, 0.09),
    ),
    *(
        Factor(
            f"distance_to_{feature}",
            kind="distance",
            title=f"Distance to {feature}",
            phrase=feature,
            unit="m",
            source="lines",
            order=5 + number,
            breaks=_DISTANCE_BREAKS,
            palette="YlGnBu_r",
            plausible=(0.0, None),
            printed=printed,
        )
        for number, (feature, printed) in enumerate(
            {"faults": (0.12, 0.10), "rivers": (0.04, 0.07), "roads": (0.19, 0.25)}.items()
        )
    ),
    Factor(
        "ndvi",
        title="NDVI",
        phrase="land cover (NDVI)",
        source="raster",
        order=8,
        breaks=(0.2, 0.4, 0.6, 0.8),
        palette="YlGn",
        plausible=(-1.0, 1.0),
    ),
    Factor("lithology", kind="classes", title="Lithology", phrase="lithology", source="class_map", order=9),
)
"""The static factors of the study, in the order in which the models see them."""

DEFORMATION: tuple[Factor, ...] = (
    Factor(
        "cumulative_deformation",
        dynamic=True,
        title="Cumulative deformation",
        phrase="the cumulative deformation",
        unit="cm",
        source="deformation",
        order=101,
        raster="cumulative",
        breaks=(-4.0, -2.0, 2.0, 4.0),
        palette="rate",
        centred=True,
    ),
    Factor(
        "deformation_rate",
        dynamic=True,
        title="Deformation rate",
        phrase="the deformation rate",
        unit="cm/yr",
        source="deformation",
        order=100,
        statistics=("mean", "std"),
        raster="rate",
        breaks=(-2.0, -1.0, 1.0, 2.0),
        palette="rate",
        centred=True,
        printed=(None, 0.12),
    ),
)
"""What the radar data give, as the study lists them; the models see the rate first."""


def _radius(default: float) -> tuple[Parameter, ...]:
    return (Parameter("radius_m", default, "m", 10.0, 20000.0),)


_DRAINAGE = (Parameter("from_dem_km2", 1.0, "km2", 0.001, 10000.0),)
_LEAST_GRADIENT = (Parameter("least_gradient", 0.001, "", 1e-6, 0.1),)

MORE_TERRAIN: tuple[Factor, ...] = tuple(
    replace(factor, source="dem", phrase="terrain", order=200 + number)
    for number, factor in enumerate(
        (
            Factor(
                "plan_curvature",
                title="Plan curvature",
                unit="1/100 m",
                derivation="plan_curvature",
                palette="BrBG",
                centred=True,
            ),
            Factor(
                "tangential_curvature",
                title="Tangential curvature",
                unit="1/100 m",
                derivation="tangential_curvature",
                palette="BrBG",
                centred=True,
            ),
            Factor(
                "topographic_position_index",
                title="Topographic position index",
                unit="m",
                derivation="topographic_position_index",
                parameters=_radius(500.0),
                palette="BrBG",
                centred=True,
            ),
            Factor("ruggedness", title="Terrain ruggedness index", unit="m", derivation="ruggedness"),
            Factor(
                "local_relief",
                title="Local relief",
                unit="m",
                derivation="local_relief",
                parameters=_radius(500.0),
            ),
            Factor(
                "slope_variability",
                title="Standard deviation of slope",
                unit="°",
                derivation="slope_std",
                parameters=_radius(250.0),
                slope_method=True,
            ),
            Factor(
                "flow_accumulation",
                title="Flow accumulation",
                unit="log10 m²",
                derivation="flow_accumulation",
                palette="Blues",
            ),
            Factor(
                "topographic_wetness_index",
                title="Topographic wetness index",
                unit="ln m",
                derivation="topographic_wetness_index",
                parameters=_LEAST_GRADIENT,
                slope_method=True,
                palette="Blues",
            ),
            Factor(
                "stream_power_index",
                title="Stream power index",
                unit="ln m",
                derivation="stream_power_index",
                parameters=_LEAST_GRADIENT,
                slope_method=True,
                palette="Blues",
            ),
            Factor(
                "sediment_transport_index",
                title="Sediment transport index",
                derivation="sediment_transport_index",
                parameters=(
                    Parameter("area_exponent", 0.6, "", 0.1, 2.0),
                    Parameter("slope_exponent", 1.3, "", 0.1, 3.0),
                ),
                slope_method=True,
                palette="YlOrBr",
            ),
            Factor(
                "height_above_drainage",
                title="Height above drainage",
                unit="m",
                derivation="height_above_drainage",
                parameters=_DRAINAGE,
                palette="YlGnBu_r",
            ),
            Factor(
                "distance_to_ridge",
                title="Distance to ridge",
                unit="m",
                derivation="distance_to_ridge",
                parameters=_DRAINAGE,
                palette="YlGnBu",
            ),
        )
    )
)
"""Factors from the DEM that are made if ``factors.terrain`` names them."""

BUILT_IN: tuple[Factor, ...] = (*STUDY, *DEFORMATION, *MORE_TERRAIN)
TERRAIN: tuple[str, ...] = tuple(factor.name for factor in BUILT_IN if factor.source in ("dem", "unit"))
"""What ``factors.terrain`` may name."""

DEFAULT_TERRAIN: tuple[str, ...] = ("slope", "aspect", "elevation", "profile_curvature", "local_relief")
"""What is made unless ``factors.terrain`` says otherwise. Not the study's elevation difference within a unit: it grows
with the area of the unit (rank correlation .89 on real slope units), which by itself finds landslides."""


def displayed(factors: Iterable[Factor]) -> list[Factor]:
    """Factors in the order in which people see them: static ones first, those of the study before others."""
    place = {factor.name: number for number, factor in enumerate(BUILT_IN)}
    return sorted(
        factors, key=lambda factor: (factor.dynamic, place.get(factor.name, len(place) + factor.order))
    )


def factor_named(name: str, factors: Iterable[Factor] = BUILT_IN) -> Factor:
    """The entry of a factor.

    Raises
    ------
    ConfigError
        If there is none.
    """
    known = {factor.name: factor for factor in factors}
    if name not in known:
        raise ConfigError("factors", f"{name} is no factor", f"Choose among {', '.join(known)}.")
    return known[name]
