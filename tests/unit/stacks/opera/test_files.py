"""One HDF5 file of OPERA, and the mosaic of two bursts."""

import h5py
import numpy as np
import pytest
from affine import Affine
from miniatures.opera import BURSTS, coordinates, covered, file_name, write
from product_truth import WAVELENGTH, Truth
from rasterio.crs import CRS
from truth_orbit import states

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.stacks.opera.files import (
    area_grid,
    common_grid,
    middle,
    offset,
    read_grid,
    read_layer,
    read_mosaic,
    read_orbit,
    read_radar,
)

TRUTH = Truth(dates=Truth().dates[:2])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("opera")
    write(path, TRUTH)
    return path


def files(folder, number=0):
    return {burst: str(folder / file_name(n, TRUTH.dates[number])) for n, burst in enumerate(BURSTS)}


@pytest.fixture
def copy(folder, tmp_path):
    """One file that may be spoilt."""
    path = tmp_path / "copy.h5"
    path.write_bytes((folder / file_name(0, TRUTH.dates[0])).read_bytes())
    return path


def test_the_grid_has_the_coordinates_at_its_centres(folder):
    grid = read_grid(files(folder)[BURSTS[0]])
    x, y = coordinates(0)
    assert grid.crs == CRS.from_epsg(32649)
    assert grid.shape == (y.size, x.size)
    assert np.allclose(grid.centres()[0], x, atol=1e-6)
    assert np.allclose(grid.centres()[1], y, atol=1e-6)
    assert grid.cell_size == (20, 40)


def test_orbit_and_radar(folder):
    path = files(folder, 1)[BURSTS[0]]
    truth = states(TRUTH, TRUTH.dates[1])
    orbit = read_orbit(path)
    assert orbit.epoch == truth.epoch
    assert np.array_equal(orbit.seconds, truth.seconds)
    assert np.array_equal(orbit.positions, truth.positions)
    assert np.array_equal(orbit.velocities, truth.velocities)
    assert read_radar(path).wavelength_m == WAVELENGTH
    assert read_radar(path).sensor == "S1A"


def test_two_bursts_have_one_grid(folder):
    paths = files(folder)
    whole, (south, north) = common_grid(paths), [read_grid(path) for path in paths.values()]
    assert whole.bounds == (
        min(south.bounds[0], north.bounds[0]),
        south.bounds[1],
        max(south.bounds[2], north.bounds[2]),
        north.bounds[3],
    )
    row, column = offset(north, whole, "b")
    assert (row, column) == (0, 10)
    assert offset(whole, north, "a") == (0, -10)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (
            Grid(CRS.from_epsg(32650), Affine(20, 0, 0, 0, -40, 0), (5, 5)),
            "EPSG:32650 and others in EPSG:32649",
        ),
        (Grid(CRS.from_epsg(32649), Affine(20, 0, 5, 0, -40, 0), (5, 5)), "do not meet"),
        (Grid(CRS.from_epsg(32649), Affine(10, 0, 0, 0, -40, 0), (5, 5)), "do not meet"),
    ],
)
def test_grids_that_do_not_fit(other, message):
    with pytest.raises(InputError, match=message):
        offset(other, Grid(CRS.from_epsg(32649), Affine(20, 0, 0, 0, -40, 0), (5, 5)), "b.h5")


def test_the_part_over_an_area(folder):
    whole = common_grid(files(folder))
    lon, lat = middle(whole)
    part = area_grid(whole, (lon - 0.01, lat - 0.005, lon + 0.01, lat + 0.005), "a.h5")
    assert offset(part, whole, "a.h5") > (0, 0)
    assert middle(part) == pytest.approx((lon, lat), abs=3e-4)
    assert part.shape[1] * 20 == pytest.approx(0.02 * 102e3, rel=0.05)
    assert part.shape[0] * 40 == pytest.approx(0.01 * 110.8e3, rel=0.1)
    assert area_grid(whole, (100, 10, 120, 30), "a.h5") == whole
    with pytest.raises(InputError, match="any of the area"):
        area_grid(whole, (114.5, 23.6, 114.6, 23.7), "a.h5")


def test_static_layers_of_both_bursts(folder):
    static = {
        burst: str(folder / f"OPERA_L2_CSLC-S1-STATIC_{burst}_20140403_S1A_v1.0.h5") for burst in BURSTS
    }
    grid = common_grid(static)
    mask = read_layer(static, "layover_shadow_mask", grid, nodata=127)
    assert set(np.unique(mask[np.isfinite(mask)])) == {0, 2}
    east = read_layer(static, "los_east", grid, nodata=0)
    assert (np.isnan(east) == np.isnan(mask)).all()
    assert np.isfinite(east).mean() > 0.9
    assert np.isnan(read_layer(static, "none", grid, nodata=0)).all()


