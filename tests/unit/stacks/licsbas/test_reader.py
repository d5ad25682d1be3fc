"""LiCSBAS's series: which file, which dates, its sign on part of its grid, its mask and its reference."""

import datetime
from pathlib import Path

import h5py
import numpy as np
import pytest
from miniatures import licsbas as maker
from product_truth import WAVELENGTH, Truth, degree_grid, degrees, write_dem
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import read_grid
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.stacks.licsbas.reader import (
    check,
    list_folder,
    open_series,
    read_facts,
    read_geometry,
    read_layers,
)

TRUTH = Truth()
LON, LAT, (WEST, NORTH, SPACING) = degree_grid()
DATES = [f"{day:%Y%m%d}" for day in TRUTH.dates]


def area(folder: Path) -> Area:
    """Of a DEM over the area."""
    write_dem(folder / "dem.tif", TRUTH)
    grid = read_grid(folder / "dem.tif")
    return Area(str(folder / "dem.tif"), 1, grid.crs, grid.bounds)


def test_a_folder_is_listed(tmp_path: Path) -> None:
    made = maker.write(tmp_path, TRUTH)
    for folder in (tmp_path, made):
        listing = list_folder(folder)
        assert listing.main == listing.series == made / "cum.h5"
        assert listing.dates == tuple(TRUTH.dates)
        assert listing.layers == ("incidence", "los_east", "los_north", "los_up")
        assert listing.mask == made / "results" / "mask"
        assert listing.notes == ("deformation from cum.h5", "masked by results/mask")
    left = list_folder(tmp_path, exclude=[TRUTH.dates[1]])
    assert TRUTH.dates[1] not in left.dates
    with pytest.raises(InputError, match="it has nothing of 2001-01-01"):
        list_folder(tmp_path, exclude=[datetime.date(2001, 1, 1)])
    with pytest.raises(InputError, match="2 dates are left"):
        list_folder(tmp_path, exclude=TRUTH.dates[2:])


def test_which_series(tmp_path: Path) -> None:
    made = maker.write(tmp_path, TRUTH)
    (made / "cum_filt.h5").write_bytes((made / "cum.h5").read_bytes())
    assert list_folder(tmp_path).main.name == "cum.h5"
    filtered = list_folder(tmp_path, file="TS_GEOCml1/cum_filt.h5")
    assert filtered.main.name == "cum_filt.h5"
    assert "noise looks smaller than it is" in filtered.notes[1]
    with pytest.raises(InputError, match=r"cum_x\.h5: the file does not exist") as caught:
        list_folder(tmp_path, file="cum_x.h5")
    assert "TS_GEOCml1/cum.h5, TS_GEOCml1/cum_filt.h5" in caught.value.cure
    maker.write(tmp_path, TRUTH, place="TS_GEOCml1GACOS")
    with pytest.raises(
        InputError, match=r"it has 2 displacement series: TS_GEOCml1/cum\.h5, TS_GEOCml1GACOS/cum"
    ):
        list_folder(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"there is no cum\.h5 in it"):
        list_folder(tmp_path / "empty")


@pytest.mark.parametrize("mask", [True, False])
def test_displacement_is_positive_towards_the_satellite_and_masked(tmp_path: Path, mask: bool) -> None:
    maker.write(tmp_path, TRUTH, mask=mask)
    dem, listing = area(tmp_path), list_folder(tmp_path)
    geometry = read_geometry({"deformation": str(listing.main)}, {}, dem.dem)
    lon, lat = degrees(geometry.grid)
    lake = TRUTH.missing(lon, lat)
    assert lake.any()
    with open_series(listing.files, geometry.grid, DATES[1:]) as read:
        whole = read(Window(0, 0, *lake.shape[::-1]))
        part = read(Window(3, 5, 20, 11))
    np.testing.assert_array_equal(part, whole[:, 5:16, 3:23])
    assert (np.isnan(whole) == lake).all()
    rate = TRUTH.rate(lon, lat) - TRUTH.rate(*np.array(maker.REFERENCE))
    years = TRUTH.years(TRUTH.dates[-1]) - TRUTH.years(TRUTH.dates[1])
    assert np.abs(whole[-1] - rate * years)[~lake].max() < 1e-6
    assert np.nanmin(whole[-1]) < -0.005  # the bowl sinks, away from the satellite


def test_only_what_the_dem_covers_is_read(tmp_path: Path) -> None:
    maker.write(tmp_path, TRUTH)
    listing = list_folder(tmp_path)
    dem = area(tmp_path)
    geometry = read_geometry({"deformation": str(listing.main)}, {}, dem.dem)
    with h5py.File(listing.main) as file:
        row, column = (int(text.split(":")[0]) for text in file["refarea"][()].decode().split("/")[::-1])
    facts = read_facts(listing.files, geometry.grid, DATES)
    lon, lat = degrees(geometry.grid)
    assert (lon[facts.reference], lat[facts.reference]) == pytest.approx((LON[row, column], LAT[row, column]))
    assert (facts.images, facts.wavelength_m) == (len(DATES), WAVELENGTH)
    small = geometry.grid.part(Window(40, 30, 12, 10))
    assert read_facts(listing.files, small, DATES).reference is None
    with open_series(listing.files, geometry.grid, DATES) as read:
        every = read(Window(40, 30, 12, 10))
    with open_series(listing.files, small, DATES) as read:
        np.testing.assert_array_equal(read(Window(0, 0, 12, 10)), every)
    layers = read_layers(listing.files, small)
    assert layers["pairs"][0].tolist() == np.full((10, 12), len(TRUTH.pairs)).tolist()
    assert layers["mean_coherence"][0].shape == (10, 12)


def test_without_a_look_vector_heights_alone_are_known(tmp_path: Path) -> None:
    maker.write(tmp_path, TRUTH, vector=False, quality=False)
    listing = list_folder(tmp_path)
    assert listing.layers == ()
    assert any("no look vector" in note for note in listing.notes)
    geometry = read_geometry({"deformation": str(listing.main)}, {}, area(tmp_path).dem)
    assert set(geometry.layers) == {"height"}
    assert read_layers(listing.files, geometry.grid) == {}


def test_all_is_checked(tmp_path: Path) -> None:
    made = maker.write(tmp_path, TRUTH)
    dem = area(tmp_path)
    found = check(list_folder(tmp_path), dem)
    assert (found["source"], found["scenes"], found["crs"]) == ("licsbas", len(DATES), "EPSG:4326")
    assert found["coverage"] > 0.8
    mask = made / "results" / "mask"
    mask.write_bytes(mask.read_bytes()[:-4])
    with pytest.raises(InputError, match=r"mask: it has .* bytes, and .* numbers are"):
        check(list_folder(tmp_path), dem)
    mask.unlink()
    with h5py.File(made / "cum.h5", "r+") as file:
        file["cum"][-1] = 1e5 * file["cum"][-1]
    with pytest.raises(InputError, match=r"its displacement reaches \d+.* m, which phase cannot follow"):
        check(list_folder(tmp_path), dem)
    with h5py.File(made / "cum.h5", "r+") as file:
        file["cum"][-1] = np.nan
    with pytest.raises(InputError, match="its last image is 0 or missing everywhere over the DEM"):
        check(list_folder(tmp_path), dem)
