"""Faults of MintPy's files, told before anything runs."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from hdf5_damage import damages
from miniatures import mintpy as miniature
from product_truth import EAST, NORTH, SOUTH, WEST, Truth
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.stacks.mintpy.checks import check_mintpy
from scarpwatch.stacks.mintpy.reader import list_folder

AREA = Area(Path("dem.tif"), 1, CRS.from_epsg(4326), (WEST, SOUTH, EAST, NORTH))


@pytest.mark.parametrize("mapped", [True, False])
def test_a_folder_without_fault(tmp_path, mapped):
    miniature.write(tmp_path, Truth(), mapped=mapped)
    found = check_mintpy(list_folder(tmp_path), AREA)
    assert (found["scenes"], found["first_date"], found["last_date"]) == (6, "2024-01-05", "2024-03-05")
    assert found["wavelength_m"] == 0.055466
    assert found["crs"] == ("EPSG:4326" if mapped else "radar geometry")
    assert found["coverage"] > 0.9
    assert found["notes"] == [f"deformation from {miniature.SERIES}"]


def test_a_rate_alone(tmp_path):
    miniature.write(tmp_path, Truth(), series=None, quality=False)
    found = check_mintpy(list_folder(tmp_path), AREA)
    assert found["notes"] == ["deformation from velocity.h5", "masked by maskTempCoh.h5"]


@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("value", [0.002, np.nan])
@pytest.mark.parametrize("series", [miniature.SERIES, None])
def test_what_is_not_zero_at_its_reference_is_refused(tmp_path, series, value, mapped):
    miniature.write(tmp_path, Truth(), series=series, mapped=mapped)
    files = list_folder(tmp_path)
    with h5py.File(files.main, "a") as file:
        if series:
            file["timeseries"][3:5] += np.float32(value)
        else:
            file["velocity"][...] += np.float32(value)
    with pytest.raises(
        InputError, match=rf"is {1000 * value:.2g} mm.* at its reference.*reference_point\.py"
    ):
        check_mintpy(files, AREA)


@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("series", [miniature.SERIES, None])
def test_on_the_map_the_reference_may_be_a_neighbouring_cell(tmp_path, series, mapped):
    """MintPy's geocoding rounds the place of the reference, so its zero may lie one cell further."""
    miniature.write(tmp_path, Truth(), series=series, mapped=mapped)
    files = list_folder(tmp_path)
    with h5py.File(files.main, "a") as file:
        row, column = int(file.attrs["REF_Y"]), int(file.attrs["REF_X"])
        values = file["timeseries" if series else "velocity"]
        shift = np.full(values.shape[-2:], 0.005, np.float32)
        shift[row - 1, column + 1] = 0
        values[...] += (
            shift if not series else np.array([0, 1, 1, 1, 1, 1], np.float32)[:, None, None] * shift
        )
    if mapped:
        assert check_mintpy(files, AREA)["crs"] == "EPSG:4326"
    else:
        with pytest.raises(InputError, match="5 mm"):
            check_mintpy(files, AREA)


def test_the_reference_may_have_what_its_first_date_has(tmp_path):
    """The program takes the first date that is kept from all others; rounding is no fault either."""
    miniature.write(tmp_path, Truth())
    files = list_folder(tmp_path, exclude=[Truth().dates[0]])
    with h5py.File(files.main, "a") as file:
        cell = int(file.attrs["REF_Y"]), int(file.attrs["REF_X"])
        file["timeseries"][1:, cell[0], cell[1]] = 0.003
        file["timeseries"][4, cell[0], cell[1]] += 0.00005
    assert check_mintpy(files, AREA)["scenes"] == 5


def test_our_own_export_is_zero_in_a_window_and_passes(tmp_path):
    miniature.write(tmp_path, Truth())
    files = list_folder(tmp_path)
    with h5py.File(files.main, "a") as file:
        file["timeseries"][3:5] += np.float32(0.0008)
        file.attrs["PROCESSOR"] = "scarpwatch"
    assert check_mintpy(files, AREA)["scenes"] == 6


def test_places_that_are_not_known_do_not_widen_the_extent(tmp_path):
    miniature.write(tmp_path, Truth(), mapped=False)
    files = list_folder(tmp_path)
    with h5py.File(files.geometry["geometry"], "a") as file:
        for name in ("latitude", "longitude"):
            file[name][:3, :3] = np.nan
            file[name][4, :3] = 0
    assert check_mintpy(files, AREA)["coverage"] > 0.9


