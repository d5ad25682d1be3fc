"""What a run is made of, in words, so that no sentence of the report speaks of what the config left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scarpwatch.factors.factor import Factor
from scarpwatch.figures.report.basis.result_tables import Model

Texts = Sequence[tuple[str, str]]
_DISTANCE_TO = re.compile(r"distances? (?:to|from) (?=\S)")


def enumerate_words(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return (
        words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "no factor"
    )


def factor_words(factors: Iterable[Factor]) -> str:
    """What factors describe, each kind of ground once: ``terrain, soil and distances to roads and quarries``.

    Parameters
    ----------
    factors : in the order in which they are to be named; distances come last, together
    """
    words, features = [], []
    for factor in factors:
        named = _feature(factor)
        if named is None:
            words.append(factor.phrase)
        else:
            features.append(named)
    words = list(dict.fromkeys(words))
    together = f"distances to {enumerate_words(list(dict.fromkeys(features)))}"
    return enumerate_words([*words, *([together] if features else [])])


def _feature(factor: Factor) -> str | None:
    """What a distance is taken to; None for all else, and for a distance whose phrase tells so in another way."""
    if factor.kind != "distance":
        return None
    feature = _DISTANCE_TO.sub("", factor.phrase, count=1)
    return None if re.search(r"\b(distance|proximity)\b", feature) else feature


def predictors(models: Sequence[Model], *, coupled: bool) -> list[str]:
    """The factors that the first static or the first coupled model was offered."""
    return next(
        (list(model.metrics.get("predictors") or []) for model in models if model.coupled == coupled), []
    )


def predictor_sentence(
    models: Sequence[Model], factors: Iterable[Factor], table: Mapping[str, Any] | None
) -> str:
    """What static and coupled models use.

    Parameters
    ----------
    factors : those of the run, in the order in which people see them
    table : section ``units.table`` of the config, if factors come from a ready table
    """
    static, coupled = (predictors(models, coupled=which) for which in (False, True))
    named = {factor.name: factor for factor in factors}
    own = "the static factors"
    if static and table:
        own = f"the table's {', '.join(named[name].phrase for name in static)}"
    elif static:
        own = static_words(static, named.values())
    if not coupled:
        return f"The models use {own} only."
    moving = [named[name].phrase for name in coupled if name not in static]
    return f"Static models use {own}; coupled models (SAR+) use {enumerate_words(moving)} as well."


def static_words(names: Iterable[str], factors: Iterable[Factor]) -> str:
    """What the static factors among some names describe: ``terrain and distances to roads``."""
    there = set(names)
    return factor_words(factor for factor in factors if factor.name in there and not factor.dynamic)


def subtitle(
    assessment: str, models: Sequence[Model], factors: Iterable[Factor], table: Mapping[str, Any] | None
) -> str:
    """What the page is about, under its title; parameters as for :func:`predictor_sentence`."""
    if assessment != "static":
        what = (
            "to which the table's dynamic factors are measured" if table else "of the last radar scene used"
        )
        return f"Assessment of {assessment}, the date {what}"
    used = predictors(models, coupled=False)
    words = (
        "the factors of a ready table" if table else static_words(used, factors) if used else "static factors"
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
    trained = any(model.metrics for model in models)
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
        "inventory": trained and not table,
        "table": trained and bool(table),
        "applied": bool(models) and not trained,
        "drawn": drawn,
        "undrawn": bool(models) and not drawn,
        "scattered": trained and split != "spatial",
        "places": places,
        "demo": demo,
    }
    return {name for name, there in holds.items() if there}


def relevant(texts: Texts, holding: set[str]) -> tuple[str, ...]:
    """Those texts all of whose conditions hold; several conditions are separated by spaces."""
    return tuple(text for conditions, text in texts if set(conditions.split()) <= holding)
