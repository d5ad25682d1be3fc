"""Samples through the workflow: dated landslide polygons, positions in doubt, a prospective split, tuned models."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from projects import copy_project
from shapely.geometry import Point

from scarpwatch.grids.grid import Grid, write_raster

METRICS = "results/static/models/lightgbm/metrics.json"
BASELINE = "results/static/models/logistic/metrics.json"


@pytest.mark.slow
def test_later_landslides_are_foreseen_from_earlier_ones(tmp_path):
    """Landslides of two years on the steep half of a synthetic area: the first year trains, the second judges."""
    grid = Grid(rasterio.CRS.from_epsg(32717), Affine(10, 0, 700_000, 0, -10, 9_560_000), (90, 120))
    y, x = np.mgrid[:90, :120]
    edge = 60 + 3 * np.sin(y / 9)  # no crease along a whole column, which would pass for a stripe
    height = 1000 + np.where(x < edge, 0.2, 8.0) * (x - edge) + 5 * np.sin(y / 6)
    write_raster(tmp_path / "dem.tif", height.astype(np.float32), grid)
    rng = np.random.default_rng(0)
    places = rng.uniform((700_620, 9_559_120), (701_180, 9_559_980), (90, 2))
    slides = gpd.GeoDataFrame(
        {"day": ["2019-05-01"] * 60 + ["2021-05-01"] * 25 + ["spring"] * 5},
        geometry=[Point(*place).buffer(12) for place in places],
        crs=32717,
    )
    slides.to_file(tmp_path / "slides.gpkg")
    project = copy_project(tmp_path)
    change = {
        "factors": {"dem": "dem.tif", "dem_band": 1},
        "inventory": {
            "file": "slides.gpkg",
            "label_column": None,
            "label_value": None,
            "date_column": "day",
            "position_error_m": 3,
            "at_border": "drop",
        },
        "samples": {
            "split": "prospective",
            "prospective_date": "2020-01-01",
            "negatives": "outside_buffer",
            "buffer_m": 25,
        },
        "models": {
            "trees": 40,
            "class_weights": "balanced",
            "monotone": {"slope": "increasing"},
            "tuning": {"candidates": 2, "folds": 2},
        },
    }
    project.write_config(change, base="config/examples/ecuador.yaml")
    project.snakemake(METRICS, BASELINE)
    units = tmp_path / "results" / "units"
    counts = json.loads((units / "labels.json").read_text())
    assert counts["near_border"] > 0 and counts["units_left_out"] > 0 and counts["undated"] == 5
    samples, labels = pd.read_csv(units / "samples.csv"), pd.read_parquet(units / "labels.parquet")
    positive = samples[samples["landslide"] == 1]
    assert (positive.loc[positive["split"] == "training", "first_landslide"] == "2019-05-01").all()
    assert (positive.loc[positive["split"] == "validation", "first_landslide"] == "2021-05-01").all()
    assert samples.loc[samples["landslide"] == 0, "landslide_distance_m"].min() > 25
    doubtful = set(labels.loc[labels["label"] == -1, "unit_id"])
    assert doubtful and not doubtful & set(samples["unit_id"])
    for path in (METRICS, BASELINE):
        metrics = json.loads((tmp_path / path).read_text())
        assert metrics["validation"]["auc"] > 0.75 and metrics["tuning"]["trainings"] == 4

    change["inventory"]["date_column"] = "date"
    project.write_config(change, base="config/examples/ecuador.yaml")
    assert "it has no column 'date'" in project.snakemake("-n", check=False)


def test_the_baseline_can_be_left_out(project):
    project.write_config({"models": {"baseline": False}})
    jobs = project.jobs()
    assert jobs["train_model"] == jobs["map_susceptibility"] == 6  # 8 and 6 with it: test_demo
