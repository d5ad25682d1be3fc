import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.inversion.elimination import plan_elimination
from scarpwatch.insar.inversion.minimum_norm import solve_minimum_norm
from scarpwatch.insar.inversion.solver import invert_network

DATES = 12
FIRST, SECOND = np.array([(i, j) for i in range(DATES) for j in range(i + 1, min(i + 4, DATES))]).T


def pseudo_inverse(phase, weight, years):
    """numpy's pinv(sqrt(W) B) sqrt(W) phase in double precision, and the rank, of one pixel."""
    dt = np.diff(years)
    design = np.zeros((FIRST.size, dt.size))
    for row, (i, j) in enumerate(zip(FIRST, SECOND, strict=True)):
        design[row, i:j] = dt[i:j]
    root = np.sqrt(weight.astype(float))
    scaled = root[:, None] * design
    velocity = np.linalg.pinv(scaled) @ (root * phase.astype(float))
    return np.concatenate([[0], np.cumsum(velocity * dt)]), np.linalg.matrix_rank(scaled)


def cut_stack(cut, pixels=30):
    """Pairs across the given dates are missing, and others at random."""
    rng = np.random.default_rng(5)
    years = np.cumsum(rng.integers(1, 4, DATES)) * 12 / DAYS_PER_YEAR
    phase = rng.normal(0, 3, (FIRST.size, pixels)).astype(np.float32)
    weight = rng.uniform(0.3, 100, phase.shape).astype(np.float32)
    for date in cut:
        weight[(date > FIRST) & (date <= SECOND)] = 0
    weight[rng.random(phase.shape) < 0.2] = 0
    return phase, weight, years


CUTS = pytest.mark.parametrize("cut", [[5], [1, 9], [2, 3, 4, 8], range(2, 12)])


@CUTS
def test_it_equals_the_pseudo_inverse(cut):
    phase, weight, years = cut_stack(cut)
    series, labels = solve_minimum_norm(
        phase.T.copy(), weight.T.copy(), plan_elimination(FIRST, SECOND, DATES), years
    )
    rank = DATES - 1 - labels.max(axis=1)
    for pixel in range(phase.shape[1]):
        expected, full = pseudo_inverse(phase[:, pixel], weight[:, pixel], years)
        assert rank[pixel] == full < DATES - 1
        assert np.linalg.norm(series[:, pixel] - expected) <= 1e-7 * np.linalg.norm(expected)


@CUTS
def test_the_inversion_takes_it_where_dates_are_cut_off(cut):
    phase, weight, years = cut_stack(cut)
    found = invert_network(phase, weight, FIRST, SECOND, years)
    for pixel in np.flatnonzero((weight > 0).any(axis=0)):
        expected, full = pseudo_inverse(phase[:, pixel], weight[:, pixel], years)
        assert found.rank[pixel] == full
        assert np.linalg.norm(found.phase[:, pixel] - expected) <= 1e-5 * np.linalg.norm(expected)


@CUTS
def test_the_subsets_of_a_pixel_are_those_that_its_pairs_connect(cut):
    phase, weight, years = cut_stack(cut)
    found = invert_network(phase, weight, FIRST, SECOND, years)
    assert found.cut.tolist() == np.flatnonzero((found.rank < DATES - 1) & (found.pairs > 0)).tolist()
    for pixel, labels in zip(found.cut, found.subsets, strict=True):
        graph = np.zeros((DATES, DATES))
        graph[FIRST, SECOND] = weight[:, pixel] > 0
        assert labels.tolist() == connected_components(graph, directed=False)[1].tolist()


def test_a_pixel_of_full_rank_is_solved_too():
    phase, weight, years = cut_stack([])
    weight[:] = 1
    series, labels = solve_minimum_norm(
        phase.T.copy(), weight.T.copy(), plan_elimination(FIRST, SECOND, DATES), years
    )
    assert (labels == 0).all()
    np.testing.assert_allclose(series[:, 3], pseudo_inverse(phase[:, 3], weight[:, 3], years)[0], rtol=1e-6)
