import datetime

import numpy as np
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import LineString
from sklearn.linear_model import LogisticRegression

from scarpwatch.grids.grid import Grid
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.inventory import STATIC_EFFECTS, draw_inventory, true_unit_factors

GRID = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (40, 60))
LAST = datetime.date(2026, 1, 6)


def test_factors_are_means_over_the_units():
    row, column = np.mgrid[:40, :60]
    labels = np.where(column < 30, 1, 2).astype(np.int32)
    labels[:5] = 0
    height = (50.0 * column).astype(np.float32)  # rises to the east at 45 degrees
    rate = np.where(column < 30, 0.01, -0.03).astype(np.float32)
    ndvi = np.where(row < 20, 0.2, 0.6).astype(np.float32)
    west = LineString([(740_000, 4_050_000), (740_000, 4_070_000)])  # along the western edge
    table = true_unit_factors(
        labels,
        GRID,
        height=height,
        rate=rate,
        ndvi=ndvi,
        lines={"faults": [west], "roads": [west]},
        distance_cap_m=1000.0,
    )
    assert table["unit_id"].tolist() == [1, 2]
    np.testing.assert_allclose(table["slope"], 45, atol=1e-3)
    np.testing.assert_allclose(table["deformation_rate"], [1, -3], rtol=1e-5)  # cm/yr
    np.testing.assert_allclose(table["ndvi"], (15 * 0.2 + 20 * 0.6) / 35, rtol=1e-5)
    np.testing.assert_allclose(table["max_elevation_difference"], 29 * 50)
    distance = np.minimum(50 * (np.arange(60) + 0.5), 1000)
    for name in ("distance_to_faults", "distance_to_roads"):
        np.testing.assert_allclose(table[name], [distance[:30].mean(), distance[30:].mean()], atol=30)


@pytest.fixture(scope="module")
def units():
    """2,400 units of one cell each, with factors."""
    labels = np.arange(1, 2401).reshape(40, 60).astype(np.int32)
    return labels, draw_factor_table(2400, np.random.default_rng(1), missing=0.0)


def draw(units, rate_effect=1.2, seed=1, landslides=450):
    labels, factors = units
    return draw_inventory(
        factors,
        labels,
        GRID,
        landslides=landslides,
        landslide_units=400,
        rate_effect=rate_effect,
        last_date=LAST,
        seed=seed,
    )


def test_numbers_are_exact_and_points_lie_in_their_units(units):
    points, table = draw(units)
    assert len(points) == table["landslides"].sum() == 450
    assert (table["landslides"] > 0).sum() == 400
    column, row = ~GRID.transform @ (points.geometry.x.to_numpy(), points.geometry.y.to_numpy())
    unit = units[0][row.astype(int), column.astype(int)]
    np.testing.assert_array_equal(np.bincount(unit, minlength=2401)[1:], table["landslides"])
    assert points["landslide_id"].tolist() == list(range(1, 451))
    assert "unit_id" not in points  # it would give the answer away


@pytest.mark.parametrize("rate_effect", [0.0, 1.5])
def test_the_model_is_in_the_draw(units, rate_effect):
    """A logistic regression on the drawn units finds the effects that were put in."""
    effects = {**STATIC_EFFECTS, "deformation_rate": -rate_effect}
    names, found = list(effects), []
    for seed in range(4):
        _, table = draw(units, rate_effect, seed)
        values = table[names].to_numpy()
        scaled = (values - values.mean(axis=0)) / values.std(axis=0)
        model = LogisticRegression(C=np.inf).fit(scaled, table["landslides"] > 0)
        found.append(model.coef_[0])
    np.testing.assert_allclose(np.mean(found, axis=0), list(effects.values()), atol=0.15)


def test_dates_and_volumes_spread_over_their_range(units):
    points, _ = draw(units)
    dates = pd.to_datetime(points["date"]).dt.date
    assert dates.max() <= LAST
    assert dates.min() > LAST - datetime.timedelta(days=730)
    assert (dates.max() - dates.min()).days > 650
    assert points["volume_m3"].between(15, 400).all()
    # Volumes are spread over the logarithm: the median is the geometric middle.
    assert points["volume_m3"].median() == pytest.approx(np.sqrt(15 * 400), rel=0.25)


def test_the_draw_belongs_to_the_seed(units):
    first, again, other = (draw(units, seed=seed)[0] for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)
