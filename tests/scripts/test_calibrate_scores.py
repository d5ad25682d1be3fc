import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from steps import run_main


@pytest.mark.parametrize("negatives", ["random", "terrain"])
def test_every_unit_gets_a_probability(tmp_path, caplog, negatives):
    rng = np.random.default_rng(1)
    cause, ids = rng.normal(0, 1, 2000), np.arange(1, 2001)
    slid = rng.random(2000) < expit(cause - 3)
    drawn = np.r_[np.flatnonzero(slid), np.flatnonzero(~slid)[: slid.sum()]]
    held = {"unit_id": ids[drawn], "landslide": slid[drawn].astype(int), "score": expit(cause[drawn])}
    tables = {
        "scores": pd.DataFrame({"unit_id": ids, "score": expit(cause)}),
        "out_of_fold": pd.DataFrame(
            {"design": "random", "repeat": 0, "fold": np.arange(drawn.size) % 5, **held}
        ),
        "labels": pd.DataFrame({"unit_id": ids, "landslides": slid.astype(int)}),
        "factors": pd.DataFrame({"unit_id": ids, "area_m2": rng.lognormal(12, 0.5, 2000)}),
    }
    for name, table in tables.items():
        table.to_parquet(tmp_path / f"{name}.parquet")
    out = run_main(
        "calibrate_scores",
        inputs={name: tmp_path / f"{name}.parquet" for name in tables},
        output={
            "units": tmp_path / "probability.parquet",
            "table": tmp_path / "reliability.csv",
            "record": tmp_path / "probability.json",
        },
        params={"negatives": negatives},
    )
    units, record = pd.read_parquet(out.units), json.loads(out.record.read_text())
    assert units["probability"].between(0, 1).all() and len(units) == 2000
    assert record["expected_landslide_units"] == pytest.approx(slid.sum(), rel=0.25)
    assert record["design"] == "random" and set(pd.read_csv(out.table)["grouped_by"]) == {
        "probability",
        "area_fifth",
    }
    assert record["negatives"] == negatives
    assert ("the probability is that on ground like theirs" in caplog.text) == (negatives == "terrain")
