"""The demo's ground: real terrain, and truth that says what it holds."""

import geopandas as gpd
import numpy as np
import pytest
from matplotlib import cbook
from pyproj import Transformer
from rasterio.crs import CRS
from scipy.ndimage import map_coordinates
from small_stack import GROUND
from steps import run_main

from scarpwatch.conventions import TOWARDS
from scarpwatch.grids.grid import open_raster, read_raster, read_tags

DEMO = {"resolution_m": 50.0, "size_km": 4.0, "dem_error_m": 12.0}


def make(folder, seed=5, **changes):
    output = {name: str(folder / file) for name, file in GROUND.items()}
    return run_main("simulate_ground", output=output, params={"demo": {**DEMO, **changes}, "seed": seed})


def layers(path):
    with open_raster(path) as source:
        return dict(zip((text.split(" (")[0] for text in source.descriptions), source.read(), strict=True))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("ground"))


def test_the_terrain_lies_where_the_source_has_it(made):
    dem, grid = read_raster(made.dem)
    assert grid.crs == CRS.from_epsg(32616)
    assert grid.cell_size == (50, 50)
    assert grid.shape == pytest.approx((80, 80), abs=1)
    assert np.isfinite(dem).all()
    with cbook.get_sample_data("jacksboro_fault_dem.npz") as source:
        elevation = source["elevation"].astype(float)
        west, east = float(source["xmin"]), float(source["xmax"])
        south, north = sorted((float(source["ymin"]), float(source["ymax"])))
    x, y = np.meshgrid(*grid.centres())
    longitude, latitude = Transformer.from_crs(32616, 4326, always_xy=True).transform(x, y)
    rows, columns = elevation.shape
    row = (north - latitude) / (north - south) * rows - 0.5
    column = (longitude - west) / (east - west) * columns - 0.5
    expected = map_coordinates(elevation, [row, column], order=1)
    assert dem.std() > 50
    assert np.abs(dem - expected).mean() < 0.05 * dem.std()  # cubic against bilinear, and not a cell aside
    assert "Jacksboro" in read_tags(made.dem)["SOURCE"]


def test_truth_holds_the_inputs_and_what_moves(made):
    truth = layers(made.ground)
    np.testing.assert_array_equal(truth["height"], read_raster(made.dem)[0])
    ndvi, _ = read_raster(made.ndvi)
    np.testing.assert_array_equal(truth["vegetation"], ndvi)
    assert 0 <= ndvi.min() < ndvi.max() <= 0.9
    rate = truth["rate"]
    assert (rate == 0).mean() > 0.05
    assert -0.1 < rate.min() < -0.03
    assert 0.01 < rate.max() < 0.03
    assert 0.002 < np.abs(truth["annual"]).max() <= 0.006
    assert truth["DEM error"].std() == pytest.approx(12, rel=1e-3)
    assert truth["DEM error"].mean() == pytest.approx(0, abs=0.01)
    assert TOWARDS in read_tags(made.ground)["SIGN"]


def test_vectors_cover_the_area_and_stay_inside(made):
    dem, grid = read_raster(made.dem)
    rocks = gpd.read_file(made.lithology)
    assert rocks.crs == grid.crs
    assert rocks.area.sum() == pytest.approx(dem.size * 50 * 50)
    names = set(rocks["rock"])
    assert "quaternary" in names
    assert names <= {"sandstone", "shale", "limestone", "quaternary", "others"}
    places = rocks[rocks["rock"] == "quaternary"].representative_point()
    columns, rows = ~grid.transform @ (places.x.to_numpy(), places.y.to_numpy())
    assert dem[rows.astype(int), columns.astype(int)].mean() < dem.mean()  # it fills the low ground
    left, bottom, right, top = grid.bounds
    for path in (made.faults, made.roads):
        lines = gpd.read_file(path)
        assert len(lines) >= 1
        assert lines.crs == grid.crs
        assert set(lines.geom_type) == {"LineString"}
        assert lines.length.min() > 0
        west, south, east, north = lines.total_bounds
        assert left <= west <= east <= right
        assert bottom <= south <= north <= top


def test_the_seed_settles_everything_but_the_terrain(made, tmp_path):
    again, other = make(tmp_path / "again"), make(tmp_path / "other", seed=6, dem_error_m=0)
    first, same, different = (layers(files.ground) for files in (made, again, other))
    for name in first:
        np.testing.assert_array_equal(same[name], first[name])
    np.testing.assert_array_equal(different["height"], first["height"])
    for name in ("rate", "annual", "vegetation"):
        assert np.abs(different[name] - first[name]).max() > 0.001
    assert (different["DEM error"] == 0).all()