@pytest.mark.parametrize("mapped", [True, False])
def test_longitudes_may_count_from_0_to_360(tmp_path, mapped):
    """Files of the western hemisphere with positive longitudes, beside a DEM with negative ones, and the reverse."""
    miniature.write(tmp_path, Truth(), mapped=mapped)
    for path in tmp_path.rglob("*.h5"):
        with h5py.File(path, "r+") as file:
            if mapped:
                file.attrs["X_FIRST"] = repr(float(file.attrs["X_FIRST"]) + 360 - 173)
            elif "longitude" in file:
                file["longitude"][...] = file["longitude"][...] + (360 - 173)
    west = Area(AREA.dem, 1, AREA.crs, (WEST - 173, SOUTH, EAST - 173, NORTH))
    assert check_mintpy(list_folder(tmp_path), west)["coverage"] > 0.9


def test_no_overlap_is_refused(tmp_path):
    miniature.write(tmp_path, Truth())
    with pytest.raises(InputError, match="does not overlap the DEM"):
        check_mintpy(list_folder(tmp_path), Area(AREA.dem, 1, AREA.crs, (10, 45, 11, 46)))


@pytest.mark.parametrize(
    ("file", "change", "fault"),
    [
        (miniature.SERIES, lambda f: f["timeseries"].write_direct(np.zeros((6, 50, 60), np.float32)), "last image is 0"),
        (miniature.SERIES, lambda f: f.attrs.pop("WAVELENGTH"), "WAVELENGTH is 'missing'"),
        (miniature.SERIES, lambda f: f.attrs.update(LENGTH="49"), "images are 50 x 60 and LENGTH x WIDTH 49 x 60"),
        (miniature.SERIES, lambda f: f.attrs.update(UNIT="radian"), "in 'radian'"),
        (miniature.SERIES, lambda f: f.attrs.pop("REF_Y"), "no reference point"),
        (miniature.SERIES, lambda f: f.attrs.update(X_FIRST="113.7"), "is not that of"),
        ("inputs/geometryGeo.h5", lambda f: f.attrs.update(EPSG="32649"), "is not that of"),
        ("inputs/geometryGeo.h5", lambda f: f.attrs.update(X_STEP="0.002"), "is not that of"),
        ("temporalCoherence.h5", lambda f: f.attrs.update(X_FIRST="113.9"), "is not that of"),
    ],
    ids=["empty", "wavelength", "size", "unit", "reference", "shifted", "system", "step", "coherence"],
)  # fmt: skip
def test_faults_are_named(tmp_path, file, change, fault):
    miniature.write(tmp_path, Truth())
    with h5py.File(tmp_path / file, "a") as opened:
        change(opened)
    with pytest.raises(InputError, match=fault):
        check_mintpy(list_folder(tmp_path), AREA)


def test_the_last_date_may_be_the_reference_in_time(tmp_path):
    miniature.write(tmp_path, Truth())
    with h5py.File(tmp_path / miniature.SERIES, "a") as file:
        file["timeseries"][...] -= file["timeseries"][-1]
    assert check_mintpy(list_folder(tmp_path), AREA)["scenes"] == 6


def test_a_geometry_without_a_clear_cell_is_refused(tmp_path):
    miniature.write(tmp_path, Truth())
    files = list_folder(tmp_path)
    with h5py.File(files.geometry["geometry"], "a") as file:
        shape = file["height"].shape
        file.pop("shadowMask", None)
        file["shadowMask"] = np.ones(shape, bool)
    with pytest.raises(InputError, match="every cell of its shadowMask is in layover or shadow"):
        check_mintpy(files, AREA)


@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("series", [miniature.SERIES, None])
def test_items_that_are_no_arrays_of_numbers_are_named(tmp_path, series, mapped):
    miniature.write(tmp_path, Truth(), series=series, mapped=mapped)
    refused, kept = [], set()
    for path in sorted(tmp_path.rglob("*.h5")):
        for name, _ in damages(path):
            try:
                check_mintpy(list_folder(tmp_path), AREA)
                kept.add(name)
            except InputError as error:
                refused.append((path.name, error))
    assert len(refused) > 20
    assert all(name in error.where and error.cure for name, error in refused)
    assert kept.isdisjoint({"timeseries", "date"} if series else {"velocity"})
    assert "incidenceAngle" not in kept
    check_mintpy(list_folder(tmp_path), AREA)
