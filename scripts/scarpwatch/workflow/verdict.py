"""What a run has come to, in a sentence for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scarpwatch.files.decision_records import read_decisions
from scarpwatch.files.json_files import read_json
from scarpwatch.learning.metrics.map_skill import skill_name
from scarpwatch.workflow.stages import counted, gains, model_skills, span, verdicts


def verdict(folder: Path, records: Iterable[str | Path], algorithms: Sequence[str]) -> str:
    """The result of an assessment and the number of notable decisions of the program.

    With models of another area whether their transfer holds, with models that are trained here the AUC of the map, with
    coupled ones also the gain of what moves on the validation units, and without an inventory the deformation rate.

    Parameters
    ----------
    folder : results of the assessment, ``results/<date>`` or ``results/static``
    records : JSON records of the run that may hold decisions; an earlier run may have left others in the folder
    algorithms : whose models the run has evaluated; none in a run without an inventory
    """
    present = [path for path in map(Path, records) if path.is_file()]
    notable = sum(bool(decision.get("notable")) for decision in read_decisions(present))
    transfer = [path for path in present if path.name == "transfer.json"]
    told = (
        transferred(read_json(transfer[-1]))
        if transfer
        else _result(folder, folder / "comparison.json" in present, algorithms)
    )
    noted = f"{notable or 'No'} notable decision{'' if notable == 1 else 's'} of the program"
    return f"{told}. {noted}{'; the report lists them' if notable else ''}."


def transferred(found: Mapping[str, Any]) -> str:
    """Whether the transfer of models of another area holds, from ``transfer.json``."""
    models = found["models"]
    told = f"Transfer of the models of {found['folder']}: {verdicts(models)}"
    compared = [model["compared"] for model in models if model["compared"]]
    known = [model["here"]["auc"] for model in models if model["here"]["positives"]]
    if compared:
        applied, trained = (span([each[key] for each in compared]) for key in ("applied", "trained"))
        told += f"; AUC within blocks {applied}, {trained} of models trained here"
    elif known:
        told += f"; AUC {span(known)} here"
    outside = max(model["outside_share"] for model in models)
    return f"{told}; up to {outside:.0%} of the units outside the area of applicability"


def _result(folder: Path, compared: bool, algorithms: Sequence[str]) -> str:
    if compared:
        found = read_json(folder / "comparison.json")
        skills = _skills(folder, algorithms), _skills(folder.parent / "static", algorithms)
        if all(skills):
            coupled, static = (span([skill["auc"] for skill in part]) for part in skills)
            called = skill_name(skills[0])
        else:
            coupled, static = (
                span([model[f"{kind}_auc"] for model in found["models"]]) for kind in ("coupled", "static")
            )
            called = skill_name([])
        if not (folder / "deformation/quality.json").is_file():  # of a ready table, whatever moves in it
            moving = f"{coupled} with dynamic factors, {static} without; validation gain"
        else:
            moving = f"{coupled} with deformation, {static} without; validation gain"
        return f"{_capital(called)} {moving} {gains(found)}"
    if algorithms:
        skills_of = _skills(folder, algorithms)
        aucs = [skill["auc"] for skill in skills_of]
        return f"{_capital(skill_name(skills_of))} {span(aucs)} of {counted(len(aucs), 'model')}"
    quality = read_json(folder / "deformation/quality.json")
    rate = quality["rate_cm_per_year"]
    sigma = quality.get("rate_sigma_median_cm_per_year")  # a rate that was made elsewhere may come without
    known = "" if sigma is None else f", median sigma {sigma:.2f} cm/yr"
    return f"Deformation rate {span([rate['min'], rate['max']], 1)} cm/yr{known}"


def _skills(folder: Path, algorithms: Sequence[str]) -> list[dict[str, Any]]:
    """What stands for the map of each model of an assessment that was evaluated."""
    paths = [folder / "models" / algorithm / "metrics.json" for algorithm in algorithms]
    return [
        skill for part in model_skills([path for path in paths if path.is_file()]).values() for skill in part
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
