import numpy as np
import pytest
from scipy.optimize import linprog

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.inversion.solver import invert_network


def network(dates, neighbours):
    return np.array([(i, j) for i in range(dates) for j in range(i + 1, min(i + 1 + neighbours, dates))]).T


def stack(rng, dates=12, neighbours=3, pixels=150, gaps=0.0):
    first, second = network(dates, neighbours)
    years = np.cumsum(rng.integers(1, 4, dates)) * 12 / DAYS_PER_YEAR
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


def test_long_and_annual_pairs_stay_exact():
    rng = np.random.default_rng(3)
    first, second = network(24, 2)
    long = np.array([(i, i + 10) for i in range(14)] + [(0, 23), (1, 22)]).T
    first, second = np.append(first, long[0]), np.append(second, long[1])
    years = np.arange(24) / 10
    phase = rng.normal(0, 3, (first.size, 20)).astype(np.float32)
    phase[rng.random(phase.shape) < 0.4] = np.nan
    weight = rng.uniform(1, 5, phase.shape).astype(np.float32)
    series = invert_network(phase, weight, first, second, years)
    for pixel in range(20):
        expected, rank = minimum_norm(phase[:, pixel], weight[:, pixel], first, second, years)
        np.testing.assert_allclose(series.phase[:, pixel], expected, atol=1e-5 * np.abs(expected).max())
        assert series.rank[pixel] == rank


def test_dates_without_a_pair_are_counted_out():
    rng = np.random.default_rng(6)
    phase, weight, first, second, years = stack(rng, pixels=4)
    phase[(first == 4) | (second == 4), 1] = np.nan  # a date in the middle
    phase[second > 1, 2] = np.nan  # the first pair alone
    phase[:, 3] = np.nan
    series = invert_network(phase, weight, first, second, years)
    assert series.dates.tolist() == [12, 11, 2, 0]
    assert series.rank.tolist() == [11, 10, 1, 0]
    assert series.pairs.tolist() == [first.size, first.size - 6, 1, 0]
    assert np.isnan(series.phase[:, 3]).all() and np.isnan(series.temporal_coherence[3])


def test_a_pixel_has_the_same_series_wherever_it_stands():
    rng = np.random.default_rng(7)
    phase, weight, first, second, years = stack(rng, pixels=1100, gaps=0.3)
    whole = invert_network(phase, weight, first, second, years)
    for part in (slice(0, 7), slice(500, 640), slice(1001, 1100)):
        alone = invert_network(phase[:, part], weight[:, part], first, second, years)
        for one, of_all in zip(alone[:6], whole[:6], strict=True):
            np.testing.assert_array_equal(one, of_all[..., part])
        inside = (whole.cut >= part.start) & (whole.cut < part.stop)
        np.testing.assert_array_equal(alone.cut, whole.cut[inside] - part.start)
        np.testing.assert_array_equal(alone.subsets, whole.subsets[inside])


def test_weights_by_code_are_weights():
    rng = np.random.default_rng(8)
    phase, _, first, second, years = stack(rng, gaps=0.2)
    codes = rng.integers(0, 256, phase.shape).astype(np.uint8)
    table = np.concatenate([[0], rng.uniform(0.5, 20, 255)]).astype(np.float32)
    coded = invert_network(phase, codes, first, second, years, table=table)
    given = invert_network(phase, table[codes], first, second, years)
    for name in given._fields:
        np.testing.assert_array_equal(getattr(coded, name), getattr(given, name))


def test_temporal_coherence_and_residuals_are_those_of_the_definition():
    rng = np.random.default_rng(9)
    phase, weight, first, second, years = stack(rng, pixels=300, gaps=0.1)
    phase *= 30  # many turns
    series = invert_network(phase, weight, first, second, years)
    used = np.isfinite(phase)
    residual = np.where(used, phase - (series.phase[second] - series.phase[first]), 0).astype(float)
    coherence = np.abs((np.exp(1j * residual) * used).sum(axis=0)) / used.sum(axis=0)
    np.testing.assert_allclose(series.temporal_coherence, coherence, atol=3e-5)
    rms = np.sqrt((weight * residual**2).sum(axis=0) / (weight * used).sum(axis=0))
    np.testing.assert_allclose(series.residual_rms, rms, rtol=1e-5)


def test_absolute_residuals_outvote_wrong_cycles():
    """Whole cycles that closure left over, in one pair of sixteen."""
    rng = np.random.default_rng(10)
    _, _, first, second, years = stack(rng, dates=20, pixels=400)
    truth = np.cumsum(rng.normal(0, 1, (20, 400)), axis=0).astype(np.float32)
    truth -= truth[0]
    phase = truth[second] - truth[first] + rng.normal(0, 0.1, (first.size, 400)).astype(np.float32)
    weight = rng.uniform(5, 20, phase.shape).astype(np.float32)
    clean = invert_network(phase, weight, first, second, years).phase
    wrong = rng.random(phase.shape) < 1 / 16
    phase[wrong] += np.float32(2 * np.pi) * rng.choice([-1, 1], wrong.sum()).astype(np.float32)
    error = {
        robust: np.sqrt(
            np.mean((invert_network(phase, weight, first, second, years, robust=robust).phase - truth) ** 2)
        )
        for robust in (False, True)
    }
    noise = np.sqrt(np.mean((clean - truth) ** 2))
    assert error[False] > 3 * noise
    assert error[True] < error[False] / 2


def test_absolute_residuals_are_smallest():
    """Against linear programming: minimise the sum of sqrt(w) |residual|."""
    rng = np.random.default_rng(11)
    phase, weight, first, second, years = stack(rng, dates=8, pixels=6)
    series = invert_network(phase, weight, first, second, years, robust=True)
    design = np.zeros((first.size, 8))
    design[np.arange(first.size), second] = 1
    design[np.arange(first.size), first] = -1
    design = design[:, 1:]
    pairs = first.size
    for pixel in range(6):
        root, y = np.sqrt(weight[:, pixel].astype(float)), phase[:, pixel].astype(float)
        upper = np.block([[design, -np.eye(pairs)], [-design, -np.eye(pairs)]])
        best = linprog(
            np.concatenate([np.zeros(7), root]),
            upper,
            np.concatenate([y, -y]),
            bounds=[(None, None)] * 7 + [(0, None)] * pairs,
        ).fun
        found = (root * np.abs(y - design @ series.phase[1:, pixel])).sum()
        assert best <= found * (1 + 1e-6) and found < 1.01 * best


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
