"""The style of every kind of product, with the colours of the figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from scarpwatch.grids.products import Classes
from scarpwatch.map_colours import NO_DATA_COLOUR, rate_items
from scarpwatch.styles.style import Condition, Ramp, Rule, Shapes, even_stops
from scarpwatch.susceptibility_classes import CLASS_COLOURS, CLASS_NAMES, colour_table, rgba

# Samples of colour maps of matplotlib at equal steps, which a test holds to those of the figures.
SPREAD_COLOURS = ("#ffffd9", "#e1f3b2", "#97d6b9", "#40b5c4", "#1f80b8", "#24419a", "#081d58")  # YlGnBu
QUALITY_COLOURS = ("#440154", "#443983", "#31688e", "#21918c", "#35b779", "#90d743", "#fde725")  # viridis
DENSITY_COLOURS = ("#ffffcc", "#ffe793", "#febf5a", "#fd8c3c", "#f43d25", "#c90823", "#800026")  # YlOrRd
GREYS = ("#000000", "#ffffff")

INSIDE_COLOUR, OUTSIDE_COLOUR = "#d9ead3", "#5b4a68"
APPLICABLE = Classes(
    {0: "outside the area of applicability", 1: "inside the area of applicability"},
    {0: rgba(OUTSIDE_COLOUR), 1: rgba(INSIDE_COLOUR)},
)
"""Of ``maps/*_applicable.tif``."""

NO_SCORE = "no index"
NOT_MEASURED = "no measurement"
RATE_LIMIT = 4.0
"""cm/yr at both ends of the rates' colours where the ground does not tell another."""


def class_style(limits: Mapping[int, str] | None = None) -> Classes:
    """Rasters of susceptibility classes.

    Parameters
    ----------
    limits : name with limits of each class, or None for the names alone
    """
    names = limits or dict(enumerate(CLASS_NAMES, start=1))
    return Classes(names, {code: colour for code, colour in colour_table().items() if code})


def unit_style(limits: Mapping[int, str] | None = None) -> Shapes:
    """Units by their column ``class``, hatched where ``applicable`` is 0; those without an index in grey."""
    names = limits or dict(enumerate(CLASS_NAMES, start=1))
    rules = [
        Rule(name, (Condition("class", "=", code),), CLASS_COLOURS[code - 1]) for code, name in names.items()
    ]
    rules.append(Rule(NO_SCORE, (Condition("class", "=", 0),), NO_DATA_COLOUR))
    rules.append(Rule(APPLICABLE.names[0], (Condition("applicable", "=", 0),), None, hatched=True))
    return Shapes("polygon", tuple(rules))


def unit_point_style(limits: Mapping[int, str] | None = None) -> Shapes:
    """The same of units that are points, which cannot be hatched: those outside have a dark mark under them."""
    polygons = unit_style(limits)
    return Shapes("point", tuple(rule for rule in polygons.rules if not rule.hatched))


def index_style() -> Ramp:
    """The susceptibility index, in the colours of its classes."""
    return Ramp(even_stops(CLASS_COLOURS, 0.0, 1.0))


def spread_style(limit: float) -> Ramp:
    """The standard deviation of the index, up to a limit."""
    return Ramp(even_stops(SPREAD_COLOURS, 0.0, limit))


def probability_style(limit: float = 1.0) -> Ramp:
    """The probability of a landslide, up to a limit."""
    return Ramp(even_stops(DENSITY_COLOURS, 0.0, limit))


def density_style(limit: float) -> Ramp:
    """Landslides per km², up to a limit."""
    return Ramp(even_stops(DENSITY_COLOURS, 0.0, limit), "/km²")


def density_unit_style(limit: float) -> Shapes:
    """Units by their column ``observed_density``; white without a landslide."""
    stops = even_stops(DENSITY_COLOURS, 0.0, limit)
    shapes = graduated("polygon", "observed_density", stops, "/km²", "not known")
    none = Rule("no landslide", (Condition("observed_density", "=", 0.0),), "#ffffff")
    return shapes._replace(rules=(*shapes.rules, none))


def rate_style(limit: float = RATE_LIMIT, unit: str = "cm/yr") -> Ramp:
    """Deformation rates and displacement, from minus a limit (away from the satellite) to the limit."""
    return Ramp(tuple(rate_items(limit)), unit)


def rate_sigma_style(limit: float) -> Ramp:
    """The standard deviation of a rate, up to a limit: the less, the brighter."""
    return Ramp(even_stops(tuple(reversed(QUALITY_COLOURS)), 0.0, limit), "cm/yr")


def coherence_style() -> Ramp:
    """Temporal coherence."""
    return Ramp(even_stops(QUALITY_COLOURS, 0.0, 1.0))


def grey_style(low: float, high: float, unit: str = "") -> Ramp:
    """Numbers without colours of their own, such as elevation."""
    return Ramp(even_stops(GREYS, low, high), unit)


def point_style(limit: float = RATE_LIMIT) -> Shapes:
    """Points by their ``velocity`` in the colours of the rates, with their names; without a rate in grey."""
    return graduated("point", "velocity", rate_items(limit), "cm/yr", NOT_MEASURED, labels="name", ends=True)


OUTCOMES = {
    "TP": ("landslide unit, called so (TP)", "#2166ac"),
    "FN": ("landslide unit, missed (FN)", "#b2182b"),
    "FP": ("free unit, false alarm (FP)", "#f4a582"),
    "TN": ("free unit, called so (TN)", "#d1e5f0"),
}
"""Outcome to legend text and colour: dark with landslides, light without; blue where the model is right."""


def outcome_style(shape: str = "polygon") -> Shapes:
    """Samples by their ``outcome``.

    Parameters
    ----------
    shape : "polygon" or "point"
    """
    rules = (
        Rule(text, (Condition("outcome", "=", code),), colour) for code, (text, colour) in OUTCOMES.items()
    )
    return Shapes("point" if shape == "point" else "polygon", tuple(rules))


def graduated(
    shape: str,
    column: str,
    stops: Sequence[tuple[float, str]],
    unit: str,
    missing: str,
    *,
    labels: str | None = None,
    ends: bool = False,
) -> Shapes:
    """Shapes in the colour of the stop that is nearest to their number.

    Parameters
    ----------
    missing : label of shapes without a number
    ends : whether numbers below the lowest stop are told as such, too
    """
    edges = [(low[0] + high[0]) / 2 for low, high in pairwise(stops)]
    rules = [Rule(missing, (Condition(column, "is null"),), NO_DATA_COLOUR)]
    for (_, colour), low, high in zip(stops, [-math.inf, *edges], [*edges, math.inf], strict=True):
        conditions = [Condition(column, ">=", low)] if math.isfinite(low) else []
        conditions += [Condition(column, "<", high)] if math.isfinite(high) else []
        rules.append(Rule(_range(low, high, unit, ends), tuple(conditions), colour))
    return Shapes("point" if shape == "point" else "polygon", tuple(rules), labels)


def _range(low: float, high: float, unit: str, ends: bool) -> str:
    if not math.isfinite(low):
        return f"below {high:.3g} {unit}" if ends else f"0 to {high:.3g} {unit}"
    return f"above {low:.3g} {unit}" if not math.isfinite(high) else f"{low:.3g} to {high:.3g} {unit}"
