import numpy as np
import pandas as pd
import pytest
from steps import read_json, run_main

from scarpwatch.errors import DataError
from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

DEFORMATION = ["deformation_rate", "cumulative_deformation"]

FACTORS = columns_record(sorted(BUILT_IN, key=lambda factor: factor.order))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Cumulative deformation is the rate times two years, nearly."""
    folder = tmp_path_factory.mktemp("collinear")
    rng = np.random.default_rng(1)
    table = draw_factor_table(600, rng)
    table["cumulative_deformation"] = 2 * table["deformation_rate"] + rng.normal(0, 0.01, 600)
    labels = draw_landslide_units(table, {"slope": 1.0}, 80, rng)
    labels.to_parquet(folder / "labels.parquet")
    table.drop(columns=DEFORMATION).to_parquet(folder / "static.parquet")
    table[["unit_id", *DEFORMATION]].to_parquet(folder / "deformation.parquet")
    draw_samples(labels, table, rng=rng).to_parquet(folder / "samples.parquet")
    return folder


def check(folder, *, coupled, drop=False, accepted=()):
    return run_main(
        "check_factors",
        inputs={
            "labels": folder / "labels.parquet",
            "samples": folder / "samples.parquet",
            "static": folder / "static.parquet",
            "deformation": folder / "deformation.parquet" if coupled else [],
        },
        output={
            "record": folder / "c.json",
            "table": folder / "c.csv",
            "leaks": folder / "leaks.json",
            "area": folder / "area.csv",
        },
        params={
            "factors": FACTORS,
            "exclude": [],
            "accepted": accepted,
            "table": "my.csv",
            "drop_collinear": drop,
            "max_vif": 10.0,
            "seed": 0,
        },
    )


def test_rate_and_total_are_found_to_say_the_same_and_nothing_is_dropped_unasked(folder):
    out = check(folder, coupled=True)
    table = pd.read_csv(out["table"]).set_index("factor")
    assert (table.loc[DEFORMATION, "vif"] > 100).all() and table.loc[DEFORMATION, "involved"].all()
    assert (table.drop(DEFORMATION)["vif"] < 10).all()
    record = read_json(out["record"])
    assert record["dropped"] == [] and set(DEFORMATION) <= set(record["high_vif"])


def test_one_of_them_goes_where_the_config_asks_for_it(folder):
    record = read_json(check(folder, coupled=True, drop=True)["record"])
    assert len(record["dropped"]) == 1 and record["dropped"][0] in DEFORMATION


def test_the_record_decides_on_factors_without_use(folder, tmp_path):
    decision, _ = read_json(check(folder, coupled=True)["record"])["decisions"]
    assert decision["taken"] == "all factors used" and not decision["notable"]
    decision, _ = read_json(check(folder, coupled=True, drop=True)["record"])["decisions"]
    assert decision["notable"] and "left out" in decision["taken"]
    for name in ("labels", "samples", "deformation"):
        (tmp_path / f"{name}.parquet").write_bytes((folder / f"{name}.parquet").read_bytes())
    static = pd.read_parquet(folder / "static.parquet")
    static.assign(ndvi=0.5, slope=np.nan).to_parquet(tmp_path / "static.parquet")
    decision, _ = read_json(check(tmp_path, coupled=False)["record"])["decisions"]
    assert decision["notable"] and {"ndvi", "slope"} <= set(decision["taken"].replace(",", "").split())


def test_static_factors_alone_have_no_fault(folder):
    record = read_json(check(folder, coupled=False, drop=True)["record"])
    assert record["dropped"] == [] and record["condition_index"] > 1


def test_honest_factors_are_told_to_be_so(folder):
    record = read_json(check(folder, coupled=True)["leaks"])
    assert record["factors"] == [] and record["placed"]
    assert record["decisions"][0]["taken"] == "none found"


def test_a_factor_made_from_the_landslides_ends_the_step_unless_it_is_accepted(folder, tmp_path):
    for name in ("labels", "samples", "deformation", "static"):
        pd.read_parquet(folder / f"{name}.parquet").to_parquet(tmp_path / f"{name}.parquet")
    static = pd.read_parquet(folder / "static.parquet").sort_values("unit_id", ignore_index=True)
    labels = pd.read_parquet(folder / "labels.parquet").sort_values("unit_id", ignore_index=True)
    area = np.where(labels["landslides"] > 0, static["area_m2"], 0.0)
    area[np.flatnonzero(labels["landslides"] > 0)[::10]] = 0.0  # a tenth of the landslides were not mapped
    static.assign(ndvi=area).to_parquet(tmp_path / "static.parquet")
    with pytest.raises(
        DataError, match=r"my\.csv: .* ndvi: 90% of the landslide units lie between .*predictors_accepted"
    ):
        check(tmp_path, coupled=False)
    decision = read_json(check(tmp_path, coupled=False, accepted=["ndvi"])["leaks"])["decisions"][0]
    assert decision["notable"] and "ndvi (accepted in the config): 90%" in decision["reason"]
