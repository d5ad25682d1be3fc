import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.evaluation.added_skill import added_skill
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

OPTIONS = {"folds": 3, "repeats": 1, "seed": 2, "trees": 20, "flat_below_deg": 10.0}


@pytest.fixture(scope="module")
def area():
    """Landslides that follow deformation, with scores that say so for the coupled model alone."""
    rng = np.random.default_rng(4)
    table = draw_factor_table(1500, rng, missing=0.3)
    labels = draw_landslide_units(table, {"deformation_rate": -2.0}, 150, rng)
    samples = draw_samples(labels, table, rng=rng)
    truth = labels.set_index("unit_id")["landslides"].reindex(table["unit_id"]).to_numpy() > 0
    static, coupled = (
        pd.DataFrame({"unit_id": table["unit_id"], "score": size * truth + rng.standard_normal(len(table))})
        for size in (0.0, 2.0)
    )
    return table, samples, static, coupled


def test_skill_of_deformation_is_found_in_every_test(area):
    table, samples, static, coupled = area
    record = added_skill(table, samples, BUILT_IN, {"rf": (static, coupled)}, **OPTIONS)
    held = samples[samples["split"] == "validation"].merge(table, on="unit_id").merge(coupled, on="unit_id")
    assert record["units"] == len(held) and record["positives"] == held["landslide"].sum()
    (row,) = record["models"]
    assert row["coupled_auc"] == pytest.approx(roc_auc_score(held["landslide"], held["score"]))
    assert row["covered"]["units"] == held["deformation_rate"].notna().sum() < len(held)
    assert row["without_flats"]["units"] == (held["slope"] >= 10).sum() < len(held)
    for name in ("random_splits", "spatial_blocks"):
        assert row[name]["splits"] == 3 and row[name]["difference"] > 0.05


def test_without_places_or_slope_there_are_no_blocks_and_no_flats(area):
    table, samples, static, coupled = area
    record = added_skill(
        table.drop(columns=["x", "slope"]), samples, BUILT_IN, {"rf": (static, coupled)}, **OPTIONS
    )
    (row,) = record["models"]
    assert "spatial_blocks" not in row and "without_flats" not in row and row["random_splits"]["splits"] == 3


def test_units_without_landslides_on_one_side_are_not_compared(area):
    table, samples, static, coupled = area
    measured = table.set_index("unit_id")["deformation_rate"].notna()
    free = samples["unit_id"].map(measured) & (samples["landslide"] == 0)
    samples = samples[~free | (samples["split"] == "training")]
    record = added_skill(table, samples, BUILT_IN, {"rf": (static, coupled)}, **OPTIONS)
    assert "p_value" not in record["models"][0]["covered"]
