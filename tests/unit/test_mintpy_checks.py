"""Faults of MintPy's files, told before anything runs."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from miniatures import mintpy as miniature
from product_truth import EAST, NORTH, SOUTH, WEST, Truth
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.products.mintpy import list_folder
from scarpwatch.products.mintpy_checks import check_mintpy
from scarpwatch.products.raster_checks import Area

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
    ],
    ids=["empty", "wavelength", "size", "unit", "reference", "shifted", "system"],
)  # fmt: skip
def test_faults_are_named(tmp_path, file, change, fault):
    miniature.write(tmp_path, Truth())
    with h5py.File(tmp_path / file, "a") as opened:
        change(opened)
    with pytest.raises(InputError, match=fault):
        check_mintpy(list_folder(tmp_path), AREA)
