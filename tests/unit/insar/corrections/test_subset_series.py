import numpy as np
import pytest
from displacement_simulation import simulate_series
from hole_stack import run_hole

from scarpwatch.insar.corrections.chain_fit import correct_series
from scarpwatch.insar.corrections.subset_series import baselines_of_parts, connected_subsets_of
from scarpwatch.insar.inversion.solver import invert_network
from scarpwatch.insar.motion.model import temporal_design
from scarpwatch.insar.motion.subsets import fit_of_pattern, free_offsets
from scarpwatch.insar.series.noise import sample_noise
from scarpwatch.insar.series.velocity import Velocity, refit_subsets


def test_baselines_of_a_part_are_its_own():
    pairs = [("20240101", "20240113", 10.0), ("20240206", "20240218", -30.0)]
    used = [pair[:2] for pair in pairs]
    assert connected_subsets_of(used) == [{"20240101", "20240113"}, {"20240206", "20240218"}]
    tied = {"20240101": 0.0, "20240113": 10.0, "20240206": np.nan, "20240218": np.nan}
    found = baselines_of_parts(tied, pairs, used)
    assert found == {"20240101": 0, "20240113": 10, "20240206": 0, "20240218": pytest.approx(-30)}


def test_what_is_not_known_stays_so():
    pairs = [("20240101", "20240113", 10.0), ("20240113", "20240125", np.nan)]
    tied = {"20240101": 0.0, "20240113": 10.0, "20240125": np.nan}
    assert np.isnan(baselines_of_parts(tied, pairs, [pair[:2] for pair in pairs])["20240125"])


def test_the_dem_error_of_pixels_in_subsets_is_found_with_their_offsets(tmp_path):
    found = run_hole(tmp_path, parts=(10, 10), hole_days=60, dem_error_m=25.0, noise_rad=0.1)
    error = found.series["dem_error"].values
    moving, connected = found.cut & (found.rate != 0), ~found.cut & (found.rate != 0)
    assert np.isfinite(error).all()
    # The motion over the hole, 13 mm that the minimum norm leaves out, does not pass for a DEM error.
    assert np.std(error[moving]) == pytest.approx(np.std(error[connected]), rel=0.25)
    assert abs(error[moving].mean() - error[connected].mean()) < 4


@pytest.mark.slow
def test_subsets_and_the_rest_are_shifted_alike_by_a_noisy_reference(tmp_path):
    """The window's noise enters the rate of both by the same amount, or the map would have a step."""
    steps = []
    for seed in range(3):
        found = run_hole(tmp_path / str(seed), seed=seed, hole_days=60)
        error = found.velocity["rate"].values - found.rate
        steps.append(np.mean(error[found.cut]) - np.mean(error[~found.cut]))
    # One cell has a sigma of 2 cm/yr, and the window one of 0.9 cm/yr.
    assert np.std(steps) < 0.004


@pytest.mark.parametrize("parts", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_ramps_and_dem_error_are_found_in_a_network_that_fell_in_two(parts):
    """Weather, ramps and DEM error of real sizes: the rate is as much less certain as its sigma says."""
    truth = simulate_series(
        1, turbulence_m=0.004, dates=16, interval_days=31, shape=(40, 40), spacing_m=400, bowls=5
    )
    labels = np.repeat([0, parts - 1], 8)
    (first, second), years = truth.pairs, truth.years
    design = temporal_design(years, annual=False, semiannual=False)
    steady = truth.series - (truth.motion - truth.rate * years[:, None, None])
    tied = labels[first] == labels[second]
    phase = (steady[second] - steady[first]).reshape(first.size, -1)[tied].astype(np.float32)
    solved = invert_network(phase, np.ones_like(phase), first[tied], second[tied], years)
    everywhere = np.ones((40, 40), bool)
    setting = truth.setting._replace(design=np.column_stack([design, free_offsets(labels)]))
    switches = {"ramp_and_height": True, "dem_error": True}
    series = correct_series(
        solved.phase.reshape(16, 40, 40), setting, trusted=everywhere, corrections=switches
    )[0].series
    fit = fit_of_pattern(design, labels, baselines=setting.baselines)
    noise = sample_noise(
        lambda window: series[:, *window.toslices()], everywhere, truth.coherence, fit, first, second
    )
    velocity = Velocity(*np.full((len(Velocity._fields), 40, 40), np.nan, np.float32))
    numbers = np.ones((40, 40), int)
    refit_subsets(velocity, series, numbers, lambda _: fit, lambda _: noise, truth.coherence, 0.0)
    error = velocity.rate - truth.rate
    error -= np.median(error[truth.stable])
    assert 0.5 < np.mean(np.abs(error) <= velocity.sigma) < 0.85
    assert np.sqrt(np.mean(error**2)) < 0.0025 * fit.inflation
