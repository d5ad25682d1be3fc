"""Rate and what belongs to it: from a known series, and from the simulated stack's."""

import json

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.output.quality_mask import read_removed
from scarpwatch.insar.series.file import read_series, write_series

DATES = ["20240101", "20240401", "20240630", "20240930", "20241231", "20250401"]
YEARS = np.array([0, 91, 181, 273, 365, 456]) / DAYS_PER_YEAR
GRID = Grid(CRS.from_epsg(32616), Affine(100, 0, 740_000, 0, -100, 4_060_000), (20, 24))
REFERENCE = {"row": 3, "column": 4, "half": 1, "chosen": "by the test"}


def true_rate():
    row, column = np.mgrid[:20, :24]
    return 0.05 * np.exp(-((row - 10) ** 2 + (column - 12) ** 2) / 30) - 0.01


def write_table(path, dates):
    """The network of each date with the two that follow."""
    lines = ["reference\tsecondary\tdays\tperpendicular_baseline_m\tmean_coherence\tused\treason"]
    lines += [
        f"{first}\t{second}\t90\tnan\t0.6\ttrue\t"
        for n, first in enumerate(dates)
        for second in dates[n + 1 : n + 3]
    ]
    path.write_text("\n".join(lines) + "\n")


def run(
    folder,
    displacement,
    *,
    coherence=None,
    rank=None,
    dates=DATES,
    annual=False,
    steps=(),
    attributes=None,
):
    write_table(folder / "network.tsv", dates)
    shape = displacement.shape[1:]
    layers = {
        "residual_rms": (np.full(shape, 0.4, np.float32), "rad"),
        "temporal_coherence": (np.full(shape, 0.9, np.float32) if coherence is None else coherence, "1"),
        "rank": (np.full(shape, len(dates) - 1, np.int16) if rank is None else rank, "1"),
        "pairs": (np.full(shape, 9, np.int16), "1"),
        "mean_coherence": (np.full(shape, 0.6, np.float32), "1"),
    }
    attributes = {"reference": json.dumps(REFERENCE), "wavelength_m": 0.0555, **(attributes or {})}
    write_series(
        folder / "series.nc", GRID, layers, displacement=displacement, dates=dates, attributes=attributes
    )
    made = run_main(
        "estimate_velocity",
        inputs={"series": str(folder / "series.nc"), "network": str(folder / "network.tsv")},
        output={"velocity": str(folder / "velocity.nc")},
        params={
            "min_temporal_coherence": 0.7,
            "velocity": {"annual": annual, "semiannual": False, "steps": list(steps)},
        },
    )
    velocity, grid = read_series(made.velocity)
    assert grid == GRID
    return velocity


def steady(rate):
    return rate * YEARS[:, None, None]


def test_a_steady_rise_gives_its_positive_rate(tmp_path):
    rate = true_rate()
    velocity = run(tmp_path, steady(rate))
    np.testing.assert_allclose(velocity["rate"].values, rate, atol=1e-7)
    np.testing.assert_allclose(velocity["cumulative"].values, rate * YEARS[-1], atol=1e-7)
    np.testing.assert_allclose(velocity["sigma"].values, 0, atol=1e-7)
    assert velocity["rate"].values[10, 12] == pytest.approx(0.04)
    assert velocity["rate"].attrs["units"] == "m/yr"
    assert velocity["cumulative"].attrs["units"] == "m"
    assert "displacement" not in velocity
    assert json.loads(velocity.attrs["reference"]) == REFERENCE


def test_a_season_does_not_pass_for_a_rate(tmp_path):
    rate = true_rate()
    season = 0.01 * np.sin(2 * np.pi * YEARS + 2.2)[:, None, None]
    with_term = run(tmp_path, steady(rate) + season, annual=True)
    without = run(tmp_path, steady(rate) + season)
    np.testing.assert_allclose(with_term["rate"].values, rate, atol=1e-6)
    assert np.abs(without["rate"].values - rate).min() > 0.001
    expected = rate * YEARS[-1] + (season[-1] - season[0])
    np.testing.assert_allclose(with_term["cumulative"].values, expected, atol=1e-6)


def test_baselines_that_follow_time_do_not_share_the_rate_of_a_series_made_elsewhere(tmp_path):
    """As another program wrote them: the DEM error is out of the series, and the rate is all there is."""
    follows = json.dumps((90 * YEARS).tolist())
    velocity = run(tmp_path, steady(true_rate()), attributes={"baselines_m": follows})
    np.testing.assert_allclose(velocity["rate"].values, true_rate(), atol=1e-7)
    (decision,) = json.loads(velocity.attrs["decisions"])
    assert decision["kind"] == "dem_error"
    assert decision["notable"]
    assert "motion model's terms" in decision["reason"]


@pytest.mark.parametrize("annual", [False, True])
def test_the_motion_model_that_was_decided_is_taken_whatever_the_config_says(tmp_path, annual):
    season = 0.01 * np.sin(2 * np.pi * YEARS + 2.2)[:, None, None]
    decided = {"annual": annual, "semiannual": False, "steps": []}
    attributes = {"motion_model": json.dumps(decided), "cycles_left_out": json.dumps(["annual"])}
    velocity = run(tmp_path, steady(true_rate()) + season, annual=not annual, attributes=attributes)
    assert (np.abs(velocity["rate"].values - true_rate()).max() < 1e-6) == annual
    assert json.loads(velocity.attrs["motion_model"]) == decided


