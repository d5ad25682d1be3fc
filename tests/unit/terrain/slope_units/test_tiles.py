"""Parts of an area give the units of the whole, also with lakes and closed basins across the cuts."""

import numpy as np
import pytest

from scarpwatch.simulate.fields import power_law_field
from scarpwatch.terrain.slope_units.delineation import (
    SlopeUnitParameters,
    clean_units,
    delineate_slope_units,
    divide_trees,
    even_parameters,
    prepare_terrain,
)
from scarpwatch.terrain.slope_units.search import search_count
from scarpwatch.terrain.slope_units.tiles import (
    join_divisions,
    read_part,
    split_by_outlet,
    write_division,
    write_part,
)

CELL = (30.0, 30.0)
PARAMETERS = SlopeUnitParameters(min_area_m2=60_000, circular_variance=0.2, threshold_m2=400_000)
EVEN = even_parameters(30_000, 0.2, 5.0)


def hills(seed=2, shape=(200, 240)):
    return (800 + 150 * power_law_field(np.random.default_rng(seed), shape, 30.0, 3.6)).astype(np.float32)


def lake(height):
    """A level floor across the middle, where the cuts of two by two tiles meet."""
    height = height.copy()
    row, column = np.mgrid[: height.shape[0], : height.shape[1]]
    inside = (row - 100) ** 2 + (column - 120) ** 2 < 35**2
    height[inside] = height[inside].min()
    return height


def basin(height):
    """A closed basin of 200 m depth across the middle."""
    row, column = np.mgrid[: height.shape[0], : height.shape[1]]
    distance = np.hypot(row - 100, column - 120)
    return (height - 200 * np.exp(-((distance / 40) ** 2))).astype(np.float32)


def gaps(height):
    height = height.copy()
    height[90:110, 60:70] = np.nan
    return height


def in_parts(terrain, parameters, layout, folder):
    """The units by way of files, as the jobs make them."""
    divisions = []
    for number, part in enumerate(split_by_outlet(terrain, parameters.threshold_m2, layout)):
        write_part(folder / f"{number}.npz", part)
        part = read_part(folder / f"{number}.npz")
        units = divide_trees(part.trees, part.sine, part.cosine, part.cell_area, parameters)
        divisions.append(folder / f"{number}_divided.npz")
        write_division(divisions[-1], part.cells, units)
    divided = join_divisions(divisions, terrain.aspect.shape)
    return clean_units(divided, terrain.aspect, terrain.cell_area, parameters)


@pytest.mark.parametrize("shape_it", [np.copy, lake, basin, gaps])
@pytest.mark.parametrize(
    ("layout", "parameters"), [((2, 2), PARAMETERS), ((3, 1), PARAMETERS), ((2, 2), EVEN)]
)
def test_parts_give_the_units_of_the_whole(tmp_path, shape_it, layout, parameters):
    terrain = prepare_terrain(shape_it(hills()), CELL)
    whole = delineate_slope_units(terrain, parameters)
    assert whole.max() > 100
    np.testing.assert_array_equal(in_parts(terrain, parameters, layout, tmp_path), whole)


def test_every_cell_is_in_one_part_and_links_stay_whole():
    terrain = prepare_terrain(hills(), CELL)
    parts = list(split_by_outlet(terrain, PARAMETERS.threshold_m2, (2, 2)))
    assert len(parts) == 4
    assert all(part.cells.size > 1000 for part in parts)
    np.testing.assert_array_equal(
        np.sort(np.concatenate([part.cells for part in parts])), np.sort(terrain.cells)
    )
    reached = 0
    for number, part in enumerate(parts):
        outlets = part.cells[part.trees.below < 0]
        assert ((outlets // 240 * 2 // 200) * 2 + outlets % 240 * 2 // 240 == number).all()
        reached += ((part.cells // 240 * 2 // 200) * 2 + part.cells % 240 * 2 // 240 != number).sum()
    assert reached > 0  # banks do cross the cuts


def test_a_tile_without_an_outlet_gives_an_empty_part(tmp_path):
    height = hills()
    height[:100, :120] = np.nan
    terrain = prepare_terrain(height, CELL)
    parts = list(split_by_outlet(terrain, PARAMETERS.threshold_m2, (2, 2)))
    assert parts[0].cells.size == 0
    whole = delineate_slope_units(terrain, PARAMETERS)
    np.testing.assert_array_equal(in_parts(terrain, PARAMETERS, (2, 2), tmp_path), whole)


@pytest.mark.slow
@pytest.mark.parametrize("sizes", ["published", "even"])
def test_twenty_five_million_cells_in_parts_and_by_number(tmp_path, sizes):
    """The study's area in cells, with a lake and a closed basin where the cuts meet."""
    height = 500 + 180 * power_law_field(np.random.default_rng(5), (5000, 5000), 10.0, 3.8)
    row, column = np.mgrid[:5000, :5000].astype(np.float32)
    height -= 150 * np.exp(-((np.hypot(row - 2500, column - 1200) / 300) ** 2))
    inside = np.hypot(row - 2500, column - 2500) < 250
    height[inside] = height[inside].min()
    published = SlopeUnitParameters(min_area_m2=150_000, circular_variance=0.25, threshold_m2=1e6)
    parameters = published if sizes == "published" else even_parameters(100_000, 0.25, 5.0)
    terrain = prepare_terrain(np.round(height, 2).astype(np.float32), (10.0, 10.0))
    del height, row, column, inside
    whole = delineate_slope_units(terrain, parameters)
    assert whole.max() > 8000
    np.testing.assert_array_equal(in_parts(terrain, parameters, (2, 2), tmp_path), whole)
    for wanted in (10_426, 5_000, 20_000):
        found = search_count(terrain, parameters, wanted, evaluations=6)
        print(f"{wanted} units: {found.trials}")
        assert abs(found.units.max() / wanted - 1) <= 0.02
