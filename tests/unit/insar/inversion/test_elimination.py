import numpy as np
import pytest

from scarpwatch.insar.inversion.elimination import plan_elimination


def near(dates, neighbours):
    return [(i, j) for i in range(dates) for j in range(i + 1, min(i + 1 + neighbours, dates))]


def test_near_pairs_are_eliminated_in_the_order_of_the_band():
    first, second = np.array(near(20, 3)).T
    plan = plan_elimination(first, second, 20)
    assert plan.position.tolist() == list(range(20))
    assert plan.earlier.size == first.size  # nothing is joined that was not joined before
    assert plan.target.size == 3 * 17 + 1  # three neighbours each, but for the first dates


def test_annual_pairs_are_eliminated_in_an_order_that_joins_less():
    pairs = sorted({*near(48, 3), *((i, i + 30) for i in range(18))})
    first, second = np.array(pairs).T
    plan = plan_elimination(first, second, 48)
    assert sorted(plan.position) == list(range(48))
    band = sum(min(k, 30) for k in range(48))
    assert plan.earlier.size < band / 3


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_factorises_any_network(seed):
    """Carried out on one set of weights, the plan gives the pivots of a Cholesky factorisation."""
    rng = np.random.default_rng(seed)
    dates = 15
    pairs = [(i, j) for i in range(dates) for j in range(i + 1, dates) if j == i + 1 or rng.random() < 0.2]
    first, second = np.array(pairs).T
    weight = rng.uniform(1, 9, first.size)
    plan = plan_elimination(first, second, dates)
    conductance = np.zeros(plan.earlier.size)
    np.add.at(conductance, plan.slot, weight)
    pivots, updates = [], iter(plan.target)
    for k in range(dates - 1, 0, -1):
        own = range(plan.start[k], plan.start[k + 1])
        pivots.append(conductance[own].sum())
        for a in own:
            for b in range(plan.start[k], a):
                conductance[next(updates)] += conductance[a] * conductance[b] / pivots[-1]
    laplacian = np.zeros((dates, dates))
    for i, j, w in zip(plan.first, plan.second, weight, strict=True):
        laplacian[[i, j], [i, j]] += w
        laplacian[[i, j], [j, i]] -= w
    lower = np.linalg.cholesky(laplacian[:0:-1, :0:-1])  # position 0 is grounded
    np.testing.assert_allclose(pivots, np.diag(lower) ** 2, rtol=1e-12)
