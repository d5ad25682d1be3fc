"""The demo's landslides, drawn from a model that is written beside them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from scarpwatch.config.susceptibility.units import UnitsSettings
from scarpwatch.grids.grid import read_raster
from scarpwatch.simulate.inventory import STATIC_EFFECTS
from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.slope_units.delineation import delineate_slope_units, parameters_from, prepare_terrain

UNITS = UnitsSettings(min_area_m2=60_000)


@pytest.fixture(scope="module")
def draw(stack, tmp_path_factory):
    def run(**demo):
        folder = tmp_path_factory.mktemp("inventory")
        settings = {**stack.demo, **demo}
        made = stack.run(
            "simulate_inventory",
            into=folder,
            demo=settings,
            units=UNITS.model_dump(mode="json"),
            distance_cap_m=2000.0,
        )
        return gpd.read_file(made.inventory), pd.read_parquet(made.units)

    return run


@pytest.fixture(scope="module")
def drawn(draw):
    return draw()


@pytest.fixture(scope="module")
def units(stack):
    """The units once more, as the workflow would delineate them."""
    height, grid = read_raster(stack.path("ground.tif"))
    parameters = parameters_from(UNITS.model_dump())
    return delineate_slope_units(prepare_terrain(height, grid.cell_size), parameters), grid


def test_points_lie_in_the_units_that_the_table_says(drawn, units):
    points, table = drawn
    labels, grid = units
    assert len(points) == table["landslides"].sum() == 50
    assert (table["landslides"] > 0).sum() == 30
    assert points.crs == grid.crs
    columns, rows = ~grid.transform @ (points.geometry.x.to_numpy(), points.geometry.y.to_numpy())
    counted = np.bincount(labels[rows.astype(int), columns.astype(int)], minlength=len(table) + 1)[1:]
    np.testing.assert_array_equal(counted, table["landslides"])
    assert points["landslide_id"].tolist() == list(range(1, 51))


def test_factors_are_means_of_the_truth_over_each_unit(stack, drawn, units):
    _, table = drawn
    labels, grid = units
    height, _ = read_raster(stack.path("ground.tif"), band=1)
    rate, _ = read_raster(stack.path("ground.tif"), band=2)
    slope = slope_aspect(height, grid.cell_size)[0]
    for unit in (1, len(table) // 2, len(table)):
        row, inside = table.set_index("unit_id").loc[unit], labels == unit
        assert row["deformation_rate"] == pytest.approx(100 * rate[inside].mean(), abs=1e-4)
        assert row["max_elevation_difference"] == pytest.approx(np.ptp(height[inside]), abs=1e-3)
        assert row["slope"] == pytest.approx(np.nanmean(slope[inside]), rel=1e-4)
    assert table["distance_to_roads"].between(0, 2000).all()
    assert table["ndvi"].between(0, 0.9).all()


def test_probability_is_the_logistic_model_of_the_factors(draw):
    _, table = draw(rate_effect=2.0)
    effects = {**STATIC_EFFECTS, "deformation_rate": -2.0}  # sinking ground slides
    scores = sum(
        effect * (table[name] - table[name].mean()) / table[name].std(ddof=0)
        for name, effect in effects.items()
    )
    np.testing.assert_allclose(np.ptp(logit(table["probability"]) - scores), 0, atol=1e-6)
    assert table["probability"].sum() == pytest.approx(30)


def test_dates_precede_two_years_and_volumes_stay_in_their_range(drawn):
    points, _ = drawn
    dates = pd.to_datetime(points["date"])
    assert dates.max() <= pd.Timestamp("2026-01-06")
    assert dates.min() > pd.Timestamp("2024-01-06")
    assert (dates.max() - dates.min()).days > 365
    assert points["volume_m3"].between(15, 400).all()
