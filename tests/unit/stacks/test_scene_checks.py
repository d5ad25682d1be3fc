"""Checks of a stack of SLCs of a family, one test per fault; OPERA's files stand for all."""

from pathlib import Path

import h5py
import pytest
from hdf5_damage import damages
from miniatures import opera as miniature
from product_truth import Truth, write_dem
from raster_makers import truncate
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.stacks.common_grid import area_bounds
from scarpwatch.stacks.opera.files import common_grid, read_mosaic
from scarpwatch.stacks.opera.names import burst_files
from scarpwatch.stacks.opera.reader import list_folder, read_geometry
from scarpwatch.stacks.scene_checks import check_scenes

TRUTH = Truth(dates=Truth().dates[:3])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "products").mkdir()
    miniature.write(tmp_path / "products", TRUTH)
    return tmp_path / "products"


@pytest.fixture
def area(tmp_path: Path) -> Area:
    grid = write_dem(tmp_path / "dem.tif", TRUTH)
    return Area(tmp_path / "dem.tif", 1, grid.crs, grid.bounds)


def files_of(folder: Path, number: int) -> list[Path]:
    return sorted(folder.glob(f"*CSLC-S1_*_{TRUTH.dates[number]:%Y%m%d}T*.h5"))


def test_a_good_stack(folder: Path, area: Area) -> None:
    found = check_scenes(list_folder(folder), area)
    assert found["source"] == "opera"
    assert found["scenes"] == found["baselines_known"] == 3
    assert (found["first_date"], found["last_date"]) == ("2024-01-05", "2024-01-29")
    assert found["crs"] == "EPSG:32649"
    assert found["coverage"] > 0.9


def test_truncated_files_are_named_together(folder: Path, area: Area) -> None:
    first, second = files_of(folder, 1)[0], files_of(folder, 2)[0]
    for path in (first, second):
        truncate(path, 0.4)
    with pytest.raises(InputError, match=f"1 more have faults: {second.name}") as caught:
        check_scenes(list_folder(folder), area)
    assert first.name in caught.value.where


def test_another_wavelength(folder: Path, area: Area) -> None:
    for path in files_of(folder, 1):
        with h5py.File(path, "a") as file:
            file["metadata/processing_information/input_burst_metadata/wavelength"][...] = 0.2423
    with pytest.raises(InputError, match=r"its wavelength is 24.230 cm, and that of 20240105 is 5.547 cm"):
        check_scenes(list_folder(folder), area)


def test_a_stack_elsewhere(folder: Path, tmp_path: Path) -> None:
    elsewhere = Area(tmp_path / "dem.tif", 1, CRS.from_epsg(32632), (5e5, 5.1e6, 5.1e5, 5.2e6))
    with pytest.raises(InputError, match="does not overlap the DEM"):
        check_scenes(list_folder(folder), elsewhere)


def test_one_image_under_two_dates(folder: Path, area: Area) -> None:
    for number in (0, 1):
        first, copy = files_of(folder, 0)[number], files_of(folder, 2)[number]
        copy.write_bytes(first.read_bytes())
    with pytest.raises(InputError, match=r"an image of 2024-01-05, and its name of 2024-01-29"):
        check_scenes(list_folder(folder), area)
    for path in files_of(folder, 0) + files_of(folder, 2):
        with h5py.File(path, "a") as file:
            del file["identification/zero_doppler_start_time"]
    for number in (0, 1):
        files_of(folder, 2)[number].write_bytes(files_of(folder, 0)[number].read_bytes())
    with pytest.raises(InputError, match="one image stands for both 20240105 and 20240129"):
        check_scenes(list_folder(folder), area)


def test_static_layers_of_another_lattice_are_found_at_the_start(folder: Path, area: Area) -> None:
    path = sorted(folder.glob("*STATIC*.h5"))[0]
    with h5py.File(path, "a") as file:
        file["data/x_coordinates"][...] += 7.0
    with pytest.raises(InputError, match="do not meet those of the others") as caught:
        check_scenes(list_folder(folder), area)
    assert caught.value.where == str(path)


def read_all(folder: Path, area: Area, path: Path) -> None:
    """Check a stack, and read its geometry and one image."""
    listing = list_folder(folder)
    check_scenes(listing, area)
    files, bounds = listing.scenes[0].files, area_bounds(area.dem, CRS.from_epsg(4326))
    read_geometry({**listing.geometry, **files, "dem": str(area.dem)}, bounds)
    read_mosaic(burst_files(files), {}, common_grid({"a": str(path)}))


def test_items_that_are_no_arrays_of_numbers_are_named(folder: Path, area: Area) -> None:
    refused = []
    for path, names in (
        (files_of(folder, 0)[0], ("data/VV", "data/x_coordinates", "data/projection", "metadata/orbit/time")),
        (sorted(folder.glob("*STATIC*.h5"))[0], ("data/los_east", "data/z")),
    ):
        for name, kind in damages(path, names):
            with pytest.raises(InputError) as caught:
                read_all(folder, area, path)
            refused.append(kind)
            assert path.name in caught.value.where
            assert name.split("/")[-1] in caught.value.fault or "does not hold" in caught.value.fault
    assert len(refused) == 6 * 5


def test_two_satellites_are_both_told(folder: Path, area: Area) -> None:
    assert check_scenes(list_folder(folder), area)["sensor"] == "S1A"
    for path in files_of(folder, 1):
        with h5py.File(path, "a") as file:
            file["metadata/processing_information/input_burst_metadata/platform_id"][...] = b"S1C"
    assert check_scenes(list_folder(folder), area)["sensor"] == "S1A (2), S1C (1)"


def test_two_polarisations_are_refused(folder: Path, area: Area) -> None:
    """The names of COMPASS often do not tell the channel."""
    first, other = files_of(folder, 1)
    for path in (other, first):
        with h5py.File(path, "a") as file:
            file.move("data/VV", "data/HH")
        fault = (
            "it is of HH, and 20240105 of VV" if path == first else "it is of HH polarisation, and .* of VV"
        )
        with pytest.raises(InputError, match=fault) as caught:
            check_scenes(list_folder(folder), area)
        assert caught.value.where == str(path)
