from types import SimpleNamespace

import numpy as np
import pytest

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.errors import DataError
from scarpwatch.grids.grid import read_raster
from scarpwatch.insar.corrections.chain import Setting
from scarpwatch.insar.corrections.chain_fit import correct_series
from scarpwatch.insar.corrections.dem_error import flatten_rate, remove_dem_error, stacking_rate
from scarpwatch.insar.interferograms.pair_stack import Summary
from scarpwatch.insar.motion.model import motion_design, temporal_design
from scarpwatch.insar.network.baselines import baselines_from_pairs
from scarpwatch.insar.network.tied_baselines import tie_baselines
from scarpwatch.insar.reference.window import Reference
from scarpwatch.stacks.gamma.geometry import pair_baseline, view_area, view_cells
from scarpwatch.stacks.gamma.parameters import read_acquisition
from scarpwatch.stacks.gamma.reader import list_folder, read_pair
from scarpwatch.stacks.heights import height_on_grid

YEARS = np.arange(24) * 30 / DAYS_PER_YEAR


def scene(rng, shape=(60, 70)):
    y, x = np.mgrid[-0.5 : 0.5 : shape[0] * 1j, -0.5 : 0.5 : shape[1] * 1j]
    height = 500 + 300 * np.sin(5 * x) * np.cos(4 * y) + 100 * x
    rate = np.where((x - 0.2) ** 2 + y**2 < 0.02, -0.05, 0.0)
    return y, x, height, rate


def test_dem_error_is_found_with_its_sign_and_motion_is_kept():
    rng = np.random.default_rng(1)
    _, _, height, rate = scene(rng)
    baselines = rng.uniform(-150, 150, 24)
    error = rng.normal(0, 15, height.shape)  # true height less the DEM's
    ground = np.full(height.shape, 850_000 * np.sin(0.68))
    motion = YEARS[:, None, None] * rate
    # Ground higher than the DEM, seen from a baseline towards the far range, appears to come closer.
    series = motion + (baselines - baselines[0])[:, None, None] * error / ground
    series += rng.normal(0, 0.0005, series.shape)
    design = temporal_design(YEARS, annual=True, semiannual=False)
    found = remove_dem_error(series, baselines, ground, design=design)
    assert np.corrcoef(found.error.ravel(), error.ravel())[0, 1] > 0.99
    assert np.std(found.error - error) < 2
    assert np.std(found.series - motion) < 0.0008


def test_sigma_of_the_dem_error_is_that_of_its_noise():
    rng = np.random.default_rng(4)
    baselines = rng.uniform(-150, 150, 24)
    ground = np.full((50, 60), 535_000.0)
    design = temporal_design(YEARS, annual=True, semiannual=False)
    motion = YEARS[:, None, None] * np.full((50, 60), 0.03)
    found = remove_dem_error(motion + rng.normal(0, 0.004, (24, 50, 60)), baselines, ground, design=design)
    assert np.std(found.error) == pytest.approx(np.sqrt(np.mean(found.sigma**2)), rel=0.05)
    assert 0.62 < np.mean(np.abs(found.error) <= found.sigma) < 0.71


def test_pixels_may_come_as_a_list():
    rng = np.random.default_rng(5)
    series = rng.normal(0, 0.004, (24, 6, 7))
    baselines, ground = rng.uniform(-150, 150, 24), rng.uniform(5e5, 6e5, (6, 7))
    design = temporal_design(YEARS, annual=False, semiannual=False)
    block = remove_dem_error(series, baselines, ground, design=design)
    listed = remove_dem_error(series.reshape(24, 42), baselines, ground.ravel(), design=design)
    for one, other in zip(block, listed, strict=True):
        np.testing.assert_allclose(one.reshape(other.shape), other, rtol=1e-9)


def test_baselines_that_mimic_the_motion_model_are_refused():
    design = temporal_design(YEARS, annual=False, semiannual=False)
    with pytest.raises(ValueError, match="combination"):
        remove_dem_error(np.zeros((24, 2, 2)), 3 * YEARS, np.ones((2, 2)), design=design)


def test_a_rate_is_flattened_and_its_bowl_is_kept():
    rng = np.random.default_rng(2)
    y, x, height, rate = scene(rng)
    disturbed = rate + 0.02 * x - 0.01 * y + 0.03 * (height - 500) / 1000 + 0.004
    disturbed[5, 5] = np.nan
    flat = flatten_rate(disturbed, height)
    known = np.isfinite(flat)
    assert known.sum() == flat.size - 1
    assert np.std((flat - rate)[known]) < 0.002
    assert abs(np.median(flat[known])) < 0.002


def test_a_slope_over_two_fifths_of_the_scene_is_not_flattened():
    """Its plane would leave the map of stable ground tilted, and the reference on ground that moves."""
    rng = np.random.default_rng(6)
    y, x, height, _ = scene(rng)
    rate = -0.04 * np.clip(x - 0.1, 0, None) / 0.4
    disturbed = rate + 0.002 * y + 0.0005 * rng.normal(size=rate.shape)
    flat = flatten_rate(disturbed, height)
    stable = rate == 0
    assert np.std(flat[stable]) < 0.001
    assert np.corrcoef(flat.ravel(), rate.ravel())[0, 1] > 0.99


def test_level_ground_has_no_height_term():
    _, x, _, rate = scene(np.random.default_rng(0))
    flat = flatten_rate(rate + 0.02 * x, np.full(rate.shape, 300.0))
    assert np.std(flat - rate) < 0.002


