"""What the report says of skill: calibration, prevalence, and the study's layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scarpwatch.figures.report.basis.result_tables import (
    MISSING,
    Model,
    Table,
    interval,
    number,
)
from scarpwatch.learning.metrics.rate_curves import measures_apart
from scarpwatch.learning.metrics.skill_tables import LAYOUT, PRINTED, STUDY_NAMES


def evaluation_tables(models: Sequence[Model]) -> list[Table]:
    """Tables beside counts and rates, of what the models' metrics hold."""
    return [
        *([ground_table(models)] if any("rate_curves" in model.metrics for model in models) else []),
        *(
            [
                size_table(
                    [
                        (
                            model.name,
                            model.metrics["validation"]["auc"],
                            model.metrics["validation"].get("unit_size"),
                        )
                        for model in models
                    ],
                    "validation units",
                )
            ]
            if any("unit_size" in model.metrics["validation"] for model in models)
            else []
        ),
        *([calibration_table(models)] if any(_calibration(model) for model in models) else []),
    ]


def prevalence_sentences(models: Sequence[Model]) -> list[str]:
    """How dense landslides are on the ground and among the samples."""
    if not models or "prevalence" not in models[0].metrics:
        return []
    ground, held = models[0].metrics["prevalence"], models[0].metrics["validation"]
    if held.get("population") is None:
        return [
            "Every unit is a sample, so the share of landslide units among the samples is that of the table."
        ]
    return [
        f"{number(100 * ground['share'], 1)} % of the units hold a landslide ({ground['landslide_units']:,} of "
        f"{ground['units']:,}), but {number(100 * held['positives'] / held['units'], 0)} % of the validation "
        "units, since not all landslide-free units were drawn. Precision, Brier score and calibration depend on "
        "that share and are given for both; AUC, sensitivity and specificity do not."
    ]


def rate_sentences(models: Sequence[Model]) -> list[str]:
    """What the prediction rate is where landslides, or their area, are counted in place of units."""
    records = [model.metrics for model in models]
    curves = [metrics["rate_curves"]["prediction"] for metrics in records if "rate_curves" in metrics]
    apart = measures_apart(records)
    if not apart:
        return []
    said = []
    for measure in apart:
        known = [curve[measure] for curve in curves]
        outside = 100 * max(curve["elsewhere"] for curve in known)
        beside = (
            f", of which {number(outside, 0)} % lie in other units and do not count" if outside >= 0.5 else ""
        )
        said.append(f"{_span([curve['auc'] for curve in known])} by {measure.replace('_', ' ')}{beside}")
    return [
        f"The prediction rate is {_span([curve['auc'] for curve in curves])} over the models where held-out landslide "
        f"units are counted, {'; '.join(said)}. A unit may hold many landslides, or little of one."
    ]


def _span(values: Sequence[float]) -> str:
    low, high = number(min(values)), number(max(values))
    return low if low == high else f"{low} to {high}"


def calibration_table(models: Sequence[Model]) -> Table:
    """Whether scores can be read as shares, among the validation samples and at the area's prevalence."""
    rows = []
    for model in models:
        held = model.metrics["validation"]
        own, ground = _calibration(model), held.get("population") or {}
        of_ground = ground.get("calibration") or {}
        precision = f"{number(ground.get('precision'))} {interval(ground.get('precision_interval'))}".strip()
        rows.append(
            (
                model.name,
                number(held["brier"]),
                f"{number(own.get('ece'))} ({number(own.get('ece_by_chance'))})",
                number(held["rates"]["precision"]),
                precision,
                number(ground.get("brier_skill"), sign=True),
                number(of_ground.get("ece")),
            )
        )
    notes = (
        "ECE: expected calibration error over up to ten bins of equal numbers of validation units; in brackets, what a "
        "perfectly calibrated model would show by chance with as few units.",
        "Area: scores corrected for the share of landslide units in the area, units weighted to it. Brier skill "
        "is 0 for a map that gives every unit that share, 1 for one without error. The mapped index is not "
        "corrected.",
    )
    columns = ("Model", "Brier", "ECE (by chance)", "Precision, samples", "Precision, area", "Brier skill, area", "ECE, area")  # fmt: skip
    return Table("Calibration and prevalence, validation units", columns, tuple(rows), notes)


def ground_table(models: Sequence[Model]) -> Table:
    """AUC with and without flats, and how much ground has to be searched for the held-out landslides."""
    rows, threshold = [], None
    for model in models:
        held = model.metrics["validation"]
        steep = held.get("without_flats") or {}
        curves = model.metrics.get("rate_curves") or {}
        found = curves.get("prediction") or {}
        threshold = steep.get("flat_below_deg", threshold)
        rows.append(
            (
                model.name,
                number(held["auc"]),
                f"{number(steep.get('auc'))} {interval(steep.get('auc_interval'))}".strip(),
                f"{steep['units']:,}" if steep else MISSING,
                number((curves.get("success") or {}).get("auc")),
                number(found.get("auc")),
                *(_percent(found.get(name)) for name in ("in_top_tenth", "in_top_fifth")),
            )
        )
    notes = []
    if threshold is not None:
        notes.append(
            f"Without flats: validation units of at least {threshold:g}° alone. Flats are easy to tell from "
            "landslide units and can raise the AUC."
        )
    notes.append(
        "Success and prediction rate: areas under the curves of landslide units found against area searched, for "
        "training landslides (fit) and held-out ones. The last columns: held-out landslide units in the tenth and "
        "the fifth of the area with the highest index, training units left out. Large units take much area, so "
        "these figures lie below the AUC where a model favours large units."
    )
    columns = ("Model", "AUC", "AUC without flats", "Units", "Success rate", "Prediction rate", "In top tenth", "In top fifth")  # fmt: skip
    return Table("Flats, and the area that has to be searched", columns, tuple(rows), tuple(notes))


