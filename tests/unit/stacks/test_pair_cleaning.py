"""Sign, scale and missing cells, against the same in plain steps."""

import numpy as np
import pytest

from scarpwatch.stacks.pair_cleaning import clean


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
def test_it_does_what_plain_steps_do(dtype: type) -> None:
    rng = np.random.default_rng(1)
    phase = rng.normal(0, 5, (40, 50)).astype(np.float32)
    coherence = rng.integers(1, 256, (40, 50)).astype(dtype)
    land = rng.random((40, 50)) > 0.2
    for values, gaps in ((phase, (0, np.nan, np.inf, -9999)), (coherence, (0,))):
        for gap in gaps:
            values[rng.random((40, 50)) < 0.05] = gap
    known = np.isfinite(phase) & (phase != 0) & (phase != -9999) & (coherence != 0) & land
    expected = np.where(known, -phase, np.nan), np.where(known, coherence.astype(np.float64) / 255, np.nan)
    unwrapped, quality, (low, high), _ = clean(
        phase.copy(), coherence.copy(), sign=-1, scale=1 / 255, no_phase=-9999, land=land
    )
    assert unwrapped.dtype == quality.dtype == np.float32
    np.testing.assert_array_equal(unwrapped, expected[0])
    np.testing.assert_allclose(quality, expected[1], rtol=1e-6)
    assert low == pytest.approx(np.nanmin(expected[1]), rel=1e-6)
    assert high == pytest.approx(np.nanmax(expected[1]), rel=1e-6)


def test_declared_and_undeclared_gaps_of_the_coherence() -> None:
    phase = np.ones((1, 4), np.float32)
    _, quality, _, _ = clean(phase, np.float32([[0.5, -1, np.nan, 0.25]]), no_coherence=-1)
    np.testing.assert_array_equal(quality, np.float32([[0.5, np.nan, np.nan, 0.25]]))


def test_arrays_of_float32_are_used_again() -> None:
    phase, coherence = np.ones((3, 4), np.float32), np.full((3, 4), 0.5, np.float32)
    unwrapped, quality, _, reach = clean(phase, coherence, sign=-1)
    assert reach == 1
    assert np.shares_memory(unwrapped, phase) and (phase == -1).all()
    assert np.shares_memory(quality, coherence)


def test_nothing_measured_has_no_bounds() -> None:
    unwrapped, _, (low, high), _ = clean(np.zeros((2, 2), np.float32), np.ones((2, 2), np.float32))
    assert np.isnan(unwrapped).all()
    assert low > high
