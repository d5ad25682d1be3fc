"""What the report says of the skill of the map: the AUC over folds, beside that of blocks and of a single split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scarpwatch.figures.report.basis.result_tables import (
    Model,
    Table,
    area_is_predictor,
    interval,
    number,
)
from scarpwatch.learning.metrics.map_skill import design_skill, map_skill, skill_name

_WHERE = {
    "nndm": " of the map, from folds whose held-out samples are as far from those that train as the units of the map are "
    "from the nearest sample",
    "random": " over random folds, which is optimistic: the units have no coordinates",
    "blocks": " over spatial blocks",
    "split": " on the held-out validation units",
}

_SPLITS = {
    "random": "AUC, random split",
    "prospective": "AUC, later landslides",
    "spatial": "AUC, held-out blocks",
}


def skill_sentences(models: Sequence[Model], main: str | None) -> list[str]:
    """Skill of the main model as the verdict tells it, beside that of the others and of a baseline.

    Parameters
    ----------
    main : name of the main model; None where the verdict has none
    """
    shown = _shown(models)
    chosen = next((model for model in shown if model.name == main), None)
    if chosen is None:
        return []
    skills = {model.name: map_skill(model.metrics) for model in shown}
    where = _WHERE[skills[chosen.name]["design"]]
    said = [f"{chosen.name} has the AUC {_with_interval(skills[chosen.name])}{where}."]
    if len(shown) > 1:
        low, high = (pick(skills, key=lambda name: skills[name]["auc"]) for pick in (min, max))
        said.append(
            f"The AUCs of all {len(shown)} models that are mapped go from {number(skills[low]['auc'])} ({low}) to "
            f"{number(skills[high]['auc'])} ({high})."
        )
    return said + _baseline_sentence(models, chosen)


def _baseline_sentence(models: Sequence[Model], chosen: Model) -> list[str]:
    """Whether a model that is not mapped does as well as the main one."""
    best = map_skill(chosen.metrics)["auc"]
    for model in models:
        if model.classes is None and model.coupled == chosen.coupled and model.metrics:
            auc = map_skill(model.metrics)["auc"]
            if auc >= best:
                return [
                    f"{model.name}, the baseline, which is not mapped, reaches {number(auc)}: {chosen.name} does no better."
                ]
    return []


def folds_table(
    models: Sequence[Model], split: str = "random", folds: Mapping[str, Any] | None = None
) -> Table:
    """AUC of the map beside that over blocks and that of the split of the config.

    Parameters
    ----------
    split : ``samples.split``
    folds : what ``folds.json`` holds; None where it is not known
    """
    rows, area = [], None
    for model in models:
        held, skill = model.metrics["validation"], map_skill(model.metrics)
        area = model.metrics.get("area_alone_auc", area)
        crossed = skill if skill["design"] != "split" else {}
        blocks = design_skill(model.metrics, "blocks")
        rows.append(
            (
                model.name,
                _with_interval(crossed),
                number(crossed.get("auc_std")),
                _with_interval(blocks),
                _with_interval({"auc": held["auc"], "auc_interval": held.get("auc_interval")}),
                number(held.get("pr_auc")),
                number(held.get("brier")),
            )
        )
    notes = [
        *_fold_notes(models, folds),
        *_swing_note(models, split),
        *(
            [f"The area of a unit alone{area_is_predictor(models)} reaches an AUC of {number(area)}."]
            if area is not None
            else []
        ),
    ]
    crossed_name = _capital(skill_name([map_skill(model.metrics) for model in models]))
    columns = (
        "Model", crossed_name, "± over repeats", "AUC in a new valley (blocks)", _SPLITS[split], "PR-AUC", "Brier",
    )  # fmt: skip
    return Table("Skill over folds, in blocks, and on a single split", columns, tuple(rows), tuple(notes))


def _fold_notes(models: Sequence[Model], folds: Mapping[str, Any] | None) -> list[str]:
    """How far the folds reach beside the map, and whether blocks are pessimistic for it."""
    designs = {map_skill(model.metrics)["design"] for model in models}
    if "random" in designs:
        return [
            "The units have no coordinates, so neighbours may stand in different folds: the AUC is optimistic where "
            "neighbouring units are alike."
        ]
    bridged = (folds or {}).get("bridged_m")
    if folds is None or bridged is None or "nndm" not in designs:
        return []
    own, blocks = (folds["designs"][name] for name in ("nndm", "blocks"))
    ground = (
        f"The map bridges {_metres(bridged['50'])} to the nearest sample (median; 95 % of its units at most "
        f"{_metres(bridged['95'])})."
    )
    if folds.get("ground_units") == 0:
        ground = (
            f"Every unit is a sample, so the map has no other ground, and {_metres(bridged['50'])} (median) is the distance "
            "from a sample to the nearest other one. On ground beyond the samples the AUC may be lower."
        )
    notes = [
        f"{ground} AUC of the map: {own['folds']} folds by nearest-neighbour distance matching, "
        f"{own['repeats']} times, which bridge {_metres(own['distance_m']['50'])}; over all folds of a repeat together, "
        "with the interval of its mean over the repeats."
        + {
            "like": "",
            "nearer": " No folds of these samples reach as far as the map, so it may be worse than that.",
            "farther": " These folds reach farther than the map, so it may be better than that.",
        }[own["judges"]]
    ]
    told = {
        "farther": "They are pessimistic for this map, whose units lie nearer to the samples.",
        "nearer": "Even they are optimistic for this map, whose units lie farther from the samples.",
        "like": "They reach about as far as the map.",
    }[blocks["judges"]]
    notes.append(
        f"Blocks of neighbouring samples bridge {_metres(blocks['distance_m']['50'])} (median), as for ground without "
        f"samples such as a new valley. {told}"
    )
    return notes


def _swing_note(models: Sequence[Model], split: str) -> list[str]:
    """How much the AUC of one random split depends on chance."""
    swings = [(model.metrics.get("cross_validation") or {}).get("split_swing") or {} for model in models]
    widths = [
        swing["upper"] - swing["lower"]
        for swing in swings
        if swing.get("lower") is not None and np.isfinite(swing["lower"])
    ]
    if not widths:
        return []
    optimistic = " and is optimistic, since neighbours stand on both sides" if split == "random" else ""
    return [
        f"The AUC of a single split depends on chance{optimistic}: with as many held-out units, drawn from the scores of "
        f"the folds, it swings by {number(max(widths), 2)} (5 to 95 %)."
    ]


def _shown(models: Sequence[Model]) -> list[Model]:
    """The models that are mapped, the coupled ones where there are any; all that there are if none is."""
    known = [model for model in models if model.metrics]
    known = [model for model in known if model.classes is not None] or known
    return [model for model in known if model.coupled] or known


def _with_interval(skill: Mapping[str, Any]) -> str:
    return f"{number(skill.get('auc'))} {interval(skill.get('auc_interval'))}".strip()


def _metres(distance: float) -> str:
    return f"{distance:,.0f} m" if distance < 10_000 else f"{distance / 1000:,.0f} km"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