def size_table(skills: Sequence[tuple[str, float, Mapping[str, Any] | None]], judged: str) -> Table:
    """Skill that the size of the units does not explain.

    Parameters
    ----------
    skills : name, AUC and what `size_skill` gives of each model; None where the units have no area
    judged : on which units, in words
    """
    rows = []
    for name, auc, known in skills:
        size = known or {}
        pairs = f" ({size['pairs']:,})" if size else ""
        rows.append(
            (
                name,
                number(auc),
                number(size.get("area_auc")),
                f"{number(size.get('matched_auc'))}{pairs}",
                number(size.get("gain"), sign=True),
            )
        )
    notes = (
        "Large units hold more landslides wherever these lie, and factors such as the difference of elevation grow with "
        "the area of a unit. Units of like area: the AUC over pairs whose areas differ by at most 10 %, with their "
        "number. Gain: the AUC of area and index together less that of the area alone, by logistic regressions fitted "
        "on other units. An index that says nothing but the size has .5 and 0.",
    )
    columns = ("Model", "AUC", "AUC, area alone", "AUC, units of like area (pairs)", "Gain over area")
    return Table(f"Skill apart from the size of units, {judged}", columns, tuple(rows), notes)


def probability_tables(records: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Table]:
    """How far the probabilities beside the index can be relied on; none without them.

    Parameters
    ----------
    records : name and ``probability.json`` of each model
    """
    rows = [
        (
            name,
            number(record["observed_share"], 4),
            number(record["mean_probability"], 4),
            number(record["brier_skill"], sign=True),
            number(record["calibration"]["ece"]),
            number(record["coefficients"]["score"], 2),
            number(record["coefficients"]["ln_area"], 2),
            f"{number(record['expected_landslide_units'], 0)} of {record['landslide_units']:,}",
        )
        for name, record in records
    ]
    notes = (
        "Of each unit: the probability that it holds at least one landslide of the inventory, in the time that this spans. "
        "Log-odds of the out-of-fold index and ln(area), with these coefficients, corrected for the share of landslide "
        "units in the area; the first columns are of samples whose fold took no part. A coefficient of the index below 1 "
        "says that the model is too sure. Expected: the sum over all units, samples by models that did not see them.",
        *(
            [
                "Landslide-free units were not drawn at random, so that the probability is that on ground like theirs."
            ]
            if any(record["negatives"] != "random" for _, record in records)
            else []
        ),
    )
    columns = ("Model", "Landslide units, share", "Mean probability", "Brier skill", "ECE", "Index", "ln(area)", "Expected units")  # fmt: skip
    return (
        [Table("Probability of a landslide in a unit, out of fold", columns, tuple(rows), notes)]
        if rows
        else []
    )


def study_layout(models: Sequence[Model], split: str, *, printed: bool) -> Table:
    """The study's Table 4 (training) or 5 (validation): our fractions in its layout, and below them its own rows.

    Parameters
    ----------
    printed : whether the study's own rows are shown
    """
    rows = [
        (
            model.name,
            *(number(model.metrics[split]["study_layout"][key]) for key in LAYOUT[:-1]),
            number(model.metrics[split]["auc"]),
        )
        for model in models
        if model.metrics[split].get("study_layout")
    ]
    kinds = {"coupled" if model.coupled else "static" for model in models} if rows else set()
    rows += [
        (
            f"{'SAR+' if factors == 'coupled' else ''}{STUDY_NAMES[algorithm]}, printed",
            *(number(value) for value in values),
        )
        for (algorithm, factors), values in PRINTED[split].items()
        if printed and factors in kinds
    ]
    what, table = ("Training (fit, not skill)", 4) if split == "training" else ("Validation", 5)
    notes = (
        "Not the standard rates. Fractions are normalised by what was predicted, TP + FP = 1 and TN + FN = 1, and "
        "the rates are computed from them: they equal rates of counts only where as many units were predicted "
        "with as without landslides. Use the tables of counts above for anything else.",
        *(
            [
                f"Rows “printed”: Table {table} of Liang et al. (2026), another area (Conghua, 361 landslides), for "
                "comparison only."
            ]
            if printed
            else []
        ),
    )
    columns = ("Model", *(key.upper() if key == "auc" else key[:1].upper() + key[1:] for key in LAYOUT))
    return Table(f"{what}, in the layout of the study's Table {table}", columns, tuple(rows), notes)


def _calibration(model: Model) -> Mapping[str, Any]:
    return model.metrics["validation"].get("calibration") or {}


def _percent(share: float | None) -> str:
    return MISSING if share is None else f"{number(100 * share, 0)} %"
