"""Series at points: the right pixel's, in the fastest places, with a reason where there is none."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

from scarpwatch.grids.grid import read_grid, read_raster, write_raster
from scarpwatch.insar.output.quality_mask import read_removed
from scarpwatch.insar.series.file import read_series


def place(stack, row, column, name="Here"):
    """A place in the middle of a map cell."""
    grid = read_grid(stack.path("dem.tif"))
    x, y = grid.transform @ (column + 0.5, row + 0.5)
    longitude, latitude = Transformer.from_crs(grid.crs, 4326, always_xy=True).transform(x, y)
    return {"name": name, "longitude": longitude, "latitude": latitude}


def test_a_place_on_the_dome_rises_with_it(rising, tmp_path):
    places = [place(rising, 30, 35, "Top"), place(rising, 65, 10, "Plain")]
    made = rising.run("tabulate_points", into=tmp_path, points={"places": places, "fastest": 0})
    table = pd.read_csv(made.table).set_index("name")
    assert list(table.index) == ["Top", "Plain"]
    assert table.loc["Top", "velocity"] == pytest.approx(6, abs=0.8)
    assert abs(table.loc["Plain", "velocity"]) < 0.8
    series = table.loc["Top", [f"D{day}" for day in rising.dates]].to_numpy(dtype=float)
    np.testing.assert_allclose(series, 6 * rising.years, atol=0.8)
    stored, _ = read_series(rising.path("timeseries.nc"))
    row, column = table.loc["Top", ["row", "column"]].astype(int)
    np.testing.assert_allclose(series, 100 * stored["displacement"].values[:, row, column], atol=1e-4)


def test_the_fastest_places_are_found_and_lie_apart(rising, tmp_path):
    made = rising.run("tabulate_points", into=tmp_path)
    table = gpd.read_file(made.points)
    assert table.crs.to_epsg() == 4326
    assert table["kind"][0] == "fastest place"
    top = place(rising, 30, 35)
    assert abs(table.geometry.x[0] - top["longitude"]) < 0.003
    assert abs(table.geometry.y[0] - top["latitude"]) < 0.003
    assert table["velocity"][0] > 5
    assert (table["velocity"].abs().diff().dropna() < 0).all()


def test_units_are_ranked_by_their_mean(rising, tmp_path):
    grid = read_grid(rising.path("dem.tif"))
    units = np.zeros(grid.shape, np.int32)
    units[25:35, 30:40], units[25:35, 50:60], units[60:, 10:20] = 7, 8, 9
    write_raster(tmp_path / "units.tif", units, grid, nodata=0)
    made = rising.run(
        "tabulate_points", into=tmp_path, inputs={"units": str(tmp_path / "units.tif")},
        points={"places": [], "fastest": 2},
    )  # fmt: skip
    table = pd.read_csv(made.table)
    assert list(table["name"]) == ["Unit 7", "Unit 8"]
    rate, _ = read_raster(rising.path("rate.tif"))
    assert table["velocity"][0] == pytest.approx(np.nanmean(rate[units == 7]), abs=0.3)


def test_places_without_measurement_say_why(stack, tmp_path):
    removed = read_removed(stack.path("quality_mask.tif"))
    latitude, longitude = (read_raster(stack.path(f"stack/{n}.tif"))[0] for n in ("latitude", "longitude"))
    row, column = np.argwhere(removed & np.isfinite(latitude))[0]
    masked = {"name": "Masked", "longitude": longitude[row, column], "latitude": latitude[row, column]}
    far = {"name": "Far", "longitude": -80.0, "latitude": 36.5}
    made = stack.run("tabulate_points", into=tmp_path, points={"places": [far, masked], "fastest": 1})
    table = pd.read_csv(made.table).set_index("name")
    assert table.loc["Far", "note"] == "outside the stack"
    assert table.loc["Masked", "note"].startswith("removed by the quality mask: ")
    assert table.loc[["Far", "Masked"], ["velocity", f"D{stack.dates[-1]}"]].isna().all(axis=None)
    assert table["note"].isna().tolist() == [False, False, True]
    assert np.isfinite(table["velocity"].iloc[-1])


def test_no_point_gives_an_empty_table_with_its_columns(rising, tmp_path):
    made = rising.run("tabulate_points", into=tmp_path, points={"places": [], "fastest": 0})
    table = pd.read_csv(made.table)
    assert table.empty and f"D{rising.dates[0]}" in table.columns
    assert len(gpd.read_file(made.points)) == 0
