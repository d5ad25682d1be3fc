"""Radar geometry as a processor delivers it, and the truth on the same grid."""

import numpy as np
import pytest
from pyproj import Transformer
from rasterio.warp import transform_bounds
from scipy.ndimage import map_coordinates

from scarpwatch.grids.grid import open_raster, read_grid, read_raster, read_tags
from scarpwatch.simulate.acquisition import HEADING_RAD, ORBIT_HEIGHT_M


@pytest.fixture(scope="module")
def made(stack, tmp_path_factory):
    return stack.run("simulate_geometry", into=tmp_path_factory.mktemp("geometry"))


@pytest.fixture(scope="module")
def layers(made):
    return {path.rsplit("/", 1)[-1].removesuffix(".tif"): read_raster(path)[0] for path in made.geometry}


def on_the_ground(stack, layers, band):
    """A band of the ground where the geometry says that each radar cell lies."""
    with open_raster(stack.path("ground.tif")) as source:
        values, to_cell = source.read(band), ~source.transform
    seen = np.isfinite(layers["height"])
    to_map = Transformer.from_crs(4326, 32616, always_xy=True)
    x, y = to_map.transform(layers["longitude"][seen], layers["latitude"][seen])
    column, row = to_cell @ (x, y)
    result = np.full(seen.shape, np.nan)
    result[seen] = map_coordinates(values, [row - 0.5, column - 0.5], order=1, mode="nearest")
    return result


def test_height_is_the_ground_with_the_error_of_the_dem(stack, layers):
    height, error = on_the_ground(stack, layers, 1), on_the_ground(stack, layers, 5)
    seen = np.isfinite(height)
    assert seen.mean() > 0.5
    off = (layers["height"] - height - error)[seen]
    assert np.abs(np.median(off)) < 0.1
    assert np.quantile(np.abs(off), 0.95) < 3  # a radar cell is half a map cell wide
    assert np.abs(layers["height"] - height)[seen].mean() > 5


def test_angles_and_ranges_are_those_of_the_orbit(layers):
    seen = np.isfinite(layers["height"])
    look = np.arccos((ORBIT_HEIGHT_M - layers["height"][seen]) / layers["slant_range"][seen])
    np.testing.assert_allclose(layers["look_angle"][seen], look, atol=1e-5)
    np.testing.assert_array_equal(layers["incidence"], layers["look_angle"])
    assert np.rad2deg(look.mean()) == pytest.approx(39, abs=0.2)
    assert (np.diff(layers["slant_range"], axis=1)[seen[:, 1:] & seen[:, :-1]] > 0).all()
    east, north, up = (layers[f"los_{axis}"][seen] for axis in ("east", "north", "up"))
    np.testing.assert_allclose(east**2 + north**2 + up**2, 1, atol=1e-6)
    np.testing.assert_allclose(up, np.cos(look), atol=1e-5)
    np.testing.assert_allclose(north / east, -np.tan(HEADING_RAD), rtol=1e-4)
    assert (east < 0).all()  # an ascending, right-looking satellite stands in the west
    assert np.nanmean(np.diff(layers["latitude"], axis=0)) > 0  # and flies north
    assert np.nanmean(np.diff(layers["longitude"], axis=1)) > 0


def test_places_lie_in_the_area_and_unseen_ground_is_masked(stack, layers):
    grid = read_grid(stack.path("ground.tif"))
    west, south, east, north = transform_bounds(grid.crs, 4326, *grid.bounds)
    assert west <= np.nanmin(layers["longitude"]) < np.nanmax(layers["longitude"]) <= east
    assert south <= np.nanmin(layers["latitude"]) < np.nanmax(layers["latitude"]) <= north
    unseen = np.isnan(layers["height"])
    assert (layers["layover_shadow"][unseen] == 1).all()
    assert 0 <= layers["layover_shadow"][~unseen].mean() < 0.05
    assert layers["latitude"].dtype == np.float64


def test_truth_is_the_mean_of_the_looks(stack, made, layers):
    with open_raster(made.truth) as source:
        truth = dict(zip(source.descriptions, source.read(), strict=True))
    assert set(truth) == {"height", "rate", "annual", "dem_error", "azimuth", "ground"}
    rows, columns = (size // 4 for size in layers["height"].shape)
    for name, band in (("height", 1), ("rate", 2), ("annual", 3), ("dem_error", 5)):
        fine = on_the_ground(stack, layers, band)
        coarse = fine[: 4 * rows, : 4 * columns].reshape(rows, 4, columns, 4).mean(axis=(1, 3))
        assert truth[name].shape == coarse.shape
        seen = np.isfinite(coarse)
        assert (np.isfinite(truth[name]) == seen).all()
        assert np.abs(truth[name] - coarse)[seen].max() < 0.1 * coarse[seen].std()


def test_tags_say_what_a_reader_must_know(made):
    tags = {path.rsplit("/", 1)[-1]: read_tags(path) for path in made.geometry}
    units = {name: tag["UNITS"] for name, tag in tags.items()}
    assert units["height.tif"] == units["slant_range.tif"] == "m"
    assert units["latitude.tif"] == "deg"
    assert units["look_angle.tif"] == "rad"
    assert all(float(tag["WAVELENGTH_M"]) == 0.05546576 for tag in tags.values())
    assert all(tag["FLATTENED"] == "no" for tag in tags.values())
