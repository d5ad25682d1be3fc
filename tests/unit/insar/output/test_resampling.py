"""Layers of the stack resampled to the analysis grid, by each of the three ways."""

import numpy as np
import pytest
from affine import Affine
from radar_grids import GRID, rotated_radar
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.grids.grid import Grid
from scarpwatch.grids.warping import warp_layer, warp_to_grid
from scarpwatch.insar.output.geocoding import geocode, map_places, radar_lookup
from scarpwatch.insar.output.resampling import choose_method, map_blocks, measured_to_map, to_map
from scarpwatch.simulate.fields import power_law_field

UTM = CRS.from_epsg(32616)


def stack_grid(cell: float, shape: tuple[int, int] = (60, 70), shift: float = 0.0) -> Grid:
    """A stack in map geometry within GRID, off its lattice by a part of a cell."""
    corner = 741_000 + shift * cell, 4_059_000 - shift * cell
    return Grid(UTM, Affine(cell, 0, corner[0], 0, -cell, corner[1]), shape)


def singles(shape: tuple[int, int], every: int = 7) -> np.ndarray:
    """Single pixels that move at -8 (cm/yr) in ground at rest."""
    rate = np.zeros(shape, np.float32)
    rate[3::every, 3::every] = -8
    return rate


def test_one_function_puts_layers_of_either_geometry_on_the_map():
    longitude, latitude, x, _ = rotated_radar()
    radar = Grid(None, Affine.identity(), longitude.shape)
    distorted = np.zeros(longitude.shape, bool)
    distorted[60:65, 60:65] = True
    place = to_map(radar, GRID, [latitude, longitude], distorted)
    whole = Window(0, 0, *GRID.shape[::-1])
    plain = geocode(x, *radar_lookup(*map_places(longitude, latitude, GRID), whole))
    mapped = place(x)
    assert np.isnan(mapped[np.isnan(plain)]).all()
    assert 0 < np.isfinite(plain).sum() - np.isfinite(mapped).sum() < 500
    both = np.isfinite(mapped)
    np.testing.assert_array_equal(mapped[both], plain[both])
    assert np.isfinite(longitude).all()  # the layers given stay as they are
    source = Grid(CRS.from_epsg(4326), Affine(0.001, 0, -84.31, 0, -0.001, 36.66), (60, 60))
    layer = np.full((60, 60), 3.5, np.float32)
    np.testing.assert_array_equal(to_map(source, GRID)(layer), warp_layer(layer, source, GRID))


@pytest.mark.parametrize("shift", [0.1, 0.3, 0.49])
@pytest.mark.parametrize("cell", [50.0, 48.0, 53.0])
def test_single_pixels_keep_their_rate_where_cells_agree(shift, cell):
    source = stack_grid(cell, shift=shift)
    rate = singles(source.shape)
    sigma = 0.1 - 0.05 * rate
    method, decision = choose_method(source, GRID, ())
    assert method == decision["taken"] == "nearest"
    place = to_map(source, GRID, method=method)
    mapped, spread = place(rate), place(sigma)
    known = np.isfinite(mapped)
    assert set(np.unique(mapped[known])) == {-8.0, 0.0}
    np.testing.assert_array_equal(spread[known], np.float32(0.1) - np.float32(0.05) * mapped[known])
    # Of the pixels with a place of their own none is lost or doubled by more than the cells' sizes differ.
    assert (mapped == -8).sum() == pytest.approx((rate == -8).sum() * (cell / 50) ** 2, rel=0.15)
    bilinear = to_map(source, GRID, method="bilinear")(rate)
    if cell == 50:
        assert np.nanmin(bilinear) == pytest.approx(-8 * (1 - shift) ** 2, abs=0.05)


def test_a_pixel_lies_in_the_cell_that_holds_its_centre():
    source = stack_grid(50, shift=0.3)
    x, y = np.meshgrid(*source.centres())
    place = to_map(source, GRID, method="nearest")
    cx, cy = np.meshgrid(*GRID.centres())
    for layer, centres in ((x, cx), (y, cy)):
        mapped = place(layer - centres.mean())
        off = mapped - (centres - centres.mean())
        assert np.nanmax(np.abs(off)) <= 25.01
        assert np.isfinite(off).sum() >= 59 * 69


def test_degrees_onto_utm():
    """A stack in degrees whose cells are as wide as the map's to a few percent, as LiCSAR's and GAMMA's are."""
    source = Grid(CRS.from_epsg(4326), Affine(0.00056, 0, -84.30, 0, -0.00045, 36.65), (60, 80))
    rate = singles(source.shape)
    assert choose_method(source, GRID, ())[0] == "nearest"
    mapped = to_map(source, GRID, method="nearest")(rate)
    assert np.nanmin(mapped) == -8
    assert set(np.unique(mapped[np.isfinite(mapped)])) == {-8.0, 0.0}
    assert np.nanmin(warp_layer(rate, source, GRID)) > -7.9  # bilinear: none keeps its rate


