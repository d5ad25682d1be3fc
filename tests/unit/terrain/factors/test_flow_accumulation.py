"""Flow accumulation where it is known, and on real terrain."""

import numpy as np
import pytest
import rasterio
from scipy.stats import spearmanr
from terrain_surfaces import AWAY_FROM_SIDES, derived, require_same_in_blocks, rough, slope_of

from scarpwatch.terrain.drainage import drained_area
from scarpwatch.terrain.elevation_blocks import elevation_of
from scarpwatch.terrain.factors.flow_accumulation import derive


@pytest.mark.parametrize("cell", [10.0, 20.0])
def test_a_plane_drains_the_length_above_by_the_width_of_a_cell(cell):
    area = np.broadcast_to(cell * cell * np.arange(1, 31)[:, None], (30, 81))
    found = derived(derive, slope_of(0.3, cell=cell), (cell, cell))
    np.testing.assert_allclose(found[AWAY_FROM_SIDES], np.log10(area)[AWAY_FROM_SIDES], rtol=1e-6)
    total = (10 ** found.astype(float)).sum(axis=1)
    np.testing.assert_allclose(total[:-1], area.sum(axis=1)[:-1], rtol=1e-5)  # nothing leaves by the sides


def test_gaps_stay_gaps_and_blocks_leave_no_seam():
    require_same_in_blocks(derive)
    height = rough()
    np.testing.assert_array_equal(np.isnan(derived(derive, height)), np.isnan(height))


def test_real_terrain_agrees_with_an_independent_program(shared_real):
    """Catchment area of the Reserva Biologica San Francisco, Ecuador, by several directions of flow.

    Above no pit and no edge the two are the same; elsewhere they cross pits in another way.
    """
    with rasterio.open(shared_real / "ecuador_landslides" / "ta.tif") as source:
        _, _, _, height, expected = source.read()
    found = derived(derive, height)
    single = drained_area(elevation_of(height, (10.0, 10.0)), "single")
    both = np.isfinite(found) & np.isfinite(expected)
    assert both.sum() > 150_000
    apart = np.abs(found - expected)[both]
    assert np.median(apart) < 1e-6
    assert np.quantile(apart, 0.85) < 1e-3
    assert spearmanr(found[both], expected[both])[0] > 0.98
    assert spearmanr(single[both], expected[both])[0] < 0.75
