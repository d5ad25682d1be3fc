"""The compiled kernels by themselves; what the images show together is tested with the stack."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import Grid
from scarpwatch.simulate.acquisition import ORBIT_HEIGHT_M, fit_swath
from scarpwatch.simulate.scatterers import (
    SAMPLES_PER_CELL,
    _uniform,
    as_layers,
    focus_lines,
    ground_mesh,
    project_lines,
)

GRID = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (60, 60))
CELL = 25.0


def view(height):
    """Swath over a terrain, its mesh, and what the kernels ask for in between."""
    heights = float(height.min()), float(height.max())
    swath = fit_swath(GRID, heights, CELL, (4, 4))
    mesh = ground_mesh(swath.shape, swath.near_range, swath.range_spacing, heights, CELL)
    transform = GRID.transform
    viewing = (
        (transform.c, transform.f), transform.a, swath.origin, swath.centre_ground, swath.azimuth_start,
        swath.azimuth_spacing, *mesh, swath.near_range, swath.range_spacing,
    )  # fmt: skip
    return swath, mesh, viewing


def project(*layers):
    swath, _, viewing = view(layers[0])
    sums = np.zeros((len(layers) + 1, *swath.shape))
    count, distorted = np.zeros(swath.shape, np.int32), np.zeros(swath.shape, bool)
    project_lines(as_layers(*layers), *viewing, sums, count, distorted)
    with np.errstate(invalid="ignore"):
        return swath, sums / np.where(count, count, np.nan), count, distorted


def focus(height, *, years=0.0, epoch=100, noise=0.0, seed=1, rate=0.0, vegetation=0.0, fading=0.0):
    swath, _, viewing = view(height)
    flat = np.zeros(GRID.shape, np.float32)
    image = np.zeros(swath.shape, np.complex64)
    focus_lines(
        height, flat + np.float32(rate), flat, flat + np.float32(vegetation), *viewing,
        np.zeros((60, 80), np.float32), (swath.azimuth_start - 160, viewing[6] - 160), 160.0, 0.0, 0.0,
        years, epoch, 0.0, 0.0, fading, noise, seed, image,
    )  # fmt: skip
    return image


def level(value=300.0):
    return np.full(GRID.shape, value, np.float32)


def test_hashed_numbers_are_uniform_and_independent():
    numbers = np.array([[_uniform(np.uint64(key), salt) for salt in range(40)] for key in range(500)])
    assert 0 <= numbers.min() < numbers.max() < 1
    shares = np.histogram(numbers, bins=10, range=(0, 1))[0] / numbers.size
    np.testing.assert_allclose(shares, 0.1, atol=0.01)
    for axis in (0, 1):
        shifted = np.roll(numbers, 1, axis=axis)
        assert abs(np.corrcoef(numbers.ravel(), shifted.ravel())[0, 1]) < 0.02


def test_the_mesh_spans_the_swath():
    swath, (start, step, count), _ = view(level())
    assert step == CELL / SAMPLES_PER_CELL
    assert np.hypot(start, ORBIT_HEIGHT_M - 300) == pytest.approx(swath.near_range)
    far = swath.near_range + swath.shape[1] * swath.range_spacing
    assert np.hypot(start + count * step, ORBIT_HEIGHT_M - 300) == pytest.approx(far, abs=step)


def test_layers_land_on_their_cells():
    x, y = np.meshgrid(*GRID.centres())
    swath, mean, count, distorted = project(level(), x - 740_000, 4_060_000 - y)
    seen = count > 0
    lines, samples = swath.shape
    azimuth = swath.azimuth_start + swath.azimuth_spacing * np.arange(lines)[:, None] + 0 * mean[0]
    slant = swath.near_range + swath.range_spacing * np.arange(samples)[None, :] + 0 * mean[0]
    ground = np.sqrt(slant**2 - (ORBIT_HEIGHT_M - 300) ** 2)
    assert np.abs(mean[-1] - ground)[seen].max() < CELL
    true_x, true_y = swath.to_map(azimuth, mean[-1])
    np.testing.assert_allclose(mean[1][seen], true_x[seen] - 740_000, atol=0.5)
    np.testing.assert_allclose(mean[2][seen], 4_060_000 - true_y[seen], atol=0.5)
    np.testing.assert_allclose(mean[0][seen], 300, atol=1e-3)
    inner = seen.copy()
    inner[:, 1:] &= seen[:, :-1]
    inner[:, :-1] &= seen[:, 1:]
    assert count[inner].mean() == pytest.approx(SAMPLES_PER_CELL, rel=0.02)
    assert not distorted.any()


def test_ground_behind_a_cliff_is_in_shadow():
    height = level()
    # A rise of 22 degrees towards the east, too gentle for layover, that breaks off at a cliff.
    height[:, 15:36] = 300 + 20 * np.arange(21)
    _, mean, count, _ = project(height)
    _, plain, plain_count, _ = project(level())
    assert count.sum() < plain_count.sum()
    row = count.shape[0] // 2
    edge = mean[-1][row][mean[0][row] > 650].max()
    # The cliff of 400 m throws a shadow of 400 tan(look angle), some 320 m.
    shadow = 400 * edge / (ORBIT_HEIGHT_M - 700)
    ground = mean[-1][row][np.isfinite(mean[-1][row])]
    assert not ((ground > edge + 60) & (ground < edge + shadow - 30)).any()
    assert (ground > edge + shadow).any()
    assert ((plain[-1][row] > edge + 60) & (plain[-1][row] < edge + shadow - 30)).any()


def test_the_map_bounds_the_image():
    image = focus(level())
    _, _, count, _ = project(level())
    assert ((image != 0) == (count > 0)).mean() > 0.98
    assert (image == 0).any()


def test_echoes_belong_to_seed_and_epoch():
    ground = level()
    first = focus(ground)
    np.testing.assert_array_equal(focus(ground), first)
    seen = first != 0
    assert (focus(ground, seed=2) != first)[seen].mean() > 0.99
    later = focus(ground, epoch=130, vegetation=0.9)
    # Vegetation of 0.9: half a year leaves the lasting share, 0.6 - 0.5 x 0.9, and hardly more.
    before = focus(ground, epoch=100, vegetation=0.9)
    coherence = np.abs(np.vdot(before, later)) / np.sqrt(
        np.vdot(before, before).real * np.vdot(later, later).real
    )
    assert coherence == pytest.approx(0.15 + 0.85 * np.exp(-180 / 54), abs=0.03)


def test_noise_has_its_power_and_motion_its_sign():
    ground = level()
    quiet, noisy = focus(ground), focus(ground, noise=0.5)
    seen = quiet != 0
    assert np.mean(np.abs((noisy - quiet)[seen]) ** 2) == pytest.approx(0.25, rel=0.05)
    risen = focus(ground, years=0.5, rate=0.01)  # 5 mm towards the satellite
    phase = np.angle(np.vdot(risen, quiet))  # quiet * conj(risen)
    assert phase == pytest.approx(phase_per_displacement(0.05546576) * 0.005, abs=1e-3)


def test_short_lived_scatterers_that_drift_bias_short_pairs():
    """Three dates 12 days apart: the closure has the mean that the expected pairs have, and none without."""
    ground = level()

    def pair(first, second):
        return np.angle(np.vdot(second, first))  # first * conj(second), summed

    for fading in (0.0, 0.06):
        images = [
            focus(
                ground,
                years=n * 12 / DAYS_PER_YEAR,
                epoch=100 + 2 * n,
                vegetation=0.5,
                rate=0.02,
                fading=fading,
            )
            for n in range(3)
        ]
        closure = pair(images[0], images[1]) + pair(images[1], images[2]) - pair(images[0], images[2])
        days = np.array([12, 24])
        turn = phase_per_displacement(0.05546576) * fading * days / DAYS_PER_YEAR
        phase = np.angle(0.35 + 0.65 * np.exp(-days / 110) * np.exp(1j * turn))
        assert closure == pytest.approx(2 * phase[0] - phase[1], abs=0.004)
        assert (abs(closure) > 0.01) == (fading != 0)
