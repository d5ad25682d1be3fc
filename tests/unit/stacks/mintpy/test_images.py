"""Images of MintPy's files against the truth that they were written from."""

import h5py
import numpy as np
import pytest
from miniatures import mintpy as miniature
from product_truth import Truth, degree_grid
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.stacks.mintpy.images import (
    look_vector,
    read_angles,
    read_displacement,
    read_geometry,
    read_image,
    read_layers,
    read_rate,
)
from scarpwatch.stacks.mintpy.metadata import QUALITY, grid_of, read_attributes, reference_cell
from scarpwatch.stacks.mintpy.reader import list_folder

LON, LAT, _ = degree_grid()
TRUTH = Truth()


@pytest.fixture
def files(tmp_path):
    miniature.write(tmp_path, TRUTH)
    return list_folder(tmp_path)


def displacement(files, numbers, window=None):
    attributes = read_attributes(files.series)
    grid = grid_of(attributes, files.series)
    window = window or Window(0, 0, grid.shape[1], grid.shape[0])
    with h5py.File(files.series) as file:
        return read_displacement(file, numbers, window, reference_cell(attributes, files.series), scale=1.0)


def test_displacement_is_the_truth_and_nan_in_the_lake(files):
    found = displacement(files, [0, 1, 2, 3, 4, 5])
    truth = TRUTH.displacement(LON, LAT, TRUTH.dates[-1])
    missing = TRUTH.missing(LON, LAT)
    assert (np.isnan(found) == missing).all()
    np.testing.assert_allclose(found[-1][~missing], truth[~missing], atol=1e-6)
    sinking = np.unravel_index(np.argmin(truth), truth.shape)
    assert found[-1][sinking] < -0.01  # what sinks is negative


def test_the_reference_is_measured_though_it_is_zero(files):
    row, column = reference_cell(read_attributes(files.series), files.series)
    assert (displacement(files, [0, 3, 5])[:, row, column] == 0).all()
    part = displacement(files, [0, 5], Window(column - 1, row - 1, 3, 3))
    assert (part[:, 1, 1] == 0).all()


def test_the_first_date_that_is_kept_is_zero(files):
    whole, late = displacement(files, [0, 1, 2, 3, 4, 5]), displacement(files, [2, 4])
    np.testing.assert_allclose(late[1], whole[4] - whole[2], atol=1e-7)


def test_layers_are_read_with_their_own_datasets(files):
    grid = grid_of(read_attributes(files.series), files.series)
    layers = read_layers(files.quality, grid)
    assert set(layers) == set(QUALITY)
    assert layers["pairs"].max() == len(TRUTH.pairs)
    assert (layers["temporal_coherence"][TRUTH.missing(LON, LAT)] == 0).all()
    assert layers["mean_coherence"].max() == pytest.approx(0.8 * 0.95, abs=1e-3)
    with h5py.File(files.quality["temporal_coherence"], "a") as file:
        file["temporalCoherence"][...] = 200 * file["temporalCoherence"][...]
    with pytest.raises(InputError, match="where 0 to 1 belongs"):
        read_layers(files.quality, grid)
    with h5py.File(files.quality["pairs"], "a") as file:
        file["mask"][2, 3] = 1e30
    with pytest.raises(InputError, match=r"go from 0 to 1e\+30, where numbers of pairs belong"):
        read_layers({"pairs": files.quality["pairs"]}, grid)


def test_an_image_of_another_size_is_refused(files):
    grid = grid_of(read_attributes(files.series), files.series)
    with pytest.raises(InputError, match=r"its size is \(50, 60\)"):
        read_image(files.geometry["geometry"], "height", Grid(None, grid.transform, (50, 61)))
    with pytest.raises(InputError, match="no dataset depth"):
        read_image(files.geometry["geometry"], "depth", grid)


def test_rate_and_sigma(tmp_path):
    miniature.write(tmp_path, TRUTH, series=None)
    rate, sigma, grid = read_rate(tmp_path / "velocity.h5")
    missing = TRUTH.missing(LON, LAT)
    assert grid.shape == LON.shape
    assert (np.isnan(rate) == missing).all()
    np.testing.assert_allclose(rate[~missing], TRUTH.rate(LON, LAT)[~missing], atol=1e-6)
    np.testing.assert_allclose(sigma[~missing], 0.001)
    with h5py.File(tmp_path / "velocity.h5", "a") as file:
        del file["velocityStd"]
        file.attrs["UNIT"] = "cm/year"
    rate, sigma, _ = read_rate(tmp_path / "velocity.h5")
    np.testing.assert_allclose(rate[~missing], 0.01 * TRUTH.rate(LON, LAT)[~missing], atol=1e-8)
    assert np.isnan(sigma).all()


