import pandas as pd
from steps import run_main

from scarpwatch.algorithms.algorithm import look_record
from scarpwatch.algorithms.registry import ENTRIES


def test_the_measures_of_all_models_stand_side_by_side(tmp_path):
    files = {}
    for name, gain in (("rf", [0.254, 0.746]), ("logistic", [0.5, 0.5])):
        table = {
            "factor": ["ndvi", "slope"],
            "gain": gain,
            "permutation": [0.1, 0.2],
            "permutation_std": 0.01,
        }
        files[name] = str(tmp_path / f"{name}.csv")
        pd.DataFrame(table).to_csv(files[name], index=False)
    pd.DataFrame({"factor": ["ndvi", "slope"], "shap": [0.3, 0.7]}).to_csv(tmp_path / "shap.csv", index=False)
    out = run_main(
        "rank_factors",
        inputs={"importance": list(files.values()), "shap": [str(tmp_path / "shap.csv")]},
        output={"table": tmp_path / "all.csv", "layout": tmp_path / "layout.csv"},
        params={
            "algorithms": [look_record(ENTRIES[name]) for name in ("rf", "logistic")],
            "printed": {"slope": 0.45},
        },
        wildcards={"assessment": "static"},
    )
    ranking = pd.read_csv(out["table"])
    assert ranking["algorithm"].tolist() == ["rf", "rf", "logistic", "logistic"]
    assert ranking["factor"].tolist()[:2] == ["slope", "ndvi"]
    assert ranking["shap"].tolist()[:2] == [0.7, 0.3]
    layout = pd.read_csv(out["layout"])
    assert layout["study"].tolist()[0] == 0.45 and layout["study"].isna()[1]
    assert layout.drop(columns="study").to_dict("list") == {
        "factor": ["slope", "ndvi"],
        "rf": [0.75, 0.25],
        "logistic": [0.5, 0.5],
    }
