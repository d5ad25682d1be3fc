import numpy as np
import pandas as pd
from figure_inputs import LOOKS, picture_size, step

from plot_response import main


def test_the_main_model_is_plotted(tmp_path):
    lower = np.arange(5.0)
    effect = np.linspace(-0.1, 0.1, 5)
    columns = {"lower": lower, "upper": lower + 1, "units": 10, "ale": effect, "shap": effect}
    response = pd.DataFrame({"factor": "slope", "kind": "number", "label": "", **columns})
    response.assign(shap_lower=effect - 0.1, shap_upper=effect + 0.1).to_csv(tmp_path / "r.csv", index=False)
    worth = {f"{part}_permutation{end}": [0.1] for part in ("folds", "split") for end in ("", "_std")}
    pd.DataFrame({"factor": ["slope"], **worth}).to_csv(tmp_path / "i.csv", index=False)
    main(
        step(
            {"response": tmp_path / "r.csv", "importance": tmp_path / "i.csv"},
            {"figure": tmp_path / "response.png"},
            {"algorithms": LOOKS[:1], "titles": {"slope": "Slope"}, "units": {}, "coupled": False, "dpi": 60},
        )
    )
    assert picture_size(tmp_path / "response.png")[0] > 250
