"""Attributes of MintPy's files."""

import h5py
import numpy as np
import pytest

from scarpwatch.errors import InputError
from scarpwatch.stacks.mintpy.metadata import (
    grid_of,
    heading,
    metres,
    number,
    read_attributes,
    read_dates,
    reference_cell,
    series_baselines,
)

MAPPED = {
    "LENGTH": "50", "WIDTH": "60", "X_FIRST": "113.6", "Y_FIRST": "23.65", "X_STEP": "0.001",
    "Y_STEP": "-0.001", "X_UNIT": "degrees", "REF_Y": "4", "REF_X": "5",
}  # fmt: skip


def write(path, dates, images, **more):
    with h5py.File(path, "w") as file:
        file["date"] = np.array(dates, dtype="S")
        file["timeseries"] = np.zeros((images, 2, 3), np.float32)
        for name, values in more.items():
            file[name] = values
    return path


def test_the_first_corner_is_the_outer_one():
    grid = grid_of(MAPPED, "x.h5")
    assert grid.crs.to_epsg() == 4326
    assert grid.bounds == pytest.approx((113.6, 23.6, 113.66, 23.65))
    assert grid_of({"LENGTH": "5", "WIDTH": "6"}, "x.h5").crs is None


@pytest.mark.parametrize(
    ("more", "code"),
    [({"EPSG": "32649"}, 32649), ({"UTM_ZONE": "49N"}, 32649), ({"UTM_ZONE": "7S"}, 32707)],
)
def test_metric_grids_name_their_system(more, code):
    attributes = {**MAPPED, "X_UNIT": "meters", "X_STEP": "30", "Y_STEP": "-30", **more}
    assert grid_of(attributes, "x.h5").crs.to_epsg() == code


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"X_UNIT": "meters"}, "neither EPSG nor UTM_ZONE"),
        ({"Y_STEP": "0.001"}, "not north up"),
        ({"EPSG": "0"}, "EPSG:0, which is not known"),
        ({"EPSG": "99999"}, "EPSG:99999, which is not known"),
        ({"LENGTH": "many"}, "LENGTH is 'many'"),
    ],
)
def test_a_grid_that_cannot_be_placed_is_refused(more, fault):
    with pytest.raises(InputError, match=fault):
        grid_of({**MAPPED, **more}, "x.h5")


def test_the_reference_must_lie_inside():
    assert reference_cell(MAPPED, "x.h5") == (4, 5)
    with pytest.raises(InputError, match="row 50, column 5"):
        reference_cell({**MAPPED, "REF_Y": "50"}, "x.h5")
    with pytest.raises(InputError, match="no reference point"):
        reference_cell({name: value for name, value in MAPPED.items() if name != "REF_X"}, "x.h5")


def test_dates_may_carry_the_time_of_day(tmp_path):
    path = write(tmp_path / "t.h5", ["20240105T1030", "20240117T1030"], 2)
    assert [day.isoformat() for day in read_dates(path)] == ["2024-01-05", "2024-01-17"]


@pytest.mark.parametrize(
    ("dates", "images", "fault"),
    [
        (["20240105", "20240105"], 2, "each once"),
        (["20240117", "20240105"], 2, "in order"),
        (["20240105", "20240117"], 3, "3 images and 2 dates"),
        (["20241305", "20250117"], 2, "cannot be read"),
    ],
)
def test_dates_out_of_order_are_refused(tmp_path, dates, images, fault):
    with pytest.raises(InputError, match=fault):
        read_dates(write(tmp_path / "t.h5", dates, images))


def test_units_are_turned_to_metres_or_refused():
    assert metres({"UNIT": "m"}, "x.h5", rate=False) == 1
    assert metres({"UNIT": "cm"}, "x.h5", rate=False) == 0.01
    assert metres({"UNIT": "mm/year"}, "x.h5", rate=True) == 0.001
    assert metres({}, "x.h5", rate=True) == 1
    for unit, rate in (("radian", False), ("m/year", False), ("m", True), ("radian/year", True)):
        with pytest.raises(InputError, match="not in metres"):
            metres({"UNIT": unit}, "x.h5", rate=rate)


def test_baselines_count_only_where_a_dem_error_was_taken_out(tmp_path):
    dates, bperp = ["20240105", "20240117", "20240129"], np.array([5.0, 35.0, -20.0], np.float32)
    corrected = write(tmp_path / "timeseries_demErr.h5", dates, 3, bperp=bperp)
    assert series_baselines(corrected, [1, 2]) == [0, -55]
    assert series_baselines(write(tmp_path / "timeseries.h5", dates, 3, bperp=bperp), [0, 1, 2]) is None
    assert series_baselines(write(tmp_path / "timeseries2_demErr.h5", dates, 3), [0, 1, 2]) is None


def test_attributes_are_text_however_they_were_written(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.attrs.update({"HEADING": np.float32(-12.5), "UNIT": np.bytes_("m"), "WIDTH": 7})
    found = read_attributes(tmp_path / "a.h5")
    assert found == {"HEADING": "-12.5", "UNIT": "m", "WIDTH": "7"}
    assert heading(found) == -12.5
    assert np.isnan(heading({}))


@pytest.mark.parametrize("name", ["WAVELENGTH", "LENGTH", "X_STEP"])
@pytest.mark.parametrize("value", ["nan", "inf", "none"])
def test_attributes_that_are_no_numbers_are_refused(name, value):
    with pytest.raises(InputError, match=f"its attribute {name} is '{value}', where a number belongs"):
        number({**MAPPED, name: value}, name, "x.h5")
    if name != "WAVELENGTH":
        with pytest.raises(InputError, match="where a number belongs"):
            grid_of({**MAPPED, name: value}, "x.h5")


def test_dates_without_radar_satellites_are_refused(tmp_path):
    with pytest.raises(InputError, match="its date is 2999-01-05"):
        read_dates(write(tmp_path / "x.h5", ["20240105", "20240117", "29990105"], 3))