def test_each_cell_has_one_burst_on_all_dates(folder):
    """On the second date the first burst ends earlier; the second burst must not fill in there."""
    first, second = files(folder, 0), files(folder, 1)
    grid = common_grid(first)
    owner = np.full(grid.shape, -1)
    for burst in (1, 0):
        row, column = offset(read_grid(first[BURSTS[burst]]), grid, "")
        place = owner[row:, column:][: covered(burst, 0).shape[0], : covered(burst, 0).shape[1]]
        place[covered(burst, 0)] = burst
    mosaics = [read_mosaic(paths, first, grid)[0] for paths in (first, second)]
    for number, (paths, mosaic) in enumerate(zip((first, second), mosaics, strict=True)):
        for burst, name in enumerate(BURSTS):
            row, column = offset(read_grid(paths[name]), grid, "")
            with h5py.File(paths[name]) as file:
                values = np.nan_to_num(file["data/VV"][()])
            part = tuple(
                slice(start, start + size) for start, size in zip((row, column), values.shape, strict=True)
            )
            mine = owner[part] == burst
            mine &= values != 0
            assert (mosaic[part][mine] == values[mine]).all()
            lost = (owner[part] == burst) & (values == 0)
            assert (mosaic[part][lost] == 0).all()
            assert number == 0 or burst == 1 or (lost & covered(0, 0) & ~covered(0, 1)).any()
    assert mosaics[0].dtype == np.complex64
    assert np.isfinite(mosaics[1]).all()


def test_a_window_is_read_as_the_whole(folder):
    paths = files(folder)
    whole = common_grid(paths)
    lon, lat = middle(whole)
    part = area_grid(whole, (lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01), "a.h5")
    row, column = offset(part, whole, "")
    inside = read_mosaic(paths, paths, whole)[0][row : row + part.shape[0], column : column + part.shape[1]]
    assert (read_mosaic(paths, paths, part)[0] == inside).all()
    assert (inside != 0).all()


def test_half_precision_is_read(copy):
    with h5py.File(copy, "a") as file:
        whole = np.nan_to_num(file["data/VV"][()]) / 100
        half = np.empty(whole.shape, [("r", "<f2"), ("i", "<f2")])
        half["r"], half["i"] = whole.real, whole.imag
        del file["data/VV"]
        file["data/HH"] = half
    image, empty = read_mosaic({"a": str(copy)}, {"a": str(copy)}, read_grid(str(copy)))
    assert empty == []
    assert np.abs(image - whole).max() < 5e-3
    assert np.abs(image).max() > 2


def spoil_truncate(path):
    path.write_bytes(path.read_bytes()[:20000])


def spoil_text(path):
    path.write_text("<html>sign in</html>")


def spoil_orbit(path):
    with h5py.File(path, "a") as file:
        file["metadata/orbit/time"][3] = file["metadata/orbit/time"][2]


def spoil_wavelength(path):
    with h5py.File(path, "a") as file:
        del file["metadata/processing_information/input_burst_metadata/wavelength"]


def spoil_projection(path):
    with h5py.File(path, "a") as file:
        file["data/projection"][()] = 1


def spoil_channel(path):
    with h5py.File(path, "a") as file:
        del file["data/VV"]


@pytest.mark.parametrize(
    ("spoil", "read", "message"),
    [
        (spoil_truncate, read_grid, "cannot be read"),
        (spoil_text, read_radar, "cannot be read"),
        (spoil_orbit, read_orbit, "same time"),
        (spoil_wavelength, read_radar, "it has no item"),
        (spoil_projection, read_grid, "EPSG:1, which is not known"),
        (spoil_channel, lambda path: read_mosaic({"a": path}, {}, read_grid(path)), "no image VV or HH"),
    ],
)
def test_a_damaged_file_is_named(copy, spoil, read, message):
    spoil(copy)
    with pytest.raises(InputError, match=message) as caught:
        read(str(copy))
    assert "copy.h5" in caught.value.where


def test_a_file_that_is_gone(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_grid(str(tmp_path / "none.h5"))


@pytest.mark.parametrize("value", [0, np.nan])
def test_a_burst_without_data_is_named(folder, copy, value):
    paths = files(folder, 0)
    grid = common_grid(paths)
    with h5py.File(copy, "a") as file:
        file["data/VV"][...] = value
    image, empty = read_mosaic(paths | {BURSTS[0]: str(copy)}, paths, grid)
    assert empty == [BURSTS[0]]
    # Its place is not filled by the other burst, as that is not coherent with it.
    assert (image != 0).any()
    assert (image != 0).sum() < 0.7 * (read_mosaic(paths, paths, grid)[0] != 0).sum()
