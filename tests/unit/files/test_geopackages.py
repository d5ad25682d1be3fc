"""GeoPackages: equal data give equal bytes, whole or in blocks of rows."""

import os
import time

import geopandas as gpd
import numpy as np
import pyogrio

from scarpwatch.files.geopackages import write_blocks, write_geopackage

VALUES = np.random.default_rng(0).uniform(0, 90, (500, 2))
POINTS = gpd.GeoDataFrame({"unit_id": range(500)}, geometry=gpd.points_from_xy(*VALUES.T), crs=32616)
WRITERS = (
    lambda path: write_geopackage(POINTS, path, layer="units"),
    lambda path: write_geopackage(POINTS, path, layer="units", metadata={"SIGN": "up", "UNITS": "cm"}),
    lambda path: write_blocks(
        (POINTS.iloc[start : start + 200] for start in range(0, 500, 200)), path, layer="units", metadata={"A": "b"}
    ),
)  # fmt: skip


def test_equal_data_give_equal_files(tmp_path, monkeypatch):
    monkeypatch.delenv("OGR_CURRENT_DATE", raising=False)
    for round_ in range(2):
        time.sleep(1.1 * round_)  # a time stamp would differ
        for number, write in enumerate(WRITERS):
            write(tmp_path / f"{number}_{round_}.gpkg")
    for number in range(len(WRITERS)):
        first, second = (tmp_path / f"{number}_{round_}.gpkg" for round_ in range(2))
        assert first.read_bytes() == second.read_bytes()
        read = gpd.read_file(first)
        assert read.crs == POINTS.crs and read["unit_id"].tolist() == list(range(500))
        np.testing.assert_array_equal(read.geometry.x, VALUES[:, 0])
    assert len(list(tmp_path.iterdir())) == 2 * len(WRITERS) and "OGR_CURRENT_DATE" not in os.environ
    assert pyogrio.read_info(tmp_path / "1_0.gpkg")["layer_metadata"] == {"SIGN": "up", "UNITS": "cm"}
    assert pyogrio.read_info(tmp_path / "2_0.gpkg")["layer_metadata"] == {"A": "b"}


def test_a_date_that_is_set_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("OGR_CURRENT_DATE", "1999-01-01T00:00:00.000Z")
    assert write_blocks([POINTS], tmp_path / "a.gpkg", layer="units") == 500
    assert os.environ["OGR_CURRENT_DATE"] == "1999-01-01T00:00:00.000Z"
    assert b"2000-01-01T00:00:00" in (tmp_path / "a.gpkg").read_bytes()
