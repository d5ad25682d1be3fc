"""What the report says of the negative controls: permuted labels, a noise factor, deformation permuted among the
units that have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scarpwatch.algorithms.algorithm import AlgorithmLook, model_name
from scarpwatch.figures.report.basis.result_tables import Table, limits, number, p_text

NOISE = "noise"


def control_tables(
    record: Mapping[str, Any],
    looks: Mapping[str, AlgorithmLook],
    titles: Mapping[str, str],
    moving: str = "deformation",
) -> list[Table]:
    """What the same code finds in the negative controls.

    Parameters
    ----------
    looks : of the algorithms, by name
    titles : factor to what the table calls it
    moving : what coupled models have beside static ones: "deformation", or "the dynamic factors" of a ready table
    """
    coupled = record["assessment"] != "static"
    rows = []
    for algorithm, permuted in record["permuted_labels"].items():
        noise = record["noise_factor"][algorithm]
        ranking = {row["factor"]: row for row in noise["ranking"]}
        below = {
            kind: [titles.get(name, name) for name in names] for kind, names in noise["below_noise"].items()
        }
        rows.append(
            (
                model_name(looks[algorithm], coupled),
                number(permuted["auc_mean"]),
                *(f"{number(ranking[NOISE][f'{kind}_rank'], 1)} of {len(ranking)}" for kind in ("gain", "permutation")),
                *(", ".join(below[kind]) or "none" for kind in ("gain", "permutation")),
            )
        )  # fmt: skip
    notes = (
        f"Permuted labels: mean validation AUC over {record['seeds']} seeds; 0.5 is right, and more would mean "
        "leakage.",
        "Noise factor: its mean rank among the others; what ranks below it has shown no importance in that ranking. "
        f"Controls use {record['models']} models of {record['trees']} trees.",
    )
    columns = (
        "Model",
        "AUC, permuted labels",
        "Noise, rank by gain",
        "Noise, rank by permutation",
        "Below noise by gain",
        "Below noise by permutation",
    )
    tables = [Table("Controls", columns, tuple(rows), notes)]
    found = record.get("missingness")
    if found:
        names = {
            "gain": "coupled less static",
            "gain_of_gaps": f"the same with {moving} permuted among the units that have values",
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
            f"{model_name(looks[found['algorithm']], coupled=False)}, {found['gain']['splits']} random splits; "
            f"{number(100 * found['missing_share'], 1)} % of the samples have no value of {moving}. "
            f"{_gap_words(found, moving)}"
        )
        caption = f"What missing values of {moving} add by themselves"
        tables.append(Table(caption, ("Gain in AUC", "Mean", "95 % interval", "p"), gains, (note,)))
    return tables


def gap_warning(record: Mapping[str, Any] | None, moving: str = "deformation") -> list[str]:
    """A sentence for the summary where missing deformation by itself predicts landslides."""
    found = (record or {}).get("missingness")
    if not found:
        return []
    if not _is_gain(found["gain_of_gaps"]):
        return []
    gain = number(found["gain_of_gaps"]["difference"])
    return [
        f"Beware: with the values of {moving} permuted, coupled models still gain {gain} "
        f"in AUC over static ones. Where values of {moving} are missing predicts landslides by itself, and a part of "
        f"the gain of coupled models is not from measurements."
    ]


def _is_gain(part: Mapping[str, Any]) -> bool:
    """Whether a difference is a gain beyond chance; not where it could not be tested."""
    return part["p_value"] is not None and part["p_value"] < 0.05 and part["difference"] > 0


def _gap_words(found: Mapping[str, Any], moving: str) -> str:
    """What the gains of the coupled models, of gaps alone and of values alone mean, as sentences."""
    gaps, values = found["gain_of_gaps"], found["gain_of_values"]
    first = (
        f"Coupled models gain {number(found['gain']['difference'], sign=True)} over static ones; with the values of "
        f"{moving} permuted among the units that have one, {number(gaps['difference'], sign=True)}."
    )
    if found["gain"]["p_value"] is None:
        return first
    verb = "are" if moving.endswith("s") else "is"
    second = (
        f"So where {moving} {verb} missing predicts landslides by itself."
        if _is_gain(gaps)
        else f"Where {moving} {verb} missing does not predict landslides."
    )
    chance = "beyond" if _is_gain(values) else "within"
    return f"{first} {second} The values themselves add {number(values['difference'], sign=True)}, which is {chance} chance."
