"""What a run is made of, in words, so that no sentence of the report speaks of what the config left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scarpwatch.figures.report.basis.result_tables import Model
from scarpwatch.figures.style import factor_name

KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "terrain",
        frozenset({"slope", "aspect", "elevation", "profile_curvature", "max_elevation_difference"}),
    ),
    ("land cover (NDVI)", frozenset({"ndvi"})),
    ("lithology", frozenset({"lithology"})),
)
DISTANCES = {
    "distance_to_faults": "faults",
    "distance_to_rivers": "rivers",
    "distance_to_roads": "roads",
}
DYNAMIC = {
    "deformation_rate": "the deformation rate",
    "cumulative_deformation": "the cumulative deformation",
}

Texts = Sequence[tuple[str, str]]


def enumerate_words(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return (
        words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "no factor"
    )


def static_words(factors: Iterable[str]) -> str:
    """What kinds of ground the workflow's own static factors describe: ``terrain and distances to roads``."""
    there = set(factors)
    words = [name for name, kind in KINDS if kind & there]
    lines = [name for factor, name in DISTANCES.items() if factor in there]
    return enumerate_words([*words, *([f"distances to {enumerate_words(lines)}"] if lines else [])])


def predictors(models: Sequence[Model], *, coupled: bool) -> list[str]:
    """The factors that the first static or the first coupled model was offered."""
    return next(
        (list(model.metrics.get("predictors") or []) for model in models if model.coupled == coupled), []
    )


def predictor_sentence(models: Sequence[Model], table: Mapping[str, Any] | None) -> str:
    """What static and coupled models use.

    Parameters
    ----------
    table : section ``units.table`` of the config, if factors come from a ready table
    """
    static, coupled = (predictors(models, coupled=which) for which in (False, True))
    own = "the static factors"
    if static:
        own = f"the table's {', '.join(static)}" if table else static_words(static)
    if not coupled:
        return f"The models use {own} only."
    moving = [
        name if table else DYNAMIC.get(name, factor_name(name)) for name in coupled if name not in static
    ]
    return f"Static models use {own}; coupled models (SAR+) use {enumerate_words(moving)} as well."


def subtitle(assessment: str, models: Sequence[Model], table: Mapping[str, Any] | None) -> str:
    """What the page is about, under its title."""
    if assessment != "static":
        what = (
            "to which the table's dynamic factors are measured" if table else "of the last radar scene used"
        )
        return f"Assessment of {assessment}, the date {what}"
    factors = predictors(models, coupled=False)
    words = (
        "the factors of a ready table" if table else static_words(factors) if factors else "static factors"
    )
    return f"Landslide susceptibility from {words} (static factors, no radar data)"


def parts(
    *,
    config: Mapping[str, Any],
    models: Sequence[Model],
    deformation: bool,
    elsewhere: bool,
    bias: bool,
    demo: bool,
    places: bool,
) -> set[str]:
    """The conditions that hold for a run, by the words of ``prose.HOW_TO_READ`` and ``prose.LIMITS``.

    Parameters
    ----------
    deformation : whether the run has a deformation rate
    elsewhere : whether another program made it
    bias : whether the phase bias of short pairs was looked at
    places : whether the units have coordinates
    """
    table = (config.get("units") or {}).get("table")
    split = (config.get("samples") or {}).get("split", "random")
    drawn = any(
        (model.metrics.get("validation") or {}).get("population") is not None
        or "prevalence" not in model.metrics
        for model in models
    )
    holds = {
        "all": True,
        "deformation": deformation,
        "own": deformation and not elsewhere,
        "elsewhere": deformation and elsewhere,
        "bias": bias,
        "models": bool(models),
        "unmodelled": not models,
        "coupled": any(model.coupled for model in models),
        "inventory": bool(models) and not table,
        "table": bool(models) and bool(table),
        "drawn": drawn,
        "undrawn": bool(models) and not drawn,
        "scattered": bool(models) and split != "spatial",
        "places": places,
        "demo": demo,
    }
    return {name for name, there in holds.items() if there}


def relevant(texts: Texts, holding: set[str]) -> tuple[str, ...]:
    """Those texts all of whose conditions hold; several conditions are separated by spaces."""
    return tuple(text for conditions, text in texts if set(conditions.split()) <= holding)
