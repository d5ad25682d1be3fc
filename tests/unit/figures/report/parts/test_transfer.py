"""What the report says of models of another area."""

from scarpwatch.algorithms.algorithm import read_looks
from scarpwatch.figures.report.parts.transfer import (
    transfer_sentences,
    transfer_table,
    transfer_tables,
    verdict_sentences,
)
from scarpwatch.workflow.planning.algorithms import looks_of_algorithms

LOOKS = read_looks(looks_of_algorithms(["rf", "xgboost"]))


def model(algorithm, verdict, *, compared=True, positives=120):
    held = {"applied": 0.72, "applied_interval": [0.66, 0.78], "trained": 0.735}
    known = positives > 0
    return {
        "algorithm": algorithm,
        "there": {"auc": 0.84, "spatial_auc": 0.8},
        "here": {
            "units": 1500 if known else 0,
            "positives": positives,
            "auc": 0.745 if known else None,
            "auc_interval": [0.706, 0.781] if known else [None, None],
            "unit_size": {"area_auc": 0.55, "pairs": 900, "matched_auc": 0.73, "gain": 0.2}
            if known
            else None,
        },
        "compared": held if compared and known else None,
        "outside_share": 0.062,
        "verdict": verdict,
    }


def record(*models, coupled=False, why="", notes=(), overlap=0):
    return {
        "folder": "../a/results",
        "coupled": coupled,
        "notes": notes,
        "not_compared": why,
        "overlap": overlap,
        "models": models,
    }


def test_each_verdict_is_a_sentence_with_its_models():
    records = [record(model("rf", "holds"), model("xgboost", "does not hold"))]
    assert verdict_sentences(records, LOOKS) == [
        "The transfer holds: RF (AUC 0.720 within blocks, 0.735 if trained here). 6.2 % of the units lie outside the area "
        "of applicability.",
        "The transfer does not hold: XGBoost (AUC 0.720 within blocks, 0.735 if trained here). 6.2 % of the units lie "
        "outside the area of applicability.",
    ]
    coupled = record(model("rf", "holds"), coupled=True)
    assert "SAR+RF" in verdict_sentences([*records, coupled], LOOKS)[0]


def test_the_table_has_the_skill_there_and_here_and_says_the_rule():
    table = transfer_table(
        [record(model("rf", "holds"), model("xgboost", "undecided", compared=False))], LOOKS
    )
    assert table.rows[0][1:] == (
        "0.840", "0.800", "0.745 (0.706–0.781)", "0.720 (0.660–0.780)", "0.735", "6.2", "holds",
    )  # fmt: skip
    assert table.rows[1][4:6] == ("–", "–") and table.rows[1][-1] == "undecided"
    assert "more than 0.03 below" in table.notes[2]
    assert table.notes[-1] == "120 of 1,500 units here hold a landslide."


def test_too_few_landslides_and_none_are_said():
    few = transfer_sentences(
        [record(model("rf", "undecided", compared=False), why="the inventory: 20 units")]
    )
    assert few[-1].startswith("No model is trained here for comparison (the inventory: 20 units)")
    bare = record(model("rf", "not known", positives=0), notes=["the models were trained without rain"])
    none = transfer_sentences([bare])
    assert "trained without rain." in none[1] and none[-1].startswith("No landslides of this area are known")
    assert verdict_sentences([bare], LOOKS)[0].startswith(
        "Whether the transfer holds is not known: RF. 6.2 %"
    )
    assert transfer_table([bare], LOOKS).rows[0][3] == "–"
    assert len(transfer_tables([bare], LOOKS)) == 1


def test_skill_is_told_apart_from_the_size_of_units():
    _, size = transfer_tables([record(model("rf", "holds"))], LOOKS)
    assert size.caption == "Skill apart from the size of units, all units here"
    assert size.rows == (("RF", "0.745", "0.550", "0.730 (900)", "+0.200"),)


def test_an_overlap_of_the_areas_is_told_and_is_no_lack_of_an_inventory():
    some = transfer_sentences([record(model("rf", "holds"), overlap=1200)])
    assert some[-1].startswith("The areas overlap: 1,200 units here have all the values")
    none = transfer_sentences([record(model("rf", "not known", positives=0), overlap=1200)])
    assert none[-1].startswith("No other landslides of this area are known")
