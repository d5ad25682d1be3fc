"""Another area is scored with a kept model, with the reliability of every unit."""

import pandas as pd
import pytest
from steps import read_json, run_main
from transfer_areas import LAW, MOVING, area, train_there

from scarpwatch.errors import DataError, InputError
from scarpwatch.factors.factor import columns_record

DEFORMATION = ["deformation_rate", "cumulative_deformation"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("apply")
    train_there(folder / "there", *area(1, LAW, units=500, landslides=80), trees=30, date="2024-06-01")
    train_there(folder / "there", *area(1, LAW, units=500, landslides=80), trees=30)
    table, _ = area(2, LAW, units=300)
    table.loc[3, "slope"] = 500.0  # steeper than anything that trained the model
    table.drop(columns=DEFORMATION).to_parquet(folder / "static.parquet")
    table[["unit_id", *DEFORMATION]].to_parquet(folder / "deformation.parquet")
    return folder


def apply(folder, assessment="static", *, static="static.parquet", name="a"):
    return run_main(
        "apply_model",
        inputs={
            "model": [],
            "static": folder / static,
            "deformation": [] if assessment == "static" else folder / "deformation.parquet",
        },
        output={kind: folder / f"{assessment}_{name}_{kind}" for kind in ("scores", "units", "record")},
        params={
            "algorithm": {"load": "xgboost"},
            "folder": str(folder / "there" / assessment / "models" / "xgboost" / "model"),
            "factors": columns_record(MOVING),
            "explain_units": 1000,
            "uncertainty_seeds": 1,
            "seed": 3,
        },
        wildcards={"algorithm": "xgboost", "assessment": assessment},
    )


@pytest.mark.parametrize("assessment", ["static", "2024-06-01"])
def test_every_unit_has_a_score_its_drivers_its_spread_and_its_applicability(folder, assessment):
    out = apply(folder, assessment)
    scores, units = pd.read_parquet(out["scores"]), pd.read_parquet(out["units"])
    assert list(scores) == ["unit_id", "score"] and scores["score"].between(0, 1).all() and len(units) == 300
    assert units["score_std"].gt(0).mean() > 0.9 and units["driver_1"].notna().all()
    strange = units.iloc[3]
    assert strange["outside_range"] == "slope" and strange["applicable"] == 0
    record = read_json(out["record"])
    assert record["scale"] == "log-odds" and 0 < record["outside_share"] < 0.4
    assert ("deformation_rate" in record["outside_by_factor"]) == (assessment != "static")


def test_the_same_bytes_twice(folder):
    first, second = (apply(folder, name=name) for name in ("b", "c"))
    for kind in ("scores", "units", "record"):
        assert first[kind].read_bytes() == second[kind].read_bytes()


def test_a_unit_without_any_value_gets_no_score(folder):
    table = pd.read_parquet(folder / "static.parquet")
    known = [name for name in table if name not in ("unit_id", "area_m2", "x", "y")]
    table.loc[7, known] = None
    table.to_parquet(folder / "gap.parquet")
    scores = pd.read_parquet(apply(folder, static="gap.parquet", name="d")["scores"])["score"]
    assert scores.isna().tolist() == [number == 7 for number in range(300)]


def test_a_class_that_the_model_never_saw_ends_the_step(folder):
    table = pd.read_parquet(folder / "static.parquet")
    table.loc[5, "lithology"] = "tuff"
    table.to_parquet(folder / "tuff.parquet")
    with pytest.raises(DataError, match="lithology has the class 'tuff', which the models have never seen"):
        apply(folder, static="tuff.parquet", name="e")


def test_a_damaged_model_file_is_named(folder, tmp_path):
    there = train_there(tmp_path / "there", *area(1, LAW, units=300, landslides=50), trees=10)
    (there / "static/models/xgboost/model/model.json").write_text("{")
    for name in ("static.parquet", "deformation.parquet"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with pytest.raises(InputError, match=r"model\.json: the model cannot be read"):
        apply(tmp_path)
