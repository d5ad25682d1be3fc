import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid
from scarpwatch.insar.motion.subsets import Patterns
from scarpwatch.insar.output.point_table import (
    APART_CELLS,
    Place,
    fastest_cells,
    fastest_units,
    pixel_values,
    point_row,
    wanted_places,
)
from scarpwatch.insar.series.file import open_series, write_series

DATES = ["20240107", "20240119"]
VALUES = {
    "velocity": -3.2,
    "velocity_sigma": 0.4,
    "velocity_sigma_to_reference": 0.5,
    "cumulative": -6.0,
    "temporal_coherence": 0.91,
}
PLACE = Place("Dam", "given", -84.25, 36.5)


def test_the_fastest_units_come_first_with_a_cell_like_their_mean():
    units = np.repeat(np.arange(5), 12).reshape(10, 6)  # 0 is outside
    rate = np.choose(units, [-50.0, 1.0, -4.0, 2.0, 3.0])
    rate[4] += np.array([0, 1, -1, 2, -2, 9])  # in unit 2, whose mean is -3.25
    rate[5] = -4.0
    chosen = fastest_units(rate, units, 3)
    assert [unit for unit, _, _ in chosen] == [2, 4, 3]
    _, row, column = chosen[0]
    assert rate[row, column] == -3.0 == rate[4, 1]


def test_a_unit_that_is_hardly_measured_does_not_count():
    units = np.repeat([1, 2], 10).reshape(2, 10)
    rate = np.full((2, 10), 1.0)
    rate[0] = np.nan
    rate[0, :4] = -9.0
    assert [unit for unit, _, _ in fastest_units(rate, units, 5)] == [2]
    rate[0, 4] = -9.0
    assert [unit for unit, _, _ in fastest_units(rate, units, 5)] == [1, 2]
    assert fastest_units(np.full((2, 10), np.nan), units, 5) == []


def test_fastest_places_lie_apart_and_single_cells_do_not_count():
    rate = np.zeros((60, 90))
    rate[10:15, 10:15] = -6
    rate[10:15, 10 + APART_CELLS // 2] = -5.5  # the same slope
    rate[40:45, 60:65] = 4
    rate[30, 30] = 50  # spread over nine cells it is 5.6
    rate[50:52, 5] = np.nan
    cells = fastest_cells(rate, 3)
    assert 10 <= cells[0][0] < 15 and 10 <= cells[0][1] < 15
    assert abs(cells[1][0] - 30) <= 1 and abs(cells[1][1] - 30) <= 1
    assert 40 <= cells[2][0] < 45 and 60 <= cells[2][1] < 65
    rate[29:32, 29:32] = np.nan
    rate[30, 30] = 50  # alone among gaps
    assert len(fastest_cells(rate, 3)) == 2
    assert fastest_cells(np.zeros((20, 20)), 3) == []


def test_a_row_has_the_names_that_plug_ins_look_for():
    row = point_row(PLACE, (4, 7), DATES, VALUES, np.array([-0.0, -1.5]), [])
    assert list(row)[-2:] == ["D20240107", "D20240119"]
    assert (row["velocity"], row["velocity_sigma"], row["D20240119"]) == (-3.2, 0.4, -1.5)
    assert str(row["D20240107"]) == "0.0"
    assert (row["name"], row["kind"], row["row"], row["column"], row["note"]) == ("Dam", "given", 4, 7, "")


@pytest.mark.parametrize(
    ("cell", "series", "removed_by", "note"),
    [
        (None, None, [], "outside the stack"),
        (
            (4, 7),
            np.zeros(2),
            ["rank", "temporal_coherence"],
            "removed by the quality mask: rank, temporal coherence",
        ),
    ],
)
def test_a_point_without_measurement_says_why(cell, series, removed_by, note):
    row = point_row(PLACE, cell, DATES, VALUES, series, removed_by)
    assert row["note"] == note
    numbers = ("velocity", "velocity_sigma", "cumulative", "temporal_coherence", "D20240107", "D20240119")
    assert np.isnan([row[name] for name in numbers]).all()
    assert row["longitude"] == -84.25


def test_the_users_places_come_first_and_then_the_fastest_ones():
    grid = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (60, 70))
    rate = np.zeros(grid.shape)
    rate[20:23, 30:33] = -4
    given = [{"name": "Dam", "longitude": -84.2, "latitude": 36.6}]
    dam, fast = wanted_places(given, rate, grid, None, 1)
    assert dam == Place("Dam", "given", -84.2, 36.6)
    assert (fast.name, fast.kind) == ("Place 1", "fastest place")
    units = np.where(rate < 0, 7, 0)
    (unit,) = wanted_places([], rate, grid, units, 3)
    assert (unit.name, unit.kind) == ("Unit 7", "fastest unit")
    assert abs(unit.longitude - fast.longitude) < 0.01 and abs(unit.latitude - fast.latitude) < 0.01


def test_values_at_a_cell_are_in_cm_and_blank_on_dates_that_no_pair_reaches(tmp_path):
    grid = Grid(None, Affine.identity(), (2, 3))
    series = np.zeros((3, 2, 3), np.float32)
    series[:, 1, 2] = 0, 0.01, 0.03
    pattern = np.zeros((2, 3), np.int32)
    pattern[1, 2] = 1
    layers = {"subset_pattern": (pattern, "1")}
    dates = [*DATES, "20240131"]
    write_series(tmp_path / "series.nc", grid, layers, displacement=series, dates=dates)
    names = ("rate", "sigma", "sigma_to_reference", "cumulative", "temporal_coherence")
    rates = {name: (np.full((2, 3), 0.02 * n, np.float32), "m") for n, name in enumerate(names, start=1)}
    write_series(tmp_path / "velocity.nc", grid, rates)
    patterns = Patterns(np.array([[0, 0, 1]], np.int16))
    with open_series(tmp_path / "series.nc") as opened, open_series(tmp_path / "velocity.nc") as velocity:
        values, days = pixel_values(opened, velocity, patterns, (1, 2))
    np.testing.assert_allclose(days, [0, 1, np.nan], atol=1e-6)
    expected = [2, 4, 6, 8, 0.1]
    assert values == pytest.approx(dict(zip(VALUES, expected, strict=True)))
