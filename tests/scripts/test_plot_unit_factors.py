import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from figure_inputs import picture_size, step
from shapely.geometry import box

from plot_unit_factors import main
from scarpwatch.factors.factor import Factor, look_record

RAIN = Factor("rain", title="Rain", unit="mm", column="static:number:rain")
SOIL = Factor("soil", title="Soil", kind="classes", column="static:class:soil")
MOVES = Factor("moves", title="Moves", column="dynamic:number:moves", dynamic=True)


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    shapes = [box(100 * c, 100 * r, 100 * c + 90, 100 * r + 90) for c in range(12) for r in range(9)]
    rng, unit_id = np.random.default_rng(0), np.arange(1, 109)
    units = gpd.GeoDataFrame({"unit_id": unit_id}, geometry=shapes, crs=32617)
    units.iloc[::-1].to_file(folder / "units.gpkg")  # the order of the units is not that of the tables
    static = {RAIN.column: rng.normal(100, 20, 108), SOIL.column: rng.choice(["clay", "loam"], 108)}
    pd.DataFrame({"unit_id": unit_id, **static}).to_parquet(folder / "static.parquet")
    pd.DataFrame({"unit_id": unit_id, MOVES.column: rng.normal(0, 1, 108)}).to_parquet(
        folder / "dynamic.parquet"
    )
    return folder


def plot(tables, target, factors, *, dated):
    inputs = {"units": tables / "units.gpkg", "static": tables / "static.parquet"}
    params = {"looks": list(map(look_record, factors)), "columns": [each.column for each in factors]}
    main(
        step(
            {**inputs, "dynamic": tables / "dynamic.parquet" if dated else []},
            {"figure": target},
            {**params, "fit_area": True, "date": "2025-12-20", "dpi": 60},
        )
    )
    return picture_size(target)


def test_a_dated_assessment_has_the_dynamic_factors_too(tables, tmp_path):
    static = plot(tables, tmp_path / "static.png", [RAIN], dated=False)
    dated = plot(tables, tmp_path / "dated.png", [RAIN, SOIL, MOVES], dated=True)
    assert dated[1] < static[1]  # three panels in a row are lower than one as wide
    plot(tables, tmp_path / "again.png", [RAIN, SOIL, MOVES], dated=True)
    assert (tmp_path / "again.png").read_bytes() == (tmp_path / "dated.png").read_bytes()
