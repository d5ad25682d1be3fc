"""Flow accumulation where it is known, and on real terrain."""

import numpy as np
import pytest
import rasterio
from scipy.stats import spearmanr
from terrain_surfaces import derived, require_same_in_blocks, rough, valley

from scarpwatch.terrain.factors.flow_accumulation import derive


def test_the_middle_of_a_valley_drains_all_rows_above():
    found = derived(derive, valley(), routing="single")
    np.testing.assert_allclose(found[:, 15], np.log10(31 * np.arange(1, 42) * 100.0), rtol=1e-6)
    assert found.min() == pytest.approx(2.0)  # a cell of 100 m2


@pytest.mark.parametrize("routing", ["multiple", "single"])
def test_an_area_does_not_change_with_the_cell(routing):
    """The outlet of a valley of 310 x 400 m, in cells of 10 and of 5 m."""
    coarse = valley(40, 31)
    fine = np.kron(coarse, np.ones((2, 2)))
    assert derived(derive, coarse, routing=routing)[-1, 15] == pytest.approx(np.log10(310 * 400), abs=1e-5)
    found = derived(derive, fine, (5.0, 5.0), routing=routing)
    assert 10 ** found[-1].max() <= 310 * 400 * (1 + 1e-6)
    assert found[-1].max() > np.log10(310 * 400 / 2)


def test_gaps_stay_gaps_and_blocks_leave_no_seam():
    require_same_in_blocks(derive)
    height = rough()
    np.testing.assert_array_equal(np.isnan(derived(derive, height)), np.isnan(height))


def test_unknown_routing_is_refused_at_once():
    with pytest.raises(ValueError, match="routing 'd8'"):
        derived(derive, np.zeros((5, 5)), routing="d8")


def test_real_terrain_agrees_with_an_independent_program(shared_real):
    """Catchment area of the Reserva Biologica San Francisco, Ecuador, by several directions of flow.

    Above no pit and no edge the two are the same; elsewhere they cross pits in another way.
    """
    with rasterio.open(shared_real / "ecuador_landslides" / "ta.tif") as source:
        _, _, _, height, expected = source.read()
    found, single = derived(derive, height), derived(derive, height, routing="single")
    both = np.isfinite(found) & np.isfinite(expected)
    assert both.sum() > 150_000
    apart = np.abs(found - expected)[both]
    assert np.median(apart) < 1e-6
    assert np.quantile(apart, 0.85) < 1e-3
    assert spearmanr(found[both], expected[both])[0] > 0.98
    assert spearmanr(single[both], expected[both])[0] < 0.75
