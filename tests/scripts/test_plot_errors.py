import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from figure_inputs import LOOKS, picture_size, step
from shapely.geometry import box

from plot_errors import main
from scarpwatch.files.json_files import write_json
from scarpwatch.learning.metrics.curve_bands import banded_curves
from scarpwatch.learning.metrics.thresholds import threshold_table

KINDS = ("", "_curves", "_thresholds", "_records", "_metrics", "_scores", "_units", "_bins")


@pytest.fixture
def files(tmp_path):
    """Files of one model, by what the rule calls them after ``static``."""
    rng = np.random.default_rng(0)
    slid = rng.integers(0, 2, 120)
    score = np.clip(0.3 + 0.3 * slid + 0.2 * rng.standard_normal(120), 0, 1)
    scored = pd.DataFrame(
        {"repeat": 0, "unit_id": range(120), "landslide": slid, "score": score, "rank": score}
    )
    shapes = [box(100 * c, 100 * r, 100 * c + 90, 100 * r + 90) for c in range(12) for r in range(10)]
    outcome = np.where(slid, np.where(score > 0.5, "TP", "FN"), np.where(score > 0.5, "FP", "TN"))
    outcome[:3] = ""
    gpd.GeoDataFrame({"outcome": outcome}, geometry=shapes, crs=32617).to_file(tmp_path / "e.gpkg")
    curves = banded_curves(scored, prevalence=0.1, rng=rng, resamples=5)
    curves.to_csv(tmp_path / "c.csv", index=False)
    threshold_table(scored, score, prevalence=0.1).to_csv(tmp_path / "t.csv", index=False)
    moran = {"i": 0.2, "expected": -0.01, "p_value": 0.001, "permutations": 999}
    write_json(tmp_path / "r.json", {"morans_i": moran})
    write_json(tmp_path / "m.json", {"prevalence": {"share": 0.1}})
    scored[["unit_id", "score"]].to_parquet(tmp_path / "s.parquet")
    spread = pd.DataFrame({"unit_id": range(120), "score_std": score * (1 - score)})
    spread.to_parquet(tmp_path / "u.parquet")
    bins = {"lower": [0.0], "upper": [1.0], "units": [120], "median": [0.2], "q05": [0.1], "q95": [0.24]}
    pd.DataFrame(bins).to_csv(tmp_path / "b.csv", index=False)
    names = ("e.gpkg", "c.csv", "t.csv", "r.json", "m.json", "s.parquet", "u.parquet", "b.csv")
    return {kind: tmp_path / name for kind, name in zip(KINDS, names, strict=True)}


@pytest.mark.parametrize("coupled", [False, True])
@pytest.mark.parametrize("places", [False, True])
def test_figures_of_both_kinds_of_models_with_and_without_places(files, tmp_path, coupled, places):
    inputs = {f"static{kind}": [path] * 2 for kind, path in files.items()}
    inputs |= {f"coupled{kind}": [path] * 2 if coupled else [] for kind, path in files.items()}
    output = {name: tmp_path / f"{name}.png" for name in ("curves", "thresholds", "spread")}
    output |= {"errors": tmp_path / "errors.png"} if places else {}
    main(step(inputs, output, {"algorithms": LOOKS[:2], "date": "2025-12-20", "dpi": 60}))
    sizes = {name: picture_size(path) for name, path in output.items()}
    assert all(width > 250 for width, _ in sizes.values())
    assert (tmp_path / "errors.png").exists() == places
