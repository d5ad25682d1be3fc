import numpy as np
import pytest
from hole_stack import run_hole

from scarpwatch.insar.subset_series import baselines_of_parts, connected_subsets_of


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


def test_subsets_and_the_rest_are_shifted_alike_by_a_noisy_reference(tmp_path):
    """The window's noise enters the rate of both by the same amount, or the map would have a step."""
    steps = []
    for seed in range(6):
        found = run_hole(tmp_path / str(seed), seed=seed, hole_days=60)
        error = found.velocity["rate"].values - found.rate
        steps.append(np.mean(error[found.cut]) - np.mean(error[~found.cut]))
    # One cell has a sigma of 2 cm/yr, and the window one of 0.9 cm/yr.
    assert np.std(steps) < 0.004
