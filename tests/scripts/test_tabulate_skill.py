import pandas as pd
import pytest
from figure_inputs import area_job, make_area
from steps import run_main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


@pytest.mark.parametrize(("assessment", "models"), [("static", 3), ("2025-12-20", 6)])
def test_all_tables(area, tmp_path, assessment, models):
    files = area_job(area, assessment)
    names = [f"{split}_{kind}" for split in ("training", "validation") for kind in ("rates", "layout")]
    names += ["rate_curves", "profile"]
    out = run_main(
        "tabulate_skill",
        inputs={
            **{kind: files[kind]["metrics"] for kind in ("static", "coupled")},
            "scored": files["static"]["scored"],
            "coupled_scored": files["coupled"]["scored"],
            "folds": area / "results/units/folds.parquet",
            "distances": area / "results/units/folds.json",
        },
        params={"printed": assessment == "static"},
        output={name: tmp_path / f"{name}.csv" for name in names},
    )
    for split in ("training", "validation"):
        rates, layout = (pd.read_csv(out[f"{split}_{kind}"]) for kind in ("rates", "layout"))
        assert len(rates) == models and len(layout) == models + 6 * (assessment == "static")
    assert rates["TP"].dtype.kind == "i"
    profile = pd.read_csv(out["profile"])
    assert len(profile.groupby(["algorithm", "factors"])) == models
    assert profile.groupby(["algorithm", "factors"])["map_share"].sum().tolist() == pytest.approx(
        [1] * models
    )
    curves = pd.read_csv(out["rate_curves"])
    assert len(curves) == models * 2 * 101 and curves["landslide_area_share"].max() == 1
