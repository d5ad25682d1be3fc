import numpy as np
import pandas as pd
from steps import run_main

from scarpwatch.config.susceptibility.factor_list import factor_list
from scarpwatch.config.susceptibility.factors import FactorsSettings
from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.factors.factor import columns_record
from scarpwatch.learning.predictors.features import encode_factors, join_factors


def test_the_dynamic_factors_are_taken_and_no_others(tmp_path):
    table = pd.DataFrame({"slid": [0, 1] * 40, "steep": np.arange(80.0), "sinking": -np.arange(80.0)})
    table.loc[3, "sinking"] = np.nan
    table.to_csv(tmp_path / "t.csv", index=False)
    settings = {"label": "slid", "factors": ["steep"], "dynamic_factors": ["sinking"], "until": "2025-06-01"}
    factors = factor_list(FactorsSettings(), TableSettings(file="t.csv", **settings))
    out = run_main(
        "read_dynamic_table",
        inputs={"table": tmp_path / "t.csv"},
        output={"table": tmp_path / "d.parquet"},
        params={"settings": settings, "need_landslides": True, "factors": columns_record(factors)},
        wildcards={"until": "2025-06-01"},
    )
    moving = pd.read_parquet(out["table"])
    static = pd.DataFrame({"unit_id": range(1, 81), "static:number:steep": np.arange(80.0)})
    predictors = encode_factors(join_factors(static, moving), factors, dynamic=True)
    assert predictors.factors == ["steep", "sinking"]
    np.testing.assert_array_equal(predictors.values["sinking"], table["sinking"])
