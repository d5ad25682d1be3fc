import numpy as np
import pandas as pd

from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.simulate.factor_table import draw_factor_table


def test_factors_are_plausible_and_correlated():
    table = draw_factor_table(10_426, np.random.default_rng(1))
    assert {factor.name for factor in (*STUDY, *DEFORMATION)} | {"unit_id", "x", "y", "area_m2"} <= set(table)
    assert table["unit_id"].is_unique
    assert table["slope"].between(0, 60).all() and table["ndvi"].between(-1, 1).all()
    assert (table.filter(like="distance_to_") >= 0).all().all()
    # The study: rates from -8.1 to 3.0 cm/yr; the sum of areas about 2,500 km2.
    assert -9 < table["deformation_rate"].min() < -3 and 1 < table["deformation_rate"].max() < 6
    assert 2000 < table["area_m2"].sum() / 1e6 < 3000
    correlation = table.corr(numeric_only=True)
    assert correlation.loc["slope", "max_elevation_difference"] > 0.4
    assert -0.5 < correlation.loc["slope", "deformation_rate"] < -0.1
    assert correlation.loc["cumulative_deformation", "deformation_rate"] > 0.9
    assert 0.03 < table["deformation_rate"].isna().mean() < 0.07


def test_same_seed_same_table():
    first, second = (draw_factor_table(200, np.random.default_rng(7)) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
