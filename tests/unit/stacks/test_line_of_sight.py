"""Look vectors on a grid, and slant ranges on the sphere."""

import numpy as np
import pytest
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.grids.grid import Grid
from scarpwatch.stacks.line_of_sight import (
    EARTH_RADIUS_M,
    constant_sight,
    extend,
    heading_of,
    satellite_radius,
    sight_layers,
    slant_range_on_sphere,
    vector_from_angles,
    vector_on_grid,
    window_over,
)

UTM = CRS.from_epsg(32649)
GRID = Grid(UTM, from_origin(500000, 2600000, 80, 80), (30, 40))


def test_angles_point_to_the_satellite() -> None:
    vector = vector_from_angles(np.float32([[np.pi / 4]]), np.float32([[np.pi]]))
    assert [part[0, 0] for part in vector.values()] == pytest.approx(
        [-np.sqrt(0.5), 0, np.sqrt(0.5)], abs=1e-6
    )
    vector = vector_from_angles(np.float32([[0.0]]), np.float32([[np.pi / 2]]))
    assert [part[0, 0] for part in vector.values()] == pytest.approx([0, 1, 0], abs=1e-6)


def sloping() -> dict[str, np.ndarray]:
    elevation = np.linspace(0.8, 0.95, 1200, dtype=np.float32).reshape(30, 40)
    return vector_from_angles(elevation, np.full((30, 40), 3.1, np.float32))


def test_the_same_grid_takes_the_values_as_they_are() -> None:
    vector = sloping()
    placed = vector_on_grid(vector, GRID, GRID)
    assert all(placed[name] is vector[name] for name in vector)


def test_another_grid_is_interpolated_and_nothing_is_made_up_outside() -> None:
    vector = sloping()
    vector["los_east"][3:5, 3:5] = np.nan
    shifted = Grid(UTM, from_origin(500000 - 800, 2600000 + 800, 80, 80), (50, 60))
    placed = vector_on_grid(vector, GRID, shifted)
    np.testing.assert_allclose(placed["los_up"][20:40, 20:50], vector["los_up"][10:30, 10:40], atol=1e-6)
    assert np.isnan(placed["los_up"][:9]).all()
    assert np.isnan(placed["los_up"][13:15, 13:15]).all()  # one part is missing, so all are
    finer = Grid(UTM, from_origin(500400, 2599600, 50, 50), (20, 30))
    placed = vector_on_grid(sloping(), GRID, finer)
    length = sum(part**2 for part in placed.values())
    np.testing.assert_allclose(length, 1, atol=1e-5)


def test_beyond_the_product_planes_go_on() -> None:
    rows, columns = np.mgrid[:60, :90]
    elevation = (0.85 + 1e-4 * columns - 5e-5 * rows).astype(np.float32)
    truth = vector_from_angles(elevation, np.full(elevation.shape, 2.9, np.float32))
    part = {name: np.where(columns < 30, values, np.nan) for name, values in truth.items()}
    whole, share = extend(part)
    assert share == pytest.approx(2 / 3)
    for name, values in truth.items():
        assert whole[name][:, :30] == pytest.approx(values[:, :30], abs=0)
        assert whole[name] == pytest.approx(values, abs=1e-4)
    assert sum(values.astype(float) ** 2 for values in whole.values()) == pytest.approx(1, abs=1e-6)
    same, none = extend(truth)
    assert none == 0
    assert same["los_up"] is truth["los_up"]
    nothing, all_ = extend({name: np.full((2, 2), np.nan, np.float32) for name in truth})
    assert all_ == 1
    assert np.isnan(nothing["los_up"]).all()


def test_only_what_lies_over_the_grid_is_looked_at() -> None:
    part = Grid(UTM, from_origin(500000 + 80 * 10, 2600000 - 80 * 5, 80, 80), (6, 8))
    window = window_over(GRID, part)
    assert (window.col_off, window.row_off, window.width, window.height) == (8, 3, 12, 10)
    whole = window_over(GRID, Grid(UTM, from_origin(400000, 2700000, 1000, 1000), (300, 300)))
    assert (whole.col_off, whole.row_off, whole.width, whole.height) == (0, 0, 40, 30)
    degrees = Grid(CRS.from_epsg(4326), from_origin(111.001, 23.509, 0.001, 0.001), (5, 6))
    window = window_over(GRID, degrees)
    vector = sloping()
    rows, columns = window.toslices()
    cut = {name: part[rows, columns] for name, part in vector.items()}
    assert cut["los_up"].size < 0.5 * vector["los_up"].size
    placed = vector_on_grid(cut, GRID.part(window), degrees)
    assert np.isfinite(placed["los_up"]).all()
    np.testing.assert_allclose(placed["los_up"], vector_on_grid(vector, GRID, degrees)["los_up"], atol=1e-6)
    beside = window_over(GRID, Grid(UTM, from_origin(600000, 2500000, 80, 80), (6, 8)))
    assert (beside.width, beside.height) == (1, 1)


def test_range_and_satellite_belong_together() -> None:
    incidence = np.radians(np.float32([[30, 38, 45]]))
    satellite = satellite_radius(880e3, float(incidence[0, 1]))
    ranges = slant_range_on_sphere(incidence, np.zeros((1, 3), np.float32), satellite)
    assert ranges[0, 1] == pytest.approx(880e3, abs=1)
    assert (np.diff(ranges[0]) > 0).all()
    # Straight down the range is the height above ground; a hill is nearer.
    down = slant_range_on_sphere(np.zeros((1, 1), np.float32), np.float32([[500]]), EARTH_RADIUS_M + 700e3)
    assert down[0, 0] == pytest.approx(699500, abs=1)
    hill = slant_range_on_sphere(incidence, np.float32([[0, 1000, np.nan]]), satellite)
    # By the derivative of the law of cosines: R and ground cos(incidence) add up to the satellite's own leg.
    leg = ranges[0, 1] + EARTH_RADIUS_M * np.cos(incidence[0, 1])
    nearer = 1000 * (EARTH_RADIUS_M * np.sin(incidence[0, 1]) ** 2 / leg + np.cos(incidence[0, 1]))
    assert ranges[0, 1] - hill[0, 1] == pytest.approx(nearer, rel=1e-3)
    assert np.isfinite(hill).all()


@pytest.mark.parametrize("heading", [-12.5, -167.0, 0.0, 90.0])
def test_the_heading_is_told_from_the_vector(heading: float) -> None:
    assert heading_of(constant_sight(0.6, heading, (2, 3))) == pytest.approx(heading, abs=1e-4)
    assert np.isnan(
        heading_of({name: np.full((1, 1), np.nan) for name in ("los_east", "los_north", "los_up")})
    )


def test_layers_of_one_direction() -> None:
    vector = constant_sight(0.6, -12.5, (2, 3))
    layers = sight_layers(vector, np.zeros((2, 3), np.float32), EARTH_RADIUS_M + 700e3)
    assert set(layers) == {"height", "slant_range", "incidence", "los_east", "los_north", "los_up"}
    np.testing.assert_allclose(layers["incidence"], 0.6, atol=1e-6)
    assert (layers["los_east"] < 0).all()
