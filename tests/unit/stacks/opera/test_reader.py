"""OPERA's folder: what is listed, the sign of the phase, geometry with and without static layers."""

import datetime

import h5py
import numpy as np
import pytest
from miniatures.opera import BURSTS, file_name, write
from product_truth import EAST, NORTH, SOUTH, WAVELENGTH, WEST, Truth
from pyproj import Transformer
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.conventions import IMAGE_SIGN, phase_per_displacement
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.insar.interferograms.formation import form_interferogram
from scarpwatch.stacks.opera.reader import SIGN, list_folder, read_facts, read_geometry, read_scene

TRUTH = Truth(dates=Truth().dates[:3])
BOUNDS = WEST, SOUTH, EAST, NORTH
NAMES = ["t078_165495_iw3", "t078_165496_iw3"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("opera")
    write(path, TRUTH)
    return path


@pytest.fixture(scope="module")
def dem(tmp_path_factory):
    path = tmp_path_factory.mktemp("dem") / "dem.tif"
    grid = Grid(CRS.from_epsg(4326), from_origin(WEST - 0.01, NORTH + 0.01, 0.0005, 0.0005), (140, 160))
    lon, lat = np.meshgrid(*grid.centres())
    write_raster(path, TRUTH.height(lon, lat).astype(np.float32), grid)
    return str(path)


def empty_copy(source, target):
    """The names alone: listing reads no more."""
    for path in source.rglob("*.h5"):
        (target / path.name).touch()
    return target


def degrees(grid):
    return Transformer.from_crs(grid.crs, 4326, always_xy=True).transform(*np.meshgrid(*grid.centres()))


def test_a_folder_is_listed(folder):
    listing = list_folder(folder)
    assert listing.dates == TRUTH.dates
    assert list(listing.geometry) == [f"static_{name}" for name in NAMES]
    assert "layover_shadow" in listing.layers
    for scene in listing.scenes:
        assert list(scene.files) == [*NAMES, *(f"first_{name}" for name in NAMES)]
        assert scene.files[f"first_{NAMES[1]}"] == listing.scenes[0].files[NAMES[1]]
    assert listing.notes == ("bursts of each date: t078_165495_iw3, t078_165496_iw3",)


def test_a_new_date_changes_nothing_for_the_others(folder, tmp_path):
    before = list_folder(empty_copy(folder, tmp_path))
    for burst in (0, 1):
        (tmp_path / file_name(burst, datetime.date(2024, 3, 5))).touch()
    after = list_folder(tmp_path)
    assert after.scenes[:3] == before.scenes
    assert after.geometry == before.geometry


def test_a_browsers_copy_is_read_where_its_original_is_not_there(folder, tmp_path):
    empty_copy(folder, tmp_path)
    first, second, *_ = sorted(tmp_path.glob("*20240105T*.h5"))
    first.with_name(f"{first.stem} (1).h5").touch()
    second.rename(second.with_name(f"{second.stem} (1).h5"))
    listing = list_folder(tmp_path)
    assert listing.dates == TRUTH.dates
    assert [name for name in listing.scenes[0].files.values() if "(1)" in name] == [
        str(second.with_name(f"{second.stem} (1).h5"))
    ] * 2
    assert "1 file is a copy of what is there by name, and passed over" in listing.notes


def test_folders_that_are_refused(folder, tmp_path):
    with pytest.raises(InputError, match="no OPERA CSLC"):
        list_folder(tmp_path)
    empty_copy(folder, tmp_path)
    (tmp_path / file_name(1, TRUTH.dates[1])).unlink()
    with pytest.raises(InputError, match="2024-01-17 lacks t078_165496_iw3, which other dates have"):
        list_folder(tmp_path)
    assert list_folder(tmp_path, exclude=[TRUTH.dates[1]]).dates == [TRUTH.dates[0], TRUTH.dates[2]]
    (tmp_path / file_name(0, TRUTH.dates[1]).replace("T078", "T151")).touch()
    with pytest.raises(InputError, match="tracks T078, T151"):
        list_folder(tmp_path)


def test_facts_come_from_the_headers(folder):
    listing = list_folder(folder)
    facts = [read_facts(scene) for scene in listing.scenes]
    assert {fact.track for fact in facts} == {" ".join(NAMES)}
    assert {fact.sensor for fact in facts} == {"S1A"}
    assert {fact.wavelength_m for fact in facts} == {WAVELENGTH}
    assert [fact.perpendicular_baseline_m for fact in facts] == pytest.approx(TRUTH.baselines[:3], abs=0.1)
    assert [fact.heading_deg for fact in facts] == pytest.approx([TRUTH.heading_deg] * 3, abs=0.05)
    assert all(fact.grid == facts[0].grid for fact in facts)


def test_bursts_on_both_sides_of_midnight_are_one_date(tmp_path):
    write(tmp_path, TRUTH, compass=True)
    usual = [read_facts(scene) for scene in list_folder(tmp_path).scenes]
    for day in TRUTH.dates:
        path = tmp_path / file_name(1, day, compass=True)
        path.rename(
            path.with_name(path.name.replace(f"{day:%Y%m%d}", f"{day + datetime.timedelta(1):%Y%m%d}"))
        )
    listing = list_folder(tmp_path)
    assert listing.dates == TRUTH.dates
    assert [read_facts(scene) for scene in listing.scenes] == usual
    later = listing.scenes[1].files[NAMES[1]]
    with h5py.File(later, "r+") as file:
        moved = file["identification/zero_doppler_start_time"][()].replace(b"2024-01-17", b"2024-01-18")
        file["identification/zero_doppler_start_time"][()] = moved
    with pytest.raises(
        InputError, match=r"it was taken on 2024-01-18 .*, and .*_20240117\.h5 of the same pass on"
    ):
        read_facts(listing.scenes[1])


def test_another_track_is_seen_in_the_facts(tmp_path):
    write(tmp_path, TRUTH, bursts=[0])
    assert {read_facts(scene).track for scene in list_folder(tmp_path).scenes} == {NAMES[0]}


def test_ground_that_moves_towards_the_satellite_has_a_negative_phase(folder, dem, tmp_path):
    listing = list_folder(folder)
    files = {**listing.geometry, **listing.scenes[0].files, "dem": dem}
    geometry = read_geometry(files, BOUNDS)
    write_raster(tmp_path / "height.tif", geometry.layers["height"], geometry.grid)
    layers = {"height": str(tmp_path / "height.tif")}
    images = [read_scene(scene, layers)[0] for scene in listing.scenes]
    formed, coherence = form_interferogram(images[0], images[2], (1, 1))
    lon, lat = degrees(geometry.grid)
    moved = TRUTH.displacement(lon, lat, TRUTH.dates[2])
    assert SIGN == IMAGE_SIGN
    for part in (moved > 0.6 * moved.max(), moved < 0.6 * moved.min()):
        phase = np.angle(formed[part & (coherence > 0)].sum())
        expected = phase_per_displacement(WAVELENGTH) * np.average(moved[part])
        assert phase == pytest.approx(expected, abs=0.05)
        assert np.sign(phase) == -np.sign(np.average(moved[part]))


def test_a_burst_without_data_is_told_in_the_log(folder, dem, tmp_path, caplog):
    for path in folder.glob("*.h5"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    listing = list_folder(tmp_path)
    geometry = read_geometry({**listing.geometry, **listing.scenes[0].files, "dem": dem}, BOUNDS)
    write_raster(tmp_path / "height.tif", geometry.layers["height"], geometry.grid)
    layers = {"height": str(tmp_path / "height.tif")}
    read_scene(listing.scenes[1], layers)
    assert caplog.text == ""
    for number, (burst, end) in enumerate([(1, "this date"), (0, "all dates, as this is the first")], 1):
        scene = listing.scenes[number % 2]
        with h5py.File(scene.files[NAMES[burst]], "a") as file:
            file["data/VV"][...] = np.nan
        read_scene(scene, layers)
        expected = f"{NAMES[burst]} is all zero or no data over the area, and gives nothing to {end}"
        assert caplog.messages == [f"{scene.date}: {expected}"]
        caplog.clear()


def test_geometry_with_static_layers(folder, dem):
    listing = list_folder(folder)
    geometry = read_geometry({**listing.geometry, **listing.scenes[0].files, "dem": dem}, BOUNDS)
    lon, lat = degrees(geometry.grid)
    assert set(geometry.layers) == set(listing.layers)
    for name, truth in zip(("los_east", "los_north", "los_up"), TRUTH.los(lon, lat), strict=True):
        assert np.abs(geometry.layers[name] - truth).max() < 1e-6
    assert np.abs(geometry.layers["incidence"] - TRUTH.incidence(lon, lat)).max() < 1e-6
    assert np.abs(geometry.layers["slant_range"] - TRUTH.slant_range(lon, lat)).max() < 1000
    mask = geometry.layers["layover_shadow"]
    assert (mask[TRUTH.height(lon, lat) > 400] == 2).all()
    assert (mask[TRUTH.height(lon, lat) <= 400] == 0).all()
    assert geometry.tags["FLATTENED"] == "yes"
    assert geometry.tags["HEADING_DEG"] == pytest.approx(TRUTH.heading_deg, abs=0.05)


def test_geometry_from_the_orbit_alone(tmp_path, dem):
    write(tmp_path, TRUTH, static=False, compass=True)
    listing = list_folder(tmp_path)
    assert listing.dates == TRUTH.dates
    assert "layover_shadow" not in listing.layers
    assert any("line of sight from the orbit" in note for note in listing.notes)
    geometry = read_geometry({**listing.scenes[0].files, "dem": dem}, BOUNDS)
    assert set(geometry.layers) == set(listing.layers)
    lon, lat = degrees(geometry.grid)
    assert np.abs(geometry.layers["height"] - TRUTH.height(lon, lat)).max() < 1
    # The truth's angles are those of a sphere: the same at the middle, apart by little elsewhere.
    for name, truth in zip(("los_east", "los_north", "los_up"), TRUTH.los(lon, lat), strict=True):
        assert np.abs(geometry.layers[name] - truth).max() < 2e-3, name
    with pytest.raises(InputError, match="no heights"):
        read_geometry(listing.scenes[0].files, BOUNDS)


def test_an_orbit_of_another_pass_is_refused(folder, tmp_path):
    empty_copy(folder, tmp_path)
    for burst in range(len(BURSTS)):
        for day in TRUTH.dates:
            (tmp_path / file_name(burst, day)).write_bytes((folder / file_name(burst, day)).read_bytes())
    with h5py.File(tmp_path / file_name(0, TRUTH.dates[1]), "a") as file:
        for axis in "xyz":  # where it is 400 s later
            file[f"metadata/orbit/position_{axis}"][()] += 400 * file[f"metadata/orbit/velocity_{axis}"][()]
    with pytest.raises(InputError, match="does not pass the images"):
        read_facts(list_folder(tmp_path).scenes[1])
