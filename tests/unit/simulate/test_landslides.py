import numpy as np
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS
from sklearn.linear_model import LogisticRegression

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units, linear_predictor, place_landslides


def test_exact_count_and_known_effects_come_back():
    rng = np.random.default_rng(1)
    factors = draw_factor_table(40_000, rng, missing=0.0)
    effects = {"slope": 0.8, "deformation_rate": -1.2, "lithology": {"shale": 0.7}}
    drawn = draw_landslide_units(factors, effects, 4000, rng)
    assert drawn["landslides"].sum() == 4000 and set(drawn["landslides"]) == {0, 1}
    z = factors[["slope", "deformation_rate"]].apply(lambda v: (v - v.mean()) / v.std(ddof=0))
    z["shale"] = factors["lithology"] == "shale"
    fit = LogisticRegression(C=1e6, max_iter=1000).fit(z, drawn["landslides"])
    assert fit.coef_[0] == pytest.approx([0.8, -1.2, 0.7], abs=0.1)


def test_conditional_draw_follows_the_odds():
    # Two units, one positive: the odds of the pair are the ratio of their odds, whatever the intercept.
    factors = pd.DataFrame({"unit_id": [1, 2], "slope": [0.0, 1.0]})  # standardised to -1, +1
    rng = np.random.default_rng(2)
    second = np.mean(
        [draw_landslide_units(factors, {"slope": 0.5}, 1, rng)["landslides"][1] for _ in range(4000)]
    )
    assert second == pytest.approx(1 / (1 + np.exp(-1.0)), abs=0.025)


def test_aspect_sectors_and_flat_ground():
    factors = pd.DataFrame({"aspect": [350.0, 22.4, 22.6, 180.0, np.nan]})
    got = linear_predictor(factors, {"aspect": {"N": 1.0, "NE": 2.0, "S": 3.0, "flat": 4.0}})
    assert got.tolist() == [1, 1, 2, 3, 4]


def test_missing_values_count_as_the_mean():
    factors = pd.DataFrame({"slope": [1.0, 3.0, np.nan]})
    assert linear_predictor(factors, {"slope": 2.0}).tolist() == [-2, 2, 0]


@pytest.mark.parametrize(
    ("effects", "fault"),
    [
        ({"rain": 1.0}, "no column rain"),
        ({"flat": 1.0}, "does not vary"),
        ({"lithology": {"granite": 1.0}}, "no class granite"),
    ],
)
def test_wrong_effects_are_named(effects, fault):
    factors = pd.DataFrame({"unit_id": [1, 2], "flat": [1.0, 1.0], "lithology": ["shale", "others"]})
    with pytest.raises(DataError, match=fault):
        draw_landslide_units(factors, effects, 1, np.random.default_rng(0))


def test_more_landslides_than_units_are_refused():
    factors = pd.DataFrame({"unit_id": [1, 2], "slope": [1.0, 2.0]})
    with pytest.raises(DataError, match="cannot be drawn"):
        draw_landslide_units(factors, {"slope": 1.0}, 2, np.random.default_rng(0))


def test_points_lie_in_their_units():
    rng = np.random.default_rng(3)
    units = rng.integers(0, 30, (40, 50)).astype(np.int32)
    grid = Grid(CRS.from_epsg(32617), Affine(20, 0, 500_000, 0, -20, 4_000_000), units.shape)
    wanted = np.r_[np.arange(1, 30), 5, 5]
    points = place_landslides(units, grid, wanted, rng)
    column = (points.geometry.x.to_numpy() - 500_000) / 20
    row = (4_000_000 - points.geometry.y.to_numpy()) / 20
    assert (units[row.astype(int), column.astype(int)] == wanted).all()
    assert points.crs == grid.crs and not points.geometry.duplicated().any()
    with pytest.raises(DataError, match="unit 77 has no cell"):
        place_landslides(units, grid, [3, 77], rng)
