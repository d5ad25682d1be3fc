import json

import numpy as np
import pandas as pd
import pytest
from steps import run_main

from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.simulate.factor_table import draw_factor_table

DEFORMATION = ["deformation_rate", "cumulative_deformation"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Units whose landslides follow their slope, some of them without deformation."""
    folder = tmp_path_factory.mktemp("counts")
    rng = np.random.default_rng(1)
    table = draw_factor_table(600, rng)
    mean = np.exp(0.08 * (table["slope"] - 20)) * table["area_m2"] / 2e5
    labels = pd.DataFrame({"unit_id": table["unit_id"], "landslides": rng.poisson(mean)})
    table.drop(columns=DEFORMATION).to_parquet(folder / "static.parquet")
    table[["unit_id", *DEFORMATION]].iloc[20:].to_parquet(folder / "deformation.parquet")
    labels.to_parquet(folder / "labels.parquet")
    (folder / "collinearity.json").write_text(json.dumps({"dropped": ["elevation"]}))
    return folder


def count(folder, assessment, **options):
    out = folder / assessment
    out.mkdir(exist_ok=True)
    dated = assessment != "static"
    return run_main(
        "model_counts",
        inputs={
            "static": folder / "static.parquet",
            "labels": folder / "labels.parquet",
            "collinearity": folder / "collinearity.json",
            "deformation": folder / "deformation.parquet" if dated else [],
        },
        output={
            "units": out / "units.parquet",
            "table": out / "observed_expected.csv",
            "record": out / "counts.json",
        },
        params={
            "mode": "auto",
            "factors": columns_record(sorted(BUILT_IN, key=lambda factor: factor.order)),
            "exclude": ["ndvi"],
            "monotone": {},
            "trees": 50,
            "folds": 4,
            "min_coverage": 0.5,
            "seed": 1,
            **options,
        },
        wildcards={"assessment": assessment},
    )


@pytest.mark.parametrize("assessment", ["static", "2025-12-20"])
def test_counts_are_modelled_with_the_factors_of_the_assessment(folder, assessment):
    out = count(folder, assessment)
    record = json.loads(out.record.read_text())
    assert record["assessment"] == assessment and record["modelled"]
    assert ("deformation_rate" in record["predictors"]) == (assessment != "static")
    assert not {"elevation", "ndvi"} & set(record["predictors"])
    units, table = pd.read_parquet(out.units), pd.read_csv(out.table)
    assert len(units) == 600 and units["expected_landslides"].sum() == pytest.approx(
        record["landslides"], rel=0.1
    )
    assert table["grouped_by"].tolist() == ["area_fifth"] * 5 + ["density_fifth"] * 5 + ["fold"] * 4 + ["all"]
    assert record["decisions"][0]["kind"] == "landslide_counts"


def test_labels_alone_are_not_modelled(folder, tmp_path):
    for name in ("static.parquet", "collinearity.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    labels = pd.read_parquet(folder / "labels.parquet")
    labels.assign(landslides=labels["landslides"].clip(upper=1)).to_parquet(tmp_path / "labels.parquet")
    out = count(tmp_path, "static")
    assert not json.loads(out.record.read_text())["modelled"] and pd.read_csv(out.table).empty
    assert "expected_density" not in pd.read_parquet(out.units)