@pytest.fixture(scope="module")
def mexico_city(request):
    """The real stack inverted without weights: pairs with their baselines, series, geometry, another's DEM error."""
    folder = request.getfixturevalue("shared_real") / "mexico_city_s1"
    listing = list_folder(folder)
    phases, tied = [], []
    for pair in listing.pairs:
        files, data = pair.files, read_pair(pair)
        acquisition = read_acquisition(files["slc_par"])
        view = view_area(acquisition, data.grid.shape, lookup=files["lookup"], mli_par=files["mli_par"])
        baseline = pair_baseline(files["baseline"], view, backwards=pair.backwards)
        tied.append((*pair.name.split("_"), baseline))
        phases.append(data.unwrapped - np.nanmedian(data.unwrapped))
    dates = list(baselines_from_pairs(tied))
    incidence_matrix = np.zeros((len(tied), len(dates)))
    for row, (first, second, _) in enumerate(tied):
        incidence_matrix[row, [dates.index(first), dates.index(second)]] = -1, 1
    phase = np.stack(phases)
    known = np.isfinite(phase).all(axis=0)
    series = np.zeros((len(dates), *known.shape))
    series[1:, known] = np.linalg.lstsq(incidence_matrix[:, 1:], phase[:, known], rcond=None)[0]
    series *= displacement_per_phase(acquisition.wavelength)
    geometry = listing.geometry
    height = height_on_grid(folder / "geotiffs/cropA_T005A_dem.tif", data.grid)
    slant_range, incidence = view_cells(
        acquisition, height, lookup=geometry["lookup"], mli_par=geometry["mli_par"]
    )
    other, _ = read_raster(folder / "dem_error_result/dem_error.tif")
    ground = slant_range * np.sin(incidence)
    return SimpleNamespace(
        pairs=tied, dates=dates, series=series, known=known, height=height, ground=ground, other=other
    )


def test_the_dem_error_over_mexico_city_is_that_of_another_program(mexico_city):
    """PyRate's result on the same interferograms has the same sign: metres by which the ground is higher.

    Both take GAMMA's perpendicular baselines, positive towards far range. From there ground above the DEM is
    seen at a shorter range, so that PyRate, whose phases grow with the range, reverses the sign of its slope
    (`dem_error.py`, scale of -0.001), and here the displacement, positive towards the satellite, has it.
    """
    baselines = baselines_from_pairs(mexico_city.pairs)
    design = motion_design(mexico_city.dates, {"annual": False, "semiannual": False})
    found = remove_dem_error(
        mexico_city.series, np.array(list(baselines.values())), mexico_city.ground, design=design
    )
    known = mexico_city.known & np.isfinite(mexico_city.other)
    assert np.corrcoef(found.error[known], mexico_city.other[known])[0, 1] > 0.85
    assert np.polyfit(mexico_city.other[known], found.error[known], 1)[0] == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda value: value, None),
        (lambda value: 7.14, "all 30 pairs have the same perpendicular baseline of 7.14 m"),
        (abs, "13 of 24 triplets miss by more than 5 m"),
        (lambda value: value / 10, "a standard deviation of 152 m over the scene"),
    ],
    ids=["honest", "a stub", "no signs", "a tenth"],
)
def test_over_mexico_city_only_honest_baselines_tell_the_dem_error(mexico_city, change, reason):
    tied = tie_baselines([(a, b, change(value)) for a, b, value in mexico_city.pairs])
    design = motion_design(mexico_city.dates, {"annual": False, "semiannual": False})
    baselines = np.array([tied.of_date[day] for day in mexico_city.dates])
    row, column = np.argwhere(mexico_city.known)[np.count_nonzero(mexico_city.known) // 2]
    setting = Setting(
        design,
        baselines,
        mexico_city.height,
        mexico_city.ground,
        Reference(int(row), int(column), 1, "by the test"),
        doubt=tied.fault,
    )
    result, summary = correct_series(
        mexico_city.series,
        setting,
        trusted=mexico_city.known,
        corrections={"ramp_and_height": False, "dem_error": True},
    )
    assert tied.doubted == []
    if reason is None:
        known = mexico_city.known & np.isfinite(mexico_city.other)
        assert (summary["applied"], summary["left_out"]) == (["dem_error"], [])
        assert np.corrcoef(result.dem_error[known], mexico_city.other[known])[0, 1] > 0.87
    else:
        assert summary["applied"] == []
        assert reason in summary["left_out"][0]


def summary_of(rate, missing=None):
    gaps = np.zeros(rate.shape, np.int32) if missing is None else missing
    return Summary(rate.astype(np.float32), np.full(rate.shape, 0.7, np.float32), [0.7] * 5, gaps)


def test_the_stacking_rate_is_in_cm_towards_the_satellite_and_fitted_where_all_pairs_measure():
    height = np.random.default_rng(0).uniform(200, 900, (30, 40))
    phase = 2.0 + height / 1000  # rad/yr
    phase[:3] -= 50.0
    missing = np.zeros((30, 40), np.int32)
    missing[:3] = 2
    rate = stacking_rate(summary_of(phase, missing), height, 0.0555, where="height.tif")
    np.testing.assert_allclose(rate[3:], 0, atol=1e-4)
    expected = displacement_per_phase(0.0555, units_per_metre=100) * -50
    np.testing.assert_allclose(rate[:3], expected, rtol=1e-4)


def test_pairs_that_measure_nothing_or_ground_without_heights_are_refused():
    nothing, height = np.full((5, 6), np.nan), np.full((5, 6), 300.0)
    with pytest.raises(DataError, match="half of the 5 pairs"):
        stacking_rate(summary_of(nothing), height, 0.0555, where="height.tif")
    with pytest.raises(DataError, match=r"height\.tif.*has a height"):
        stacking_rate(summary_of(height), nothing, 0.0555, where="height.tif")
