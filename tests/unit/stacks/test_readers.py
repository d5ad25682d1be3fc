"""The look vector, from the ground to the satellite."""

from datetime import date

import numpy as np
import pytest
from affine import Affine

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.stacks.listing import PairFiles
from scarpwatch.stacks.readers import Facts, look_vector, pair_tags, require_displacement


def test_an_ascending_satellite_stands_in_the_west_and_a_descending_one_in_the_east() -> None:
    incidence = np.full((2, 3), np.deg2rad(40), np.float32)
    ascending, descending = look_vector(incidence, -12.5), look_vector(incidence, 192.5)
    assert (ascending["los_east"] < -0.6).all()
    assert (descending["los_east"] > 0.6).all()
    for layers in (ascending, descending):
        length = sum(part.astype(float) ** 2 for part in layers.values())
        assert length == pytest.approx(1)
        assert layers["los_up"] == pytest.approx(np.cos(incidence))
        assert (layers["los_north"] < 0).all()  # both stand somewhat south
    assert look_vector(incidence, 0)["los_north"] == pytest.approx(0, abs=1e-7)
    assert look_vector(incidence, 90)["los_north"] == pytest.approx(np.sin(incidence))  # flying east


@pytest.mark.parametrize("looks", [80.0, np.nan])
def test_rasters_of_a_pair_are_tagged_with_what_its_headers_tell(looks):
    files = {"unwrapped": "given/20240107_20240119.geo.unw.tif"}
    pair = PairFiles(date(2024, 1, 7), date(2024, 1, 19), files, {})
    facts = Facts(
        Grid(None, Affine.identity(), (2, 2)), perpendicular_baseline_m=12.34567, sensor="S1A", looks=looks
    )
    tags = pair_tags(pair, facts)
    assert (tags["REFERENCE_DATE"], tags["SECONDARY_DATE"]) == ("20240107", "20240119")
    assert (tags["PERPENDICULAR_BASELINE_M"], tags["SENSOR"], tags["FLATTENED"]) == (12.346, "S1A", "yes")
    assert tags["SOURCE"] == "20240107_20240119.geo.unw.tif"
    assert ("LOOKS" in tags) == np.isfinite(looks)


@pytest.mark.parametrize("odd", [np.inf, -np.inf, 51.0, -5e11])
def test_displacement_that_phase_cannot_follow_is_refused(odd) -> None:
    values = np.array([[np.nan, 0.0, -2.5, 49.0]], np.float32)
    require_displacement("series.h5", values)
    require_displacement("series.h5", np.full((2, 2), np.nan, np.float32))
    values[0, 0] = odd
    with pytest.raises(
        InputError, match=r"series\.h5: its displacement reaches .* m, which phase cannot follow"
    ):
        require_displacement("series.h5", values)
