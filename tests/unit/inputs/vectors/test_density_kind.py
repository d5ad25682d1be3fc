import pytest
from shapely import LineString, MultiPoint, Point, box

from scarpwatch.inputs.vectors.density_kind import UNITS, density_kind, present_parts, shown_unit


def test_empty_features_do_not_count_and_parts_are_single():
    assert density_kind([None, LineString()]) is None
    assert density_kind([None, MultiPoint([(0, 0)])]) == "points"
    assert density_kind([LineString([(0, 0), (1, 1)]), Point()]) == "lines"
    assert density_kind([box(0, 0, 1, 1)]) == "polygons" and set(UNITS) == {"points", "lines", "polygons"}
    assert len(present_parts([None, Point(), MultiPoint([(0, 0), (1, 1)])])) == 2


def test_kinds_without_a_common_unit_are_refused():
    with pytest.raises(ValueError, match="points and polygons, whose densities have no common unit"):
        density_kind([Point(0, 0), box(0, 0, 1, 1)])


def test_people_are_told_that_polygons_make_a_share():
    assert [shown_unit(unit) for unit in (*UNITS.values(), "")] == ["1/km2", "km/km2", "share", ""]
