"""What the step takes that tabulates the errors of a model, and what it writes."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from scarpwatch.factors.factor import FactorColumns, columns_record

N = 24
OUTPUT = {
    "units": "errors.csv", "polygons": "errors.gpkg", "record": "errors.json", "groups": "class_skill.csv",
    "thresholds": "thresholds.csv", "curves": "curves.csv", "spread": "index_spread.csv",
}  # fmt: skip
PARAMS = {"factors": columns_record([FactorColumns("rock", "classes")]), "cost_ratios": [1.0, 5.0], "seed": 1}


def error_inputs(tmp_path: Path) -> dict:
    """Tables of 576 units and of scores that follow their slope, as `tabulate_errors` takes them, in files."""
    rng = np.random.default_rng(0)
    x, y = (each.ravel() for each in np.meshgrid(np.arange(N) * 100.0, np.arange(N) * 100.0))
    units = np.arange(1, N * N + 1)
    slope = rng.uniform(0, 40, units.size)
    slid = (rng.random(units.size) < 1 / (1 + np.exp(-(slope - 25) / 5))).astype(int)
    score = np.clip(slope / 40 + 0.1 * rng.standard_normal(units.size), 0, 1)
    tables = {
        "static": {
            "unit_id": units,
            "x": x,
            "y": y,
            "area_m2": 1e4,
            "rock": np.where(x < 900, "shale", "marl"),
        },
        "scores": {"unit_id": units, "score": score},
        "reliability": {"unit_id": units, "score_std": 0.1 * score * (1 - score)},
    }
    parts = [
        {
            "design": design,
            "repeat": repeat,
            "fold": 0,
            "unit_id": units[::2],
            "landslide": slid[::2],
            "score": score[::2],
            "rank": score[::2],
        }
        for design in ("nndm", "blocks")
        for repeat in range(2)
    ]
    tables["out_of_fold"] = pd.concat(map(pd.DataFrame, parts))
    files = {}
    for name, table in tables.items():
        pd.DataFrame(table).to_parquet(tmp_path / f"{name}.parquet")
        files[name] = tmp_path / f"{name}.parquet"
    (tmp_path / "metrics.json").write_text('{"prevalence": {"share": 0.1}, "validation": {"threshold": 0.5}}')
    shapes = [box(a, b, a + 100, b + 100) for a, b in zip(x, y, strict=True)]
    gpd.GeoDataFrame({"unit_id": units, "name": "u"}, geometry=shapes, crs=32617).to_file(
        tmp_path / "units.gpkg"
    )
    return {
        **files,
        "deformation": [],
        "metrics": tmp_path / "metrics.json",
        "polygons": tmp_path / "units.gpkg",
    }
