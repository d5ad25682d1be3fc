import json

import numpy as np
from figure_inputs import picture_size, step

from plot_truth import main


def test_the_comparison_is_drawn(tmp_path):
    rng = np.random.default_rng(0)
    true = rng.normal(-1, 2, 2000)
    np.savez(tmp_path / "sample.npz", true=true, estimated=true + rng.normal(0, 0.2, 2000))
    (tmp_path / "truth.json").write_text(json.dumps({"n": 2000, "slope": 1.0}))
    main(
        step(
            {"summary": tmp_path / "truth.json", "sample": tmp_path / "sample.npz"},
            {"figure": tmp_path / "truth.png"},
            {"dpi": 60},
        )
    )
    assert picture_size(tmp_path / "truth.png")[0] > 500