def test_a_coarser_map_averages_and_leaves_no_pixel_out():
    source = stack_grid(12.5, (320, 320))
    rate = power_law_field(np.random.default_rng(1), source.shape, 12.5).astype(np.float32)
    rate[100:104, 100:103] = np.nan  # three quarters of a cell
    rate[200:204, 200:204] = np.nan  # a whole one
    assert choose_method(source, GRID, ())[0] == "mean"
    mapped = to_map(source, GRID, method="mean")(rate)
    known = np.isfinite(mapped)
    blocks = rate.reshape(80, 4, 80, 4)
    with np.errstate(invalid="ignore"):
        true = np.nanmean(np.where(np.isnan(blocks).all((1, 3), keepdims=True), 0, blocks), axis=(1, 3))
    true[50, 50] = np.nan
    np.testing.assert_allclose(mapped[20:100, 20:100], true, atol=1e-6)
    assert known.sum() == 80 * 80 - 1
    assert np.nanmean(mapped) == pytest.approx(np.nanmean(rate), abs=1e-3)


def test_a_mean_has_no_holes_where_cells_hold_no_centre():
    source = stack_grid(80, (40, 45))  # coarser than the map: asked for, though the default would interpolate
    mapped = to_map(source, GRID, method="mean")(singles(source.shape))
    inside = np.isfinite(to_map(source, GRID, method="nearest")(np.ones(source.shape)))
    np.testing.assert_array_equal(np.isfinite(mapped), inside)


@pytest.mark.parametrize(("spacing", "method"), [(50.0, "nearest"), (80.0, "bilinear"), (20.0, "mean")])
def test_radar_geometry(spacing, method):
    shape = tuple(int(5000 / spacing) for _ in range(2))
    longitude, latitude, x, _ = rotated_radar(spacing=spacing, shape=shape)
    radar = Grid(None, Affine.identity(), shape)
    chosen, decision = choose_method(radar, GRID, [latitude, longitude])
    assert chosen == method
    assert "and a pixel of the stack" in decision["reason"]
    place = to_map(radar, GRID, [latitude, longitude], method=method)
    cx, _ = np.meshgrid(*GRID.centres())
    mapped = place(x - 743_500)
    off = (mapped - (cx - 743_500))[np.isfinite(mapped)]
    limit = {"nearest": 0.5 * spacing * np.sqrt(2), "bilinear": 0.1, "mean": 0.5 * GRID.cell_size[0]}[method]
    assert np.abs(off).max() <= limit + 0.1
    assert abs(off.mean()) < 1.0
    rate = singles(shape)
    if method == "nearest":
        # Turned against the map, some pixels hold the centres of two cells and some of none; no value is mixed.
        values = place(rate)
        assert set(np.unique(values[np.isfinite(values)])) == {-8.0, 0.0}
    distorted = np.zeros(shape, bool)
    distorted[20:40, 20:40] = True
    masked = to_map(radar, GRID, [latitude, longitude], distorted, method=method)(x)
    assert np.isnan(masked).sum() > np.isnan(mapped).sum()


def test_the_config_settles_it():
    method, decision = choose_method(stack_grid(50), GRID, (), "bilinear")
    assert method == "bilinear"
    assert "grid.resampling asks for it" in decision["reason"]


def test_measurements_of_another_track_keep_their_values(tmp_path):
    from scarpwatch.grids.grid import write_raster

    source = stack_grid(50, shift=0.4)
    write_raster(tmp_path / "rate.tif", singles(source.shape), source)
    kept = warp_to_grid(tmp_path / "rate.tif", GRID, kind="measured")
    np.testing.assert_array_equal(kept, to_map(source, GRID, method="nearest")(singles(source.shape)))
    assert np.nanmin(warp_to_grid(tmp_path / "rate.tif", GRID)) > -8
    fine = stack_grid(25, shift=0.4)
    write_raster(tmp_path / "fine.tif", singles(fine.shape, 2), fine)
    assert np.nanmedian(warp_to_grid(tmp_path / "fine.tif", GRID, kind="measured")) == -2  # one in four


def test_removed_pixels_and_cells_without_height_are_not_mapped():
    removed = np.array([[True, False, False]])
    dem = np.array([[10.0, 20.0, np.nan]])
    place = measured_to_map(lambda layer: layer.astype(np.float32), removed, dem)
    found = place(np.array([[1.0, 2.0, 3.0]], np.float32))
    np.testing.assert_array_equal(found, [[np.nan, 2, np.nan]])
    assert found.dtype == np.float32


@pytest.mark.parametrize("method", ["nearest", "bilinear", "mean"])
@pytest.mark.parametrize("radar", [True, False])
def test_a_map_in_blocks_is_the_map_at_once(method, radar):
    longitude, latitude, x, _ = rotated_radar()
    source = Grid(None, Affine.identity(), longitude.shape) if radar else stack_grid(20.0, (150, 160), 0.3)
    layer = x if radar else np.random.default_rng(0).normal(0, 1, source.shape)
    layer = np.where(np.random.default_rng(1).random(layer.shape) < 0.1, np.nan, layer)
    position = [latitude, longitude] if radar else []
    whole = to_map(source, GRID, position, method=method)(layer)
    made, blocks = np.empty(GRID.shape, np.float32), 0
    for window, place in map_blocks(source, GRID, position, method=method, cells=7 * GRID.shape[1]):
        made[window.toslices()], blocks = place(layer), blocks + 1
    np.testing.assert_array_equal(made, whole)
    assert np.isfinite(made).any()
    assert (blocks > 5) == (radar or method != "bilinear")
