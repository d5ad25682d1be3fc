"""What the report says of the samples: which units trained and validated, and how they were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scarpwatch.figures.report.basis.result_tables import Model, Table, number

NEGATIVES = {
    "random": "were drawn at random among all of them",
    "outside_buffer": "were drawn at random among those farther than {buffer_m:g} m from every landslide",
    "terrain": "were drawn so that they are as steep and as high as the landslide units; slope and elevation "
    "therefore have less importance in these models than on the ground",
}

SPLITS = {
    "random": "The split into training and validation units is random, as in the study; it is optimistic, because of "
    "spatial autocorrelation.",
    "spatial": "Whole blocks of neighbouring units were held out for validation.",
    "prospective": "Units with a landslide before {prospective_date} train, and those whose first landslide came "
    "later validate: the validation figures tell how well later landslides were predicted.",
}

ROWS = (("landslide", "With landslides"), ("free", "Free of landslides"))


def sample_table(summary: Mapping[str, int], unit_name: str) -> Table:
    """Units drawn, by class and use.

    Parameters
    ----------
    summary : mapping
        What ``samples.json`` holds.
    """
    rest = {"landslide": summary["landslide_units_not_used"], "free": summary["free_units_not_drawn"]}
    rows = [
        (name, f"{summary[f'training_{key}']:,}", f"{summary[f'validation_{key}']:,}", f"{rest[key]:,}")
        for key, name in ROWS
    ]
    if summary["units_left_out"]:
        rows.append(("Neither for certain", "0", "0", f"{summary['units_left_out']:,}"))
    note = "Which unit was drawn, and why, stands in results/units/samples.csv."
    columns = (unit_name.capitalize(), "Training", "Validation", "Not used")
    return Table("Samples", columns, tuple(rows), (note,))


def sample_sentences(
    settings: Mapping[str, Any], models: Sequence[Model], titles: Mapping[str, str]
) -> list[str]:
    """How units were drawn and divided, what tuning did, and which factors have no information.

    Parameters
    ----------
    settings : mapping
        Section ``samples`` of the config.
    titles : factor to what the sentence calls it
    """
    drawn = NEGATIVES[settings["negatives"]].format(**settings)
    texts = [f"The units free of landslides {drawn}. {SPLITS[settings['split']].format(**settings)}"]
    texts += _tuning_sentences(models)
    dropped = {name for model in models for name in model.metrics.get("dropped_columns") or []}
    constant = sorted(titles[name] for name in dropped & set(titles))
    if constant:
        texts.append(
            f"Left out, since all training units have the same value or none: {', '.join(constant)}."
        )
    return texts


def _tuning_sentences(models: Sequence[Model]) -> list[str]:
    """Whether settings were tuned; nothing where the config asks for none."""
    records = [(model.name, model.metrics.get("tuning") or {}) for model in models]
    left = [record for _, record in records if "from_units" in record]
    if left:
        units, start = left[0]["units"], left[0]["from_units"]
        return [
            f"Settings are fixed, not tuned: there are {units:,} training units, and tuning starts at {start:,}."
        ]
    tuned = [(name, record) for name, record in records if record.get("trainings")]
    if not tuned:
        return []
    changed = [name for name, record in tuned if record["parameters"]]
    verdict = f"It changed {', '.join(changed)}." if changed else "It kept the fixed settings throughout."
    return [
        "Settings were tuned on training units alone, and for every fold of the cross-validation anew without it. "
        + verdict
    ]


def tuning_table(models: Sequence[Model]) -> Table | None:
    """What tuning cost, chose and gained; None where nothing was tuned."""
    rows = []
    for model in models:
        record = model.metrics.get("tuning") or {}
        if not record.get("trainings"):
            continue
        kept = "as they were" if record["untuned"] else "changed"
        own = "auc" in record  # an ensemble has but the settings of its members
        trees = record["parameters"].get("n_estimators") if own else None
        rows.append(
            (
                model.name,
                f"{record['candidates']} x {record['inner_folds']}",
                f"{record['trainings'] * (1 + record['blocks']):,}",
                f"{record['units']:,}",
                kept,
                (f"{trees:,}" if trees else "all") if own else "",
                f"{record['auc_untuned']:.3f}" if own else "",
                f"{record['auc']:.3f}" if own else "",
            )
        )
    if not rows:
        return None
    columns = (
        "Model",
        "Candidates x folds",
        "Trainings",
        "Units",
        "Settings",
        "Trees",
        "AUC fixed",
        "AUC chosen",
    )
    note = (
        "AUCs are those of inner folds of the training units, and optimistic: the best of many. Trainings count those "
        "of every spatial block too, which is tuned anew without it; at most so many, where a block leaves too few units."
    )
    return Table("Tuning", columns, tuple(rows), (note,))


def rule_table(rules: Sequence[Mapping[str, Any]], unit_name: str) -> Table | None:
    """What other label rules would make of the landslide polygons; None where there are none.

    Parameters
    ----------
    rules : as `scarpwatch.units.label_rules.other_rules` gives them
    """
    rows = tuple(
        (
            _rule_words(rule),
            f"{rule['landslide_units']:,}",
            f"{rule['free_units']:,}",
            f"{rule['touched_free']:,}",
            number(rule["median_area_ratio"]),
            number(rule["area_auc"]),
        )
        for rule in rules
    )
    if not rows:
        return None
    note = (
        "Size: median area of landslide units over that of units free of landslides. A rule by which large units are "
        "landslide units more often makes their size a predictor. The rule of this run is set in its configuration; "
        "the last row is for comparison only."
    )
    columns = (
        "A landslide unit, if",
        f"{unit_name.capitalize()} with landslides",
        "Free of landslides",
        "Free, but touched",
        "Size",
        "AUC, area alone",
    )
    return Table("What other label rules would make of the landslides", columns, rows, (note,))


def _rule_words(rule: Mapping[str, Any]) -> str:
    if rule["below"] is None:
        return "most of a landslide lies in it"
    if rule["min_share"] is None:
        return "any part of it is covered"
    rest = ", others touched left out" if rule["below"] == "neither" else ""
    return f"{100 * rule['min_share']:g} % of it is covered{rest}"