@pytest.mark.parametrize("azimuth", [True, False])
@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("heading", [-12.5, 192.5])
def test_geometry_is_the_truth(tmp_path, mapped, azimuth, heading):
    truth = Truth(heading_deg=heading)
    miniature.write(tmp_path, truth, mapped=mapped, azimuth=azimuth)
    files = list_folder(tmp_path)
    found = read_geometry(files.geometry["geometry"])
    assert set(found.layers) == set(files.layers)
    lon, lat = (LON, LAT) if mapped else miniature.radar_grid()
    for name, value in zip(("los_east", "los_north", "los_up"), truth.los(lon, lat), strict=True):
        np.testing.assert_allclose(found.layers[name], value, atol=2e-6)
    np.testing.assert_allclose(found.layers["incidence"], truth.incidence(lon, lat), atol=1e-6)
    np.testing.assert_allclose(found.layers["height"], truth.height(lon, lat), atol=1e-3)
    np.testing.assert_allclose(found.layers["slant_range"], truth.slant_range(lon, lat), atol=0.1)
    assert (found.layers["layover_shadow"] == 0).all()
    assert found.tags["HEADING_DEG"] == heading
    if not mapped:
        np.testing.assert_allclose(found.layers["latitude"], lat, atol=1e-5)


def test_the_azimuth_counts_anticlockwise_from_north():
    """As MintPy turns a heading into it: az = 90 - heading."""
    found = look_vector(np.array([0.6]), np.array([90.0 + 12.5]))
    assert found["los_east"][0] == pytest.approx(-np.sin(0.6) * np.cos(np.deg2rad(12.5)))
    assert found["los_north"][0] == pytest.approx(-np.sin(0.6) * np.sin(np.deg2rad(12.5)))
    assert found["los_up"][0] == pytest.approx(np.cos(0.6))


def test_angles_in_radians_or_without_direction_are_refused(files):
    with h5py.File(files.geometry["geometry"], "a") as file:
        file["incidenceAngle"][...] = np.deg2rad(file["incidenceAngle"][...])
    with pytest.raises(InputError, match="where degrees from 1 to 90 belong"):
        read_geometry(files.geometry["geometry"])
    with h5py.File(files.geometry["geometry"], "a") as file:
        file["incidenceAngle"][...] = np.rad2deg(file["incidenceAngle"][...])
        del file["azimuthAngle"], file.attrs["HEADING"]
    with pytest.raises(InputError, match="neither a dataset azimuthAngle nor an attribute HEADING"):
        read_geometry(files.geometry["geometry"])


def test_azimuths_in_radians_are_refused(files):
    with h5py.File(files.geometry["geometry"], "a") as file:
        file["azimuthAngle"][...] = np.deg2rad(file["azimuthAngle"][...])
    with pytest.raises(InputError, match="looks like radians"):
        read_angles(files.geometry["geometry"])


def test_a_radar_that_looks_to_the_left_says_so(tmp_path):
    miniature.write(tmp_path, TRUTH, azimuth=False)
    path = list_folder(tmp_path).geometry["geometry"]
    right = read_geometry(path).layers
    with h5py.File(path, "a") as file:
        file.attrs["ANTENNA_SIDE"] = "1"
    left = read_geometry(path).layers
    for name, sign in (("los_east", -1), ("los_north", -1), ("los_up", 1)):
        np.testing.assert_allclose(left[name], sign * right[name], atol=1e-6)


def test_azimuths_and_heading_must_agree(files):
    with h5py.File(files.geometry["geometry"], "a") as file:
        file.attrs["ANTENNA_SIDE"] = "1"
    with pytest.raises(InputError, match="differ by 180 degrees"):
        read_angles(files.geometry["geometry"])
    for unknown in ("1000", "-0.2"):  # no degrees; perhaps radians
        with h5py.File(files.geometry["geometry"], "a") as file:
            file.attrs["HEADING"] = unknown
        assert read_angles(files.geometry["geometry"])[2] == "azimuthAngle"


def test_infinite_displacement_is_damage(files):
    with h5py.File(files.series, "a") as file:
        file["timeseries"][3, 7, 8] = np.inf
    with pytest.raises(InputError, match="infinite displacement"):
        displacement(files, [0, 3, 5])
    assert np.isfinite(displacement(files, [0, 3, 5], Window(0, 0, 20, 7))).any()
    with h5py.File(files.series, "a") as file:
        file["timeseries"][3, 7, 8] = 5e11
    with pytest.raises(InputError, match="which phase cannot follow"):
        displacement(files, [0, 3, 5])
