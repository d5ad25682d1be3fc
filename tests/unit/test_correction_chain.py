import numpy as np
import pytest

from scarpwatch.insar.correction_chain import correct_series
from scarpwatch.insar.reference_window import Reference

SHAPE = (40, 50)
YEARS = np.arange(12) * 36 / 365.25
REFERENCE = Reference(6, 7, 2, "by the test")
VELOCITY = {"annual": False, "semiannual": False}
BOTH = {"ramp_and_height": True, "dem_error": True}


@pytest.fixture
def truth():
    """A bowl that sinks, and what hides it: a plane and a height term per date, and a DEM error."""
    rng = np.random.default_rng(3)
    y, x = np.meshgrid(np.linspace(-0.5, 0.5, SHAPE[0]), np.linspace(-0.5, 0.5, SHAPE[1]), indexing="ij")
    height = 500 + 200 * np.sin(7 * x) * np.cos(5 * y) + 30 * rng.normal(size=SHAPE)
    rate = -0.05 * np.exp(-((x - 0.2) ** 2 + (y - 0.1) ** 2) / 0.01)
    rate[np.abs(rate) < 1e-4] = 0
    motion = rate * YEARS[:, None, None]
    baselines = rng.uniform(-120, 120, len(YEARS))
    error = 15 * rng.normal(size=SHAPE)
    ground = np.full(SHAPE, 560_000.0)
    weather = np.stack(
        [a * y + b * x + c * (height - 500) / 1000 for a, b, c in 0.02 * rng.normal(size=(len(YEARS), 3))]
    )
    topography = baselines[:, None, None] * error / ground
    series = motion + weather + topography
    return {
        "motion": motion - motion[:, 6:7, 7:8],
        "series": series - series[0],
        "height": height,
        "ground": ground,
        "baselines": baselines,
        "error": error,
    }


def corrected(truth, corrections, baselines=None, trusted=None, **changes):
    return correct_series(
        changes.get("series", truth["series"]),
        years=YEARS,
        baselines=truth["baselines"] if baselines is None else baselines,
        height=truth["height"],
        ground=truth["ground"],
        trusted=np.ones(SHAPE, bool) if trusted is None else trusted,
        reference=REFERENCE,
        corrections=corrections,
        velocity=VELOCITY,
    )


def rms(values):
    return float(np.sqrt(np.mean(np.square(values))))


def test_both_corrections_leave_the_motion(truth):
    result = corrected(truth, BOTH)
    # What is left is the share of the ramps that the bowl keeps, and the DEM error's mean over the window.
    offsets = np.median((result.series - truth["motion"]).reshape(len(YEARS), -1), axis=1)
    left = result.series - truth["motion"] - offsets[:, None, None]
    assert rms(truth["series"] - truth["motion"]) > 0.005
    assert rms(left) < 0.0004
    assert np.abs(offsets).max() < 0.002
    assert np.corrcoef(result.dem_error.ravel(), truth["error"].ravel())[0, 1] > 0.99
    assert result.summary["applied"] == ["ramp_and_height", "dem_error"]
    assert result.series.dtype == np.float32


def test_the_summary_says_what_each_step_took(truth):
    summary = corrected(truth, BOTH).summary
    spreads = [
        np.mean(summary[f"spread_{name}_mm"])
        for name in ("before", "after_ramp_and_height", "after_dem_error")
    ]
    assert spreads[0] > 1.5 * spreads[1] > 1.5 * spreads[2]
    assert spreads[0] == pytest.approx(
        1000 * np.mean(np.std(truth["series"].reshape(len(YEARS), -1), axis=1)), rel=1e-6
    )
    assert len(summary["ramp_and_height_mm"]) == len(YEARS)
    assert summary["dem_error_std_m"] == pytest.approx(15, rel=0.1)


def test_every_date_is_zero_at_the_reference_again(truth):
    rows, columns = REFERENCE.window
    for corrections in (BOTH, {**BOTH, "dem_error": False}, {**BOTH, "ramp_and_height": False}):
        series = corrected(truth, corrections).series
        window = series[:, rows, columns].reshape(len(YEARS), -1)
        np.testing.assert_allclose(np.median(window, axis=1), 0, atol=1e-8)


def test_switched_off_the_series_is_as_it_was(truth):
    result = corrected(truth, {"ramp_and_height": False, "dem_error": False})
    np.testing.assert_array_equal(result.series, truth["series"].astype(np.float32))
    assert np.isnan(result.dem_error).all()
    assert (result.summary["applied"], result.summary["left_out"]) == ([], [])


@pytest.mark.parametrize("known", ["all but one", "all the same"])
def test_baselines_that_tell_nothing_leave_the_dem_error_out(truth, known):
    baselines = truth["baselines"].copy() if known == "all but one" else np.full(len(YEARS), 30.0)
    if known == "all but one":
        baselines[4] = np.nan
    result = corrected(truth, BOTH, baselines=baselines)
    assert result.summary["applied"] == ["ramp_and_height"]
    assert len(result.summary["left_out"]) == 1
    assert np.isnan(result.dem_error).all()


def test_ground_that_is_not_trusted_has_no_say(truth):
    """Wrong cycles over a quarter of the scene do not bend the plane of the rest."""
    spoilt = truth["series"].copy()
    spoilt[5, 20:, 25:] += 0.0277
    trusted = np.ones(SHAPE, bool)
    trusted[20:, 25:] = False
    only_ramp = {**BOTH, "dem_error": False}
    clean = corrected(truth, only_ramp, trusted=trusted).series
    result = corrected(truth, only_ramp, trusted=trusted, series=spoilt).series
    np.testing.assert_allclose(result[:, trusted], clean[:, trusted], atol=1e-7)
    np.testing.assert_allclose(result[5, 20:, 25:] - clean[5, 20:, 25:], 0.0277, atol=1e-6)
