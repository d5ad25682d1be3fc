"""Every measured pixel as a point with its series."""

import geopandas as gpd
import numpy as np
import pyogrio
from affine import Affine
from pyproj import Transformer
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.conventions import SIGN
from scarpwatch.grids.grid import Grid, read_raster, write_raster
from scarpwatch.insar.output.quality_mask import read_removed
from scarpwatch.insar.series.file import read_series, write_series


def test_the_table_holds_the_measured_pixels_and_no_other(rising, tmp_path):
    made = rising.run("export_pixels", into=tmp_path)
    table = gpd.read_file(made.pixels)
    removed = read_removed(rising.path("quality_mask.tif"))
    longitude, _ = read_raster(rising.path("stack/longitude.tif"))
    latitude, _ = read_raster(rising.path("stack/latitude.tif"))
    kept = ~removed & np.isfinite(longitude)
    assert len(table) == kept.sum() > 1000
    np.testing.assert_allclose(table.geometry.x, longitude[kept], atol=1e-9)
    np.testing.assert_allclose(table.geometry.y, latitude[kept], atol=1e-9)
    velocity, _ = read_series(rising.path("velocity.nc"))
    np.testing.assert_allclose(table["velocity"], 100 * velocity["rate"].values[kept], atol=1e-4)
    series, _ = read_series(rising.path("timeseries.nc"))
    days = [f"D{day}" for day in rising.dates]
    expected = 100 * series["displacement"].values[:, kept].T
    np.testing.assert_allclose(table[days].to_numpy(), expected, atol=1e-4)
    metadata = pyogrio.read_info(made.pixels)["layer_metadata"]
    assert metadata["SIGN"] == SIGN
    assert metadata["REFERENCE"].endswith("(given in the config)")


def test_pixels_of_a_mapped_stack_lie_at_their_cells_centres(tmp_path):
    grid = Grid(CRS.from_epsg(32616), Affine(100, 0, 740_000, 0, -100, 4_060_000), (150, 3))  # three blocks
    dates = ["20240107", "20240119"]
    rate = np.arange(450, dtype=np.float32).reshape(grid.shape) / 1000
    place = {"row": 1, "column": 1, "half": 0, "chosen": "by the test", "longitude": -84.0, "latitude": 36.0}
    attributes = {"reference": str(place).replace("'", '"')}
    write_series(
        tmp_path / "s.nc", grid, {}, displacement=np.stack([0 * rate, rate]), dates=dates, attributes=attributes
    )  # fmt: skip
    names = ("rate", "sigma", "cumulative", "temporal_coherence")
    write_series(tmp_path / "v.nc", grid, {name: (rate, "1") for name in names})
    removed = np.zeros((1, *grid.shape), np.uint8)
    removed[0, 70] = 1
    write_raster(tmp_path / "m.tif", removed, grid, descriptions=["removed"])
    files = {"series": "s.nc", "velocity": "v.nc", "quality_mask": "m.tif"}
    made = run_main(
        "export_pixels",
        inputs={**{name: str(tmp_path / file) for name, file in files.items()}, "position": []},
        output={"pixels": str(tmp_path / "pixels.gpkg")},
        wildcards={"until": "2024-07-05"},
    )
    table = gpd.read_file(made.pixels)
    assert len(table) == 447
    x, y = Transformer.from_crs(4326, 32616, always_xy=True).transform(table.geometry.x, table.geometry.y)
    kept = removed[0] == 0
    cx, cy = np.meshgrid(*grid.centres())
    np.testing.assert_allclose(x, cx[kept], atol=1e-3)
    np.testing.assert_allclose(y, cy[kept], atol=1e-3)
    np.testing.assert_allclose(table["D20240119"], 100 * rate[kept], atol=1e-4)