def test_the_model_of_a_series_made_elsewhere_is_decided_from_its_pixels(tmp_path, caplog):
    noise = np.random.default_rng(3).normal(0, 0.004, (len(DATES), *GRID.shape))
    velocity = run(tmp_path, steady(true_rate()) + noise, annual=True)
    assert not json.loads(velocity.attrs["motion_model"])["annual"]
    assert json.loads(velocity.attrs["cycles_left_out"]) == ["annual"]
    assert "no annual cycle" in caplog.text


def test_sigma_says_how_far_the_rate_strays(tmp_path):
    rng = np.random.default_rng(4)
    noise = rng.normal(0, 0.004, (len(DATES), *GRID.shape))
    velocity = run(tmp_path, steady(true_rate()) + noise)
    error = velocity["rate"].values - true_rate()
    centred = YEARS - YEARS.mean()
    expected = 0.004 / np.sqrt(np.sum(centred**2))
    assert error.std() == pytest.approx(expected, rel=0.15)
    assert np.sqrt(np.mean(velocity["sigma"].values ** 2)) == pytest.approx(expected, rel=0.15)
    span = velocity["cumulative_sigma"].values / velocity["sigma"].values
    np.testing.assert_allclose(span, YEARS[-1], rtol=1e-4)
    # All pixels have noise of their own, and none is referred to a noisy window: the map is not shifted.
    assert velocity.attrs["reference_offset_sigma_m_per_year"] < 0.2 * expected


def test_what_the_window_suffers_shifts_the_map_and_is_told_apart(tmp_path):
    rng = np.random.default_rng(6)
    window = rng.normal(0, 0.02, len(DATES))[:, None, None]
    noise = rng.normal(0, 0.001, (len(DATES), *GRID.shape))
    velocity = run(tmp_path, steady(true_rate()) + noise - window)
    error = velocity["rate"].values - true_rate()
    shift = np.median(error)
    sigma, to_reference = velocity["sigma"].values, velocity["sigma_to_reference"].values
    assert abs(shift) > 2 * np.median(sigma)
    assert 0.5 < np.mean(np.abs(error - shift) <= sigma) < 0.8
    assert np.median(to_reference) > 2 * np.median(sigma)
    predicted = velocity.attrs["reference_offset_sigma_m_per_year"]
    assert predicted == pytest.approx(np.median(to_reference), rel=0.2)
    assert abs(shift) < 2 * predicted


def test_a_step_is_no_rate_and_counts_in_the_cumulative_deformation(tmp_path):
    dates = [f"2024{month:02d}15" for month in range(1, 13)]
    years = np.arange(12) * 30.44 / DAYS_PER_YEAR
    series = 0.02 * years[:, None, None] + 0.03 * (np.arange(12) >= 6)[:, None, None]
    series = np.broadcast_to(series, (12, *GRID.shape))
    velocity = run(tmp_path, series, dates=dates, steps=["2024-07-01"])
    np.testing.assert_allclose(velocity["rate"].values, 0.02, atol=2e-4)
    np.testing.assert_allclose(velocity["cumulative"].values, series[-1] - series[0], atol=2e-4)
    without = run(tmp_path, series, dates=dates)
    assert without["rate"].values.min() > 0.04


def test_an_estimated_dem_error_is_one_unknown_more(tmp_path):
    rng = np.random.default_rng(7)
    series = steady(true_rate()) + rng.normal(0, 0.004, (len(DATES), *GRID.shape))
    baselines = [0.0, 60.0, -80.0, 30.0, 100.0, -20.0]
    with_error = run(tmp_path, series, attributes={"baselines_m": json.dumps(baselines)})
    design = np.column_stack([np.ones(6), YEARS, baselines])
    expected = 0.004 * np.linalg.norm(np.linalg.pinv(design)[1])
    # Three degrees of freedom leave it open how much of the noise wanders.
    assert np.sqrt(np.mean(with_error["sigma"].values ** 2)) == pytest.approx(expected, rel=0.35)


def test_the_layers_are_not_masked(tmp_path):
    coherence = np.full(GRID.shape, 0.9, np.float32)
    coherence[:, :6] = 0.1
    rank = np.full(GRID.shape, 5, np.int16)
    rank[-1] = 4
    velocity = run(tmp_path, steady(true_rate()), coherence=coherence, rank=rank)
    for name in ("rate", "sigma", "cumulative", "residual_rms"):
        assert np.isfinite(velocity[name].values).all()
    np.testing.assert_array_equal(velocity["rank"].values, rank)
    np.testing.assert_array_equal(velocity["temporal_coherence"].values, coherence)


def test_too_few_dates_and_nothing_measured_are_refused(tmp_path):
    with pytest.raises(DataError, match="2 dates do not determine a motion model of 2 terms"):
        run(tmp_path, steady(true_rate())[:2], dates=DATES[:2], annual=True)
    with pytest.raises(
        DataError, match=r"reaches a temporal coherence of 0\.7.* Lower quality\.min_temporal_coherence"
    ):
        run(tmp_path, steady(true_rate()), coherence=np.full(GRID.shape, 0.5, np.float32))
    assert not (tmp_path / "velocity.nc").exists()


def test_the_rising_dome_has_its_rate(rising, tmp_path):
    velocity, _ = read_series(rising.run("estimate_velocity", into=tmp_path).velocity)
    removed = read_removed(rising.path("quality_mask.tif"))
    rate, true = velocity["rate"].values, rising.truth["rate"]
    known = ~removed & np.isfinite(true)
    assert known.sum() > 1000
    error = rate[known] - true[known]
    assert true[known].max() > 0.055
    assert np.sqrt(np.mean(error**2)) < 0.004
    assert rate[known][true[known] > 0.05].min() > 0.03  # what rises is positive
