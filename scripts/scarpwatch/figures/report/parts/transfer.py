"""What the report says of models that were trained in another area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scarpwatch.algorithms.algorithm import AlgorithmLook, model_name
from scarpwatch.figures.report.basis.result_tables import Table, interval, number
from scarpwatch.figures.report.parts.evaluation import size_table
from scarpwatch.learning.transfer.verdicts import FAILS, HOLDS, OPEN, TOLERANCE, UNKNOWN

Records = Sequence[Mapping[str, Any]]

WORDS = {
    HOLDS: "The transfer holds",
    FAILS: "The transfer does not hold",
    OPEN: "Whether the transfer holds is undecided",
    UNKNOWN: "Whether the transfer holds is not known",
}


def verdict_sentences(records: Records, looks: Mapping[str, AlgorithmLook]) -> list[str]:
    """One sentence for each verdict, with the models that it is on, their skill, and the units outside.

    Parameters
    ----------
    records : ``transfer.json`` of the static and, where there are any, of the coupled models
    looks : of the algorithms, by name
    """
    models = [(model, record["coupled"]) for record in records for model in record["models"]]
    sentences = []
    for kind, words in WORDS.items():
        of_kind = [(model, coupled) for model, coupled in models if model["verdict"] == kind]
        if not of_kind:
            continue
        told = "; ".join(_told(model, looks[model["algorithm"]], coupled) for model, coupled in of_kind)
        outside = [100 * model["outside_share"] for model, _ in of_kind]
        ends = dict.fromkeys(number(end, 1) for end in (min(outside), max(outside)))
        sentences.append(
            f"{words}: {told}. {' to '.join(ends)} % of the units lie outside the area of applicability."
        )
    return sentences


def _told(model: Mapping[str, Any], look: AlgorithmLook, coupled: bool) -> str:
    """One model: ``XGBoost (AUC 0.781 within blocks, 0.802 if trained here)``."""
    compared, here, name = model["compared"], model["here"], model_name(look, coupled)
    if compared:
        trained = number(compared["trained"])
        return f"{name} (AUC {number(compared['applied'])} within blocks, {trained} if trained here)"
    if here["positives"]:
        return f"{name} (AUC {number(here['auc'])} {interval(here['auc_interval'])})"
    return name


def transfer_sentences(records: Records) -> list[str]:
    """Where the models come from, and what judges them."""
    first = records[0]
    sentences = [
        f"The models were trained in another area (results in {first['folder']}) and applied here; nothing of this area "
        "trained them. Factors were matched by name, unit and kind, classes by their names."
    ]
    sentences += [f"{note[:1].upper()}{note[1:]}." for note in first["notes"]]
    if first["overlap"]:
        sentences.append(
            f"The areas overlap: {first['overlap']:,} units here have all the values of units that trained or validated the "
            "models. They judge nothing, but others beside them do, and make the skill too good."
        )
    known = any(model["here"]["positives"] for model in first["models"])
    if not known and first["overlap"]:
        sentences.append(
            "No other landslides of this area are known, so nothing is known of the skill of the models here."
        )
    elif not known:
        sentences.append(
            "No landslides of this area are known, so nothing is known of the skill of the models here. The area of "
            "applicability tells where the ground is unlike that which trained them, and not that they hold elsewhere."
        )
    elif first["not_compared"]:
        sentences.append(
            f"No model is trained here for comparison ({first['not_compared']}), so whether the transfer holds is not decided."
        )
    return sentences


def transfer_tables(records: Records, looks: Mapping[str, AlgorithmLook]) -> list[Table]:
    """The skill of the models there and here, and what of it the size of units does not explain."""
    sizes = [
        (
            model_name(looks[model["algorithm"]], record["coupled"]),
            model["here"]["auc"],
            model["here"]["unit_size"],
        )
        for record in records
        for model in record["models"]
    ]
    known = any(size for _, _, size in sizes)
    return [transfer_table(records, looks), *([size_table(sizes, "all units here")] if known else [])]


def transfer_table(records: Records, looks: Mapping[str, AlgorithmLook]) -> Table:
    """The skill of the models there and here, beside that of a model which is trained here."""
    rows = []
    for record in records:
        for model in record["models"]:
            there, here, compared = model["there"], model["here"], model["compared"] or {}
            rows.append(
                (
                    model_name(looks[model["algorithm"]], record["coupled"]),
                    number(there["auc"]),
                    number(there["spatial_auc"]),
                    f"{number(here['auc'])} {interval(here['auc_interval'])}".strip(),
                    f"{number(compared.get('applied'))} {interval(compared.get('applied_interval'))}".strip(),
                    number(compared.get("trained")),
                    number(100 * model["outside_share"], 1),
                    model["verdict"],
                )
            )
    columns = (
        "Model", "Validation there", "Spatial blocks there", "All units here", "Within blocks here", "Trained here",
        "Units outside (%)", "Transfer",
    )  # fmt: skip
    return Table("AUC of the models there and here", columns, tuple(rows), tuple(_notes(records)))


def _notes(records: Records) -> list[str]:
    notes = [
        "All units here: every unit with a score can judge the models, since none trained them (95 % interval of DeLong).",
        "Within blocks here: mean over spatial blocks of the AUC within a block, on a sample of units. Trained here: the "
        "same for models of the same algorithm and settings, each trained on the other blocks of this area.",
        f"The transfer does not hold where even the upper end of the interval within blocks is more than {TOLERANCE:g} "
        "below the model that is trained here; it holds where the interval reaches that far and lies above 0.5; "
        "otherwise it is undecided.",
    ]
    sizes = {
        (model["here"]["units"], model["here"]["positives"])
        for record in records
        for model in record["models"]
    }
    counts = sorted(size for size in sizes if size[1])
    if counts:
        units, slid = counts[-1]
        notes.append(f"{slid:,} of {units:,} units here hold a landslide.")
    return notes
