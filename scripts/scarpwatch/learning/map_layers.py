"""The layers of the maps as a GIS shows them: their names, what their columns hold, and how they are drawn."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scarpwatch.files.geopackage_layers import Column, Layer, LayerStyle, layer_name
from scarpwatch.styles.layers import (
    APPLICABLE,
    density_unit_style,
    outcome_style,
    unit_point_style,
    unit_style,
)
from scarpwatch.styles.qml import qml
from scarpwatch.styles.sld import sld
from scarpwatch.styles.style import Style
from scarpwatch.units.places import UNIT

OF_PROBABILITY = (
    "probability that the unit holds at least one landslide of the inventory, whose time span it shares; calibrated on "
    "held-out folds with the area of the unit, at the share of landslide units in the area"
)
"""What the probability of a unit is of."""

EFFECT = "How much it moves the score of this unit, in log-odds or in units of the index; positive raises it"
DRIVERS = {
    name: column
    for number in (1, 2, 3)
    for name, column in (
        (f"driver_{number}", Column(f"Factor {number} behind the index")),
        (f"driver_{number}_effect", Column(f"Effect of factor {number}", meaning=EFFECT)),
    )
}
UNITS = {
    **UNIT,
    "landslides": Column("Landslides in the unit", meaning="Number of landslides of the inventory"),
}
SUSCEPTIBILITY = {
    **UNITS,
    "score": Column("Susceptibility index", meaning="0 to 1; ranks the units, is not a probability"),
    "probability": Column(
        "Probability of a landslide", meaning=OF_PROBABILITY[0].upper() + OF_PROBABILITY[1:]
    ),
    "score_std": Column("Standard deviation of the index", meaning="Over folds and seeds"),
    "outside_range": Column("Factors beyond the training units"),
    "dissimilarity": Column("Dissimilarity to the training units"),
    "applicable": Column("Area of applicability", codes=APPLICABLE.names),
    **DRIVERS,
}
DENSITY = {
    **UNITS,
    "observed_density": Column("Observed landslides", "1/km²"),
    "expected_landslides": Column(
        "Expected landslides in the unit",
        meaning="By models of counts that did not see the block of the unit",
    ),
    "expected_density": Column(
        "Expected landslides", "1/km²", "By models of counts that did not see the block of the unit"
    ),
}
ERRORS = {
    **UNIT,
    "x": Column("Easting of the unit"),
    "y": Column("Northing of the unit"),
    "landslide": Column("Landslide unit", codes={0: "no", 1: "yes"}),
    "score": Column("Index by models that did not see the unit", meaning="Mean over the repeats"),
    "residual": Column("Residual", meaning="Landslide (1 or 0) less index"),
    "outcome": Column("Outcome", meaning="TP, FN, FP or TN at the stated threshold"),
    "wrong_share": Column("Share of repeats on the wrong side"),
}


def susceptibility_layer(
    algorithm: str, assessment: str, limits: Mapping[int, str], *, shape: str = "polygon"
) -> Layer:
    """The units of a map.

    Parameters
    ----------
    limits : name with limits of each class
    shape : "polygon", "point", or "" of a table without places, which is not drawn
    """
    title = f"Landslide susceptibility, {algorithm}, {assessment}"
    columns = {**SUSCEPTIBILITY, "class": Column("Susceptibility class", codes={0: "no index", **limits})}
    style = {"polygon": unit_style, "point": unit_point_style}.get(shape)
    styles = (_layer_style("susceptibility classes", style(limits), title, columns),) if style else ()
    description = (
        "Mapping units with susceptibility index and class, what stands behind them, and known landslides"
    )
    return Layer(layer_name("susceptibility", algorithm, assessment), title, description, columns, styles)


def shape_of(units: pd.DataFrame) -> str:
    """Of the places of units: "polygon", "point", or "" where they have none."""
    kinds = set() if "geometry" not in units else set(units["geometry"].dropna().geom_type)
    if not kinds:
        return ""
    return "point" if kinds <= {"Point", "MultiPoint"} else "polygon"


def density_layer(assessment: str, limit: float) -> Layer:
    """The units with the density of landslides, in colours up to a limit (1/km²)."""
    title = f"Density of landslides, {assessment}"
    styles = (_layer_style("observed density", density_unit_style(limit), title, DENSITY),)
    return Layer(
        layer_name("landslide_density", assessment), title, "Landslides per km² of each unit", DENSITY, styles
    )


def error_layer(algorithm: str, assessment: str, *, shape: str = "polygon") -> Layer:
    """Where a model is right and wrong; the shape as of `susceptibility_layer`."""
    title = f"Errors on held-out units, {algorithm}, {assessment}"
    styles = (_layer_style("outcomes", outcome_style(shape), title, ERRORS),) if shape else ()
    return Layer(
        layer_name("errors", algorithm, assessment),
        title,
        "Samples with the index of models that did not see them, and on which side of the threshold they are",
        ERRORS,
        styles,
    )


def _layer_style(name: str, style: Style, title: str, columns: Mapping[str, Column]) -> LayerStyle:
    return LayerStyle(
        name, qml(style, {key: column.alias for key, column in columns.items()}), sld(style, title)
    )
