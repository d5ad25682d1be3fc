"""Metres of a projection beside metres on the ground."""

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from pyproj import Proj, Transformer
from rasterio.crs import CRS
from ready_tables import N, frame, settings
from shapely.geometry import Point

from scarpwatch.grids.grid import Grid
from scarpwatch.grids.projection import (
    foreign_note,
    ground_units,
    metres_per_unit,
    metric_cure,
    metric_fault,
    place_fault,
    principal_scales,
    utm_zone,
)
from scarpwatch.insar.output.geocoding import cell_size_on_ground

PLACES = {
    "Oslo": (10.4, 59.8, 10.9, 60.2),
    "Guangdong": (113.0, 22.8, 113.6, 23.2),
    "Los Angeles": (-118.4, 34.1, -117.8, 34.6),
    "Loja": (-79.2, -4.1, -78.9, -3.8),
}


def bounds(crs: str, place: str) -> tuple[float, float, float, float]:
    return Transformer.from_crs(4326, crs, always_xy=True).transform_bounds(*PLACES[place])


@pytest.mark.parametrize(
    ("crs", "place", "true"),
    [
        ("EPSG:32632", "Oslo", True),
        ("EPSG:32633", "Oslo", True),  # the neighbouring zone
        ("EPSG:32717", "Loja", True),
        ("EPSG:3035", "Oslo", True),
        ("EPSG:5070", "Los Angeles", True),
        ("EPSG:2229", "Los Angeles", False),  # US survey feet
        ("EPSG:3857", "Oslo", False),
        ("EPSG:3857", "Guangdong", False),
        ("EPSG:3857", "Loja", True),  # near the equator a metre of it is one
        ("EPSG:3395", "Los Angeles", False),
        ("EPSG:6933", "Oslo", False),
        ("EPSG:6933", "Guangdong", False),
        ("EPSG:6933", "Loja", False),
        ("EPSG:4326", "Loja", False),
        ("EPSG:32610", "Oslo", False),  # a zone on the other side of the world
    ],
)
def test_what_is_a_metre_on_the_ground(crs, place, true):
    assert (metric_fault(crs, bounds(crs, place)) is None) == true
    known = CRS.from_string(crs)  # rasterio's is taken as pyproj's is
    assert metric_fault(known, bounds(crs, place)) == metric_fault(crs, bounds(crs, place))


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:6933", "EPSG:3035", "EPSG:32632", "EPSG:3395"])
def test_scales_are_those_of_tissots_indicatrix(crs):
    west, south, east, north = PLACES["Oslo"]
    box = bounds(crs, "Oslo")
    true = [Proj(crs).get_factors(x, y) for x in (west, east) for y in (south, north)]
    low, high = principal_scales(crs, box)
    # PROJ takes Web Mercator on the sphere that it is made for, and the earth is an ellipsoid.
    tolerance = 5e-3 if crs == "EPSG:3857" else 3e-4
    assert low == pytest.approx(min(factors.tissot_semiminor for factors in true), rel=tolerance)
    assert high == pytest.approx(max(factors.tissot_semimajor for factors in true), rel=tolerance)


def test_the_zone_is_named():
    for crs, place, zone in (
        ("EPSG:3857", "Guangdong", "EPSG:32649"),
        ("EPSG:3857", "Oslo", "EPSG:32632"),
        ("EPSG:4326", "Loja", "EPSG:32717"),
        ("EPSG:2229", "Los Angeles", "EPSG:32611"),
    ):
        assert utm_zone(crs, bounds(crs, place)) == zone
        assert zone in metric_cure(crs, bounds(crs, place))
    assert utm_zone("EPSG:4326", (-120, 30, -75, 48)) is None  # a continent
    assert "own country" in metric_cure("EPSG:4326", (-120, 30, -75, 48))
    assert utm_zone("EPSG:4326", (10, 85, 20, 86)) == "EPSG:32661"


def test_metres_per_unit():
    along_x, along_y = metres_per_unit("EPSG:3857", bounds("EPSG:3857", "Oslo"))
    assert (along_x, along_y) == pytest.approx((0.5, 0.5), abs=0.002)
    assert metres_per_unit("EPSG:2229", bounds("EPSG:2229", "Los Angeles"))[0] == pytest.approx(
        0.3048, rel=1e-3
    )
    degree = metres_per_unit("EPSG:4326", PLACES["Loja"])
    assert degree == pytest.approx((111_060, 110_590), rel=1e-3)
    assert ground_units("EPSG:32632", bounds("EPSG:32632", "Oslo")) == (1.0, 1.0)


def test_beyond_the_reach_of_a_projection():
    far = (1e9, 1e9, 1.1e9, 1.1e9)
    assert "does not reach" in str(metric_fault("EPSG:32632", far))
    assert metres_per_unit("EPSG:32632", far) == (1.0, 1.0)
    assert utm_zone("EPSG:32632", far) is None


def test_cells_of_a_stack_in_web_mercator():
    left, _, _, top = bounds("EPSG:3857", "Oslo")
    grid = Grid(CRS.from_epsg(3857), Affine(80, 0, left, 0, -40, top), (50, 50))
    assert cell_size_on_ground(grid) == pytest.approx((20, 40), rel=0.01)
    metric = Grid(CRS.from_epsg(32632), Affine(80, 0, 6e5, 0, -40, 6.6e6), (50, 50))
    assert cell_size_on_ground(metric) == (40, 80)


def test_a_ready_table_in_web_mercator_is_brought_to_metres(tmp_path):
    from scarpwatch.inputs.tables.ready_table import read_ready_table

    true = gpd.GeoSeries([Point(600_000 + 100 * k, 6_650_000) for k in range(N)], crs=32632)
    for crs in (3857, 2229, 6933):
        where = true.to_crs(crs)
        frame().assign(e=where.x, n=where.y).to_csv(tmp_path / "t.csv", index=False)
        places = read_ready_table(settings(tmp_path / "t.csv", x="e", y="n", crs=f"EPSG:{crs}")).places
        np.testing.assert_allclose([place.distance(places.iloc[0]) for place in places], 100 * np.arange(N), rtol=1e-3)  # fmt: skip


def test_systems_without_a_place_on_the_earth_are_told():
    assert [place_fault(crs) for crs in ("EPSG:32617", 4326, "EPSG:5070+5703")] == [None] * 3
    local = 'LOCAL_CS["Arbitrary",UNIT["metre",1]]'
    assert "Arbitrary does not say where" in place_fault(local)
    assert "does not say where" in place_fault("EPSG:4978")  # x, y, z from the middle of the Earth


@pytest.mark.parametrize(
    ("crs", "x", "y", "told"),
    [
        ("EPSG:32617", 500_000, 4_000_000, False),
        ("EPSG:32617", 4_000_000, 500_000, True),  # exchanged
        ("EPSG:32617", -200_000, 4_000_000, False),  # an area on the border of two zones
        ("EPSG:32617", 500_000, -4_000_000, True),  # on the other half of the Earth
        ("EPSG:32701", 500_000, 8_000_000, False),  # at the antimeridian
        ("EPSG:27700", 400_000, 300_000, False),
        ("EPSG:27700", 3e9, 3e9, True),
        ("+proj=laea +lat_0=10 +lon_0=20 +units=m", 1e6, 1e6, False),
    ],
)
def test_places_far_from_where_a_system_is_used_are_told(crs, x, y, told):
    note = foreign_note(crs, [x, x + 500.0], [y, y + 500.0])
    assert (note is not None) == told
    assert note is None or "100% of the places lie outside" in note
