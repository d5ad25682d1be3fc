import numpy as np
import pytest

from scarpwatch.insar.inversion import invert_network


def network(dates, neighbours):
    return np.array([(i, j) for i in range(dates) for j in range(i + 1, min(i + 1 + neighbours, dates))]).T


def stack(rng, dates=12, neighbours=3, pixels=150, gaps=0.0):
    first, second = network(dates, neighbours)
    years = np.cumsum(rng.integers(1, 4, dates)) * 12 / 365.25
    phase = rng.normal(0, 3, (first.size, pixels)).astype(np.float32)
    weight = rng.uniform(0.5, 20, phase.shape).astype(np.float32)
    phase[rng.random(phase.shape) < gaps] = np.nan
    return phase, weight, first, second, years


def minimum_norm(phase, weight, first, second, years):
    """Berardino et al. (2002) with numpy's pinv, one pixel: series from mean velocities."""
    dt = np.diff(years)
    design = np.zeros((first.size, dt.size))
    for row, (i, j) in enumerate(zip(first, second, strict=True)):
        design[row, i:j] = dt[i:j]
    root = np.sqrt(np.where(np.isfinite(phase), weight, 0).astype(float))
    velocity = np.linalg.pinv(root[:, None] * design) @ (root * np.nan_to_num(phase.astype(float)))
    return np.concatenate([[0], np.cumsum(velocity * dt)]), np.linalg.matrix_rank(root[:, None] * design)


def test_recovers_a_consistent_series():
    rng = np.random.default_rng(1)
    _, weight, first, second, years = stack(rng)
    truth = rng.normal(0, 5, (12, 150)).astype(np.float32)
    truth -= truth[0]
    series = invert_network(truth[second] - truth[first], weight, first, second, years)
    np.testing.assert_allclose(series.phase, truth, atol=1e-4)
    assert (series.rank == 11).all()
    assert series.residual_rms.max() < 1e-4
    np.testing.assert_allclose(series.temporal_coherence, 1, atol=1e-6)


@pytest.mark.parametrize("gaps", [0.0, 0.3, 0.7])
def test_equals_the_pseudo_inverse_with_weights_and_gaps(gaps):
    rng = np.random.default_rng(2)
    phase, weight, first, second, years = stack(rng, gaps=gaps)
    series = invert_network(phase, weight, first, second, years)
    deficient = 0
    for pixel in range(phase.shape[1]):
        if np.isnan(phase[:, pixel]).all():
            assert np.isnan(series.phase[:, pixel]).all()
            continue
        expected, rank = minimum_norm(phase[:, pixel], weight[:, pixel], first, second, years)
        scale = np.abs(expected).max()
        np.testing.assert_allclose(series.phase[:, pixel], expected, atol=1e-5 * scale)
        assert series.rank[pixel] == rank
        assert series.pairs[pixel] == np.isfinite(phase[:, pixel]).sum()
        deficient += rank < 11
    assert (deficient > 0) == (gaps > 0)


def test_long_pairs_widen_the_band_and_stay_exact():
    rng = np.random.default_rng(3)
    first, second = network(12, 2)
    first, second = np.append(first, [0, 1]), np.append(second, [11, 10])
    years = np.arange(12) / 10
    phase = rng.normal(0, 3, (first.size, 20)).astype(np.float32)
    weight = rng.uniform(1, 5, phase.shape).astype(np.float32)
    series = invert_network(phase, weight, first, second, years)
    for pixel in range(20):
        expected, _ = minimum_norm(phase[:, pixel], weight[:, pixel], first, second, years)
        np.testing.assert_allclose(series.phase[:, pixel], expected, atol=1e-5 * np.abs(expected).max())


def test_heavier_pairs_win():
    first, second, years = np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([0.0, 0.1, 0.2])
    phase = np.array([[1.0], [2.0], [4.0]], np.float32)  # the direct pair says 2, the chain says 5
    direct = invert_network(phase, np.array([[1], [1000], [1]], np.float32), first, second, years)
    chain = invert_network(phase, np.array([[1000], [1], [1000]], np.float32), first, second, years)
    assert abs(direct.phase[2, 0] - 2) < 0.02
    assert abs(chain.phase[2, 0] - 5) < 0.02


def test_one_wrong_cycle_lowers_temporal_coherence():
    rng = np.random.default_rng(4)
    _, _, first, second, years = stack(rng, pixels=2)
    phase = np.zeros((first.size, 2), np.float32)
    phase[5, 1] = 2 * np.pi
    series = invert_network(phase, np.ones_like(phase), first, second, years)
    assert series.temporal_coherence[0] == pytest.approx(1)
    assert series.temporal_coherence[1] < 0.97


def test_out_of_order_pairs_are_refused():
    with pytest.raises(ValueError, match="earlier to a later"):
        invert_network(np.zeros((1, 1), np.float32), np.ones((1, 1), np.float32), [1], [0], [0.0, 1.0])
