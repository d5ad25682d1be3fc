"""Curves with bands against AUC, prevalence and repeated samples."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from scarpwatch.learning.metrics.curve_bands import banded_curves
from scarpwatch.learning.metrics.roc import delong


def samples(seed, units=300, effect=1.2, repeats=2):
    rng = np.random.default_rng(seed)
    slid = np.arange(units) % 2
    parts = [
        pd.DataFrame(
            {
                "repeat": repeat,
                "unit_id": np.arange(units),
                "landslide": slid,
                "rank": effect * slid + rng.standard_normal(units),
            }
        )
        for repeat in range(repeats)
    ]
    return pd.concat(parts, ignore_index=True)


def curve(table, name):
    return table[table["curve"] == name].set_index("x")


def test_the_area_below_is_the_mean_auc():
    given = samples(1)
    roc = curve(banded_curves(given, prevalence=0.1, rng=np.random.default_rng(0), resamples=5), "roc")
    aucs = [delong(part["landslide"], part["rank"])[0][0] for _, part in given.groupby("repeat")]
    assert np.trapezoid(roc["y"], roc.index) == pytest.approx(np.mean(aucs), abs=0.003)
    assert roc["y"].iloc[-1] == 1 and (roc["y"].diff().dropna() >= 0).all()


def test_precision_is_that_of_the_prevalence():
    given = samples(2, units=4000, repeats=1)
    table = banded_curves(given, prevalence=0.05, rng=np.random.default_rng(0), resamples=5)
    recall = np.array([0.2, 0.5, 0.8])
    alarms = norm.sf(norm.isf(recall) + 1.2)  # of two normal distributions 1.2 apart
    found = curve(table, "precision_area")["y"].to_numpy()[(100 * recall).astype(int)]
    np.testing.assert_allclose(found, 0.05 * recall / (0.05 * recall + 0.95 * alarms), rtol=0.12)
    assert curve(table, "precision_area")["y"].iloc[-1] == pytest.approx(0.05, abs=1e-3)
    assert curve(table, "precision_samples")["y"].iloc[-1] == pytest.approx(0.5, abs=1e-2)


def test_without_skill_precision_is_the_prevalence_within_the_band():
    inside = []
    for seed in range(12):
        table = banded_curves(
            samples(seed, effect=0.0, repeats=1),
            prevalence=0.1,
            rng=np.random.default_rng(seed),
            resamples=60,
        )
        found = curve(table, "precision_area").iloc[[30, 60, 90]]
        inside += ((found["lower"] <= 0.1) & (found["upper"] >= 0.1)).tolist()
    assert np.mean(inside) > 0.8


def test_bands_hold_what_other_samples_give():
    """95 % point by point, of curves of one repeat from 30 samples, at three places."""
    truth = norm.sf(norm.isf([0.1, 0.3, 0.6]) - 1.2)
    inside = []
    for seed in range(30):
        table = banded_curves(
            samples(seed, repeats=1), prevalence=0.1, rng=np.random.default_rng(seed), resamples=60
        )
        rows = curve(table, "roc").iloc[[10, 30, 60]]
        inside += ((rows["lower"] <= truth) & (truth <= rows["upper"])).tolist()
    assert 0.85 < np.mean(inside) <= 1


def test_one_class_is_refused_and_a_seed_settles_the_bands():
    given = samples(4)
    first, second = (
        banded_curves(given, prevalence=0.1, rng=np.random.default_rng(7), resamples=9) for _ in range(2)
    )
    pd.testing.assert_frame_equal(first, second)
    with pytest.raises(ValueError, match="with and without"):
        banded_curves(given[given["landslide"] == 1], prevalence=0.1, rng=np.random.default_rng(0))
