"""What the report says of static against coupled models: differences of AUC in numbers and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scarpwatch.algorithms.algorithm import AlgorithmLook, model_name
from scarpwatch.figures.report.basis.result_tables import Table, limits, number, p_text


def gain_words(part: Mapping[str, Any], moving: str = "deformation") -> str:
    """A difference of AUCs as a sentence: "The gain of 0.021 is within chance, p = 0.31.".

    Parameters
    ----------
    part : mapping
        With ``verdict`` (see :func:`scarpwatch.learning.evaluation.comparison.judge`), and ``difference`` and
        ``p_value`` where it was tested.
    moving : what coupled models have beside static ones: "deformation", or "the dynamic factors" of a ready table
    """
    if part["verdict"] == "one_class":
        return "The difference cannot be tested, since only one class is left."
    if part["verdict"] == "untestable":
        return "The difference cannot be tested on so few units."
    difference, p_value = part["difference"], part["p_value"]
    digits = 2 if p_value >= 0.01 and not 0.045 <= p_value < 0.055 else 3
    p = "p < 0.001" if p_value < 0.001 else f"p = {p_value:.{digits}f}"
    if part["verdict"] == "no_difference":
        verb = "change" if moving.endswith("s") else "changes"
        return f"{moving[:1].upper() + moving[1:]} {verb} nothing ({difference:+.3f}, {p})."
    name = "gain" if difference > 0 else "loss"
    return f"The {name} of {abs(difference):.3f} is {part['verdict'].replace('_', ' ')}, {p}."


def summary_sentences(
    record: Mapping[str, Any] | None, looks: Mapping[str, AlgorithmLook], moving: str = "deformation"
) -> list[str]:
    """What deformation (or what else moves) adds to each algorithm, a sentence each, for the summary."""
    verb = "add" if moving.endswith("s") else "adds"
    return [
        f"What {moving} {verb} to {model_name(looks[row['algorithm']], coupled=False)}: {gain_words(row, moving)}"
        for row in (record or {}).get("models", [])
    ]


def comparison_table(
    record: Mapping[str, Any], looks: Mapping[str, AlgorithmLook], moving: str = "deformation"
) -> Table:
    """What deformation (or what else moves) adds, per algorithm: paired DeLong test on the validation units."""
    rows = []
    for row in record["models"]:
        rows.append(
            (
                model_name(looks[row["algorithm"]], coupled=False),
                number(row["static_auc"]),
                number(row["coupled_auc"]),
                number(row["difference"], sign=True),
                limits(row),
                p_text(row.get("p_value")),
                gain_words(row, moving),
            )
        )
    note = (
        f"Paired DeLong test on the same {record['units']:,} validation units ({record['positives']:,} with "
        f"landslides). p is the chance of a difference this large if {moving} added nothing."
    )
    columns = ("Algorithm", "AUC static", "AUC coupled", "Difference", "95 % interval", "p", "In words")
    return Table("Static against coupled models", columns, tuple(rows), (note,))


def comparison_details(
    record: Mapping[str, Any], looks: Mapping[str, AlgorithmLook], moving: str = "deformation"
) -> Table | None:
    """The gain of the coupled models on parts of the validation units and over other splits; None without."""
    names = {
        "covered": f"units with a value of {moving}",
        "without_flats": "units that are not flat",
        "random_splits": "random splits",
        "spatial_blocks": "spatial blocks",
    }
    rows = []
    for model in record["models"]:
        for row, (key, name) in enumerate((key, name) for key, name in names.items() if key in model):
            part = model[key]
            size = f"{part['splits']} folds" if "splits" in part else f"{part['units']:,} units"
            rows.append(
                (
                    model_name(looks[model["algorithm"]], coupled=False) if row == 0 else "",
                    f"{name} ({size})",
                    number(part.get("difference"), sign=True),
                    limits(part),
                    p_text(part.get("p_value")),
                    gain_words(part, moving),
                )
            )
    if not rows:
        return None
    notes = [
        "Units: paired DeLong test. Among units that are all measured, missing values cannot leak the label."
    ]
    if record.get("splits"):
        notes.append(
            "Splits: {repeats} x {folds}-fold cross-validation of untuned models of {trees} trees; corrected resampled "
            "t-test (Nadeau and Bengio 2003). Folds share units, for which the test is corrected.".format(
                **record["splits"]
            )
        )
    columns = ("Algorithm", "Where", "Difference", "95 % interval", "p", "In words")
    caption = "Static against coupled models, on subsets and other splits"
    return Table(caption, columns, tuple(rows), tuple(notes))
