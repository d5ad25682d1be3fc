"""How even the sizes of units are, and what size alone tells."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from scarpwatch.terrain.slope_units.sizes import area_alone_auc, size_figures


@pytest.mark.parametrize("per_unit", [0.1, 1.0, 3.0])
def test_area_alone_reaches_the_auc_of_landslides_that_are_spread_evenly(per_unit):
    """Beside landslides that are strewn over the units of an area again and again."""
    rng = np.random.default_rng(7)
    areas = rng.gamma(1.5, 2.0, 4000).round(2)
    drawn = [roc_auc_score(rng.poisson(per_unit * areas / areas.mean()) > 0, areas) for _ in range(50)]
    assert area_alone_auc(areas, per_unit) == pytest.approx(np.mean(drawn), abs=0.003)


def test_few_landslides_give_the_half_of_one_and_gini() -> None:
    areas = np.array([1.0, 1.0, 2.0, 5.0, 11.0])
    gini = np.abs(areas[:, None] - areas).sum() / (2 * areas.size**2 * areas.mean())
    assert size_figures(areas)["area_alone_auc_few"] == pytest.approx((1 + gini) / 2, abs=1e-4)


def test_units_of_one_size_tell_nothing_whatever_their_unit_of_area() -> None:
    found = size_figures(np.full(40, 2.5e5))
    assert found == {
        "ratio_95_5": 1.0,
        "cv": 0.0,
        "area_alone_auc_few": 0.5,
        "area_alone_auc_one_per_unit": 0.5,
    }
    areas = np.random.default_rng(1).lognormal(12, 1, 500)
    for name, value in size_figures(areas).items():
        assert size_figures(areas / 1e6)[name] == pytest.approx(value, rel=1e-9)


def test_a_single_unit_has_no_auc() -> None:
    found = size_figures(np.array([3.0]))
    assert found["area_alone_auc_few"] is None and found["ratio_95_5"] == 1.0
