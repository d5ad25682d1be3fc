"""Longitudes from 0 to 360, through every door."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.inputs.tables.longitudes import turn_back
from scarpwatch.inputs.tables.ready_table import read_ready_table
from scarpwatch.inputs.vectors.layers import find_layer, read_features


def test_only_what_lies_beyond_180_is_turned():
    shapes = np.array([Point(245, 40), Point(180, 4), Point(-10, 4), None, box(181, 0, 359, 1)], dtype=object)
    turned, notes = turn_back(shapes)
    assert turned[0].x == -115 and turned[1].x == 180 and turned[2].x == -10 and turned[3] is None
    assert turned[4].bounds == (-179, 0, -1, 1) and notes == [
        "2 longitudes beyond 180 are taken to count from 0 to 360"
    ]
    assert turn_back(shapes[2:4])[1] == []


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.csv"])
@pytest.mark.parametrize("others", [[], [(10.0, 50.0)]])
def test_layers(tmp_path, name, others):
    places = [(245.5 + 0.1 * k, 40.0) for k in range(10)] + others
    if name == "a.csv":
        pd.DataFrame(places, columns=["lon", "lat"]).to_csv(tmp_path / name, index=False)
    else:
        gpd.GeoDataFrame({"id": range(len(places))}, geometry=[Point(p) for p in places], crs=4326).to_file(
            tmp_path / name
        )
    layer = find_layer(tmp_path / name)
    assert layer.bounds[0] <= -114.5 and layer.bounds[2] <= 180
    whole, notes = read_features(layer)
    assert whole.geometry.x.min() == pytest.approx(-114.5) and whole.geometry.x.max() < 180
    assert any("beyond 180" in note for note in (*notes, *layer.notes))
    part, _ = read_features(layer, bounds=(-114.55, 39, -114.15, 41))
    assert len(part) == 4


@pytest.mark.parametrize("suffix", ["csv", "gpkg"])
def test_ready_tables(tmp_path, suffix):
    lon = np.linspace(245, 245.5, 60)
    frame = pd.DataFrame({"slid": [1, 0] * 30, "slope": np.arange(60.0), "lon": lon, "lat": 40.0})
    places = {}
    if suffix == "csv":
        frame.to_csv(tmp_path / "t.csv", index=False)
        places = {"x": "lon", "y": "lat", "crs": "EPSG:4326"}
    else:
        gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(lon, frame["lat"]), crs=4326).to_file(
            tmp_path / "t.gpkg"
        )
    table = read_ready_table(
        TableSettings(file=tmp_path / f"t.{suffix}", label="slid", factors=["slope"], **places)
    )
    assert (
        table.places.crs.to_epsg() == 32611 and table.places.iloc[0].distance(table.places.iloc[-1]) < 45_000
    )
    assert "60 longitudes beyond 180" in table.notes[-1]
