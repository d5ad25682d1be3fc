"""Section `grid`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.common.grid import GridSettings


def test_default_is_the_dems_own_grid() -> None:
    assert GridSettings().crs is None
    assert GridSettings().resolution_m is None


def test_a_crs_needs_a_resolution() -> None:
    assert GridSettings(crs="EPSG:32614", resolution_m=100).resolution_m == 100
    with pytest.raises(ValidationError, match="cell size in metres"):
        GridSettings(crs="EPSG:32614")


@pytest.mark.parametrize("values", [{"crs": "UTM 14N", "resolution_m": 100}, {"resolution_m": 0}])
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        GridSettings(**values)
