"""What the report says of skill: calibration, prevalence, other splits, controls, and the study's layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scarpwatch.figures.report.basis.result_tables import (
    MINUS,
    MISSING,
    Model,
    Table,
    interval,
    limits,
    number,
    p_text,
)
from scarpwatch.figures.style import factor_name, model_name
from scarpwatch.learning.metrics.skill_tables import LAYOUT, PRINTED

NOISE = "noise"


def evaluation_tables(models: Sequence[Model]) -> list[Table]:
    """Tables beside counts and rates, of what the models' metrics hold."""
    return [
        *([ground_table(models)] if any("rate_curves" in model.metrics for model in models) else []),
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
        threshold = steep.get("slope_at_least_deg", threshold)
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


def comparison_details(record: Mapping[str, Any], moving: str = "deformation") -> Table | None:
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
                    model_name(model["algorithm"], coupled=False) if row == 0 else "",
                    f"{name} ({size})",
                    number(part.get("difference"), sign=True),
                    limits(part),
                    p_text(part.get("p_value")),
                    part.get("words", ""),
                )
            )
    if not rows:
        return None
    notes = ["Units: paired DeLong test. Among units that are all measured, a gap can tell nothing."]
    if record.get("splits"):
        notes.append(f"Splits: {record['splits']}. Folds share units, for which the test is corrected.")
    columns = ("Algorithm", "Where", "Difference", "95 % interval", "p", "In words")
    caption = "Static against coupled models, elsewhere"
    return Table(caption, columns, tuple(rows), tuple(notes))


def control_tables(record: Mapping[str, Any], moving: str = "deformation") -> list[Table]:
    """What the same code finds where there is nothing to find.

    Parameters
    ----------
    moving : what coupled models have beside static ones: "deformation", or "the dynamic factors" of a ready table
    """
    coupled = record["assessment"] != "static"
    rows = []
    for algorithm, shuffled in record["permuted_labels"].items():
        noise = record["noise_factor"][algorithm]
        ranking = {row["factor"]: row for row in noise["ranking"]}
        rows.append(
            (
                model_name(algorithm, coupled),
                number(shuffled["auc_mean"]),
                *(f"{number(ranking[NOISE][f'{kind}_rank'], 1)} of {len(ranking)}" for kind in ("gain", "permutation")),
                *(", ".join(map(factor_name, noise["below_noise"][kind])) or "none" for kind in ("gain", "permutation")),
            )
        )  # fmt: skip
    notes = (
        f"Shuffled labels: mean validation AUC over {record['seeds']} seeds; 0.5 is right, and more would mean that "
        "the evaluation leaks.",
        "Noise: mean rank of a factor of pure noise among the others; what ranks below it has shown nothing in that "
        f"ranking. Controls use {record['models']} models of {record['trees']} trees.",
    )
    columns = ("Model", "AUC, shuffled labels", "Noise, rank by gain", "Noise, rank by permutation", "Below noise by gain", "Below noise by permutation")  # fmt: skip
    tables = [Table("Controls", columns, tuple(rows), notes)]
    found = record.get("missingness")
    if found:
        names = {
            "gain": "coupled less static",
            "gain_of_gaps": f"the same with {moving} shuffled among the units that have values",
            "gain_of_values": "the difference: what the values add",
        }
        gains = tuple(
            (
                name[:1].upper() + name[1:],
                number(found[key]["difference"], sign=True),
                limits(found[key]),
                p_text(found[key]["p_value"]),
            )
            for key, name in names.items()
        )
        note = (
            f"{model_name(found['algorithm'], coupled=False)}, {found['gain']['splits']} random splits; "
            f"{number(100 * found['missing_share'], 1)} % of the samples have no value of {moving}. "
            f"{found['words'].replace('-', MINUS).replace('deformation', moving)}"
        )
        caption = f"What gaps in {moving} add by themselves"
        tables.append(Table(caption, ("Gain in AUC", "Mean", "95 % interval", "p"), gains, (note,)))
    return tables


def gap_warning(record: Mapping[str, Any] | None, moving: str = "deformation") -> list[str]:
    """A sentence for the summary where gaps in the deformation tell landslides by themselves."""
    found = (record or {}).get("missingness")
    if not found:
        return []
    gaps = found["gain_of_gaps"]
    if gaps["p_value"] is None or gaps["p_value"] >= 0.05 or gaps["difference"] <= 0:
        return []
    return [
        f"Beware: with the values of {moving} shuffled, coupled models still gain {number(gaps['difference'])} "
        f"in AUC over static ones. Where values of {moving} are missing tells landslides by itself, and a part of what "
        "coupled models gain is no measurement."
    ]


def study_layout(models: Sequence[Model], split: str) -> Table:
    """The study's Table 4 (training) or 5 (validation): our fractions in its layout, then its own rows."""
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
        (f"{model_name(algorithm, factors == 'coupled')}, printed", *(number(value) for value in values))
        for (algorithm, factors), values in PRINTED[split].items()
        if factors in kinds
    ]
    what, table = ("Training (fit, not skill)", 4) if split == "training" else ("Validation", 5)
    notes = (
        "Not the standard rates. Fractions are normalised by what was predicted, TP + FP = 1 and TN + FN = 1, and "
        "the rates are computed from them: they equal rates of counts only where as many units were predicted "
        "with as without landslides. Use the tables of counts above for anything else.",
        f"Rows “printed”: Table {table} of Liang et al. (2026), another area (Conghua, 361 landslides), for comparison "
        "only.",
    )
    columns = ("Model", *(key.upper() if key == "auc" else key[:1].upper() + key[1:] for key in LAYOUT))
    return Table(f"{what}, in the layout of the study's Table {table}", columns, tuple(rows), notes)


def _calibration(model: Model) -> Mapping[str, Any]:
    return model.metrics["validation"].get("calibration") or {}


def _percent(share: float | None) -> str:
    return MISSING if share is None else f"{number(100 * share, 0)} %"
