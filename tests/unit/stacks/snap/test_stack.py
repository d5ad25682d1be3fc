"""SNAP's coregistered stack: names, sign, flattening, geometry, faults; and the real pair near Amsterdam."""

import json
import shutil
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from miniatures import snap_stack as dimap_form
from miniatures import snap_znap as znap_form
from product_truth import EAST, NORTH, SOUTH, WAVELENGTH, WEST, Truth, write_dem
from rasterio.crs import CRS
from scipy.ndimage import uniform_filter
from snap_files import write_array
from snap_simulation import look

from scarpwatch.conventions import IMAGE_SIGN, phase_per_range
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.insar.interferograms.formation import form_interferogram
from scarpwatch.insar.output.geocoding import register
from scarpwatch.insar.output.resampling import to_map
from scarpwatch.stacks.families import recognise
from scarpwatch.stacks.scene_checks import check_scenes
from scarpwatch.stacks.snap.acquisition import acquisition_of, reference_of
from scarpwatch.stacks.snap.geometry import Window, positions, range_difference
from scarpwatch.stacks.snap.metadata import read_document
from scarpwatch.stacks.snap.stack import SIGN, list_folder, read_facts, read_geometry, read_scene

TRUTH = Truth()
BOUNDS = WEST, SOUTH, EAST, NORTH
AMSTERDAM = 4.85, 52.33, 4.95, 52.40


@pytest.fixture(scope="module")
def dem(tmp_path_factory):
    path = tmp_path_factory.mktemp("dem") / "dem.tif"
    write_dem(path, TRUTH)
    return str(path)


def read_stack(folder: Path, bounds=BOUNDS, dem: str | None = None, layers: Path | None = None):
    """Listing, geometry and the SLCs of a folder, as the steps read them."""
    listing = list_folder(folder)
    files = {**listing.geometry, **listing.scenes[0].files, **({"dem": dem} if dem else {})}
    geometry = read_geometry(files, bounds)
    paths = {}
    for name, values in geometry.layers.items():
        paths[name] = str((layers or folder.parent) / f"{name}.tif")
        write_raster(paths[name], values, geometry.grid, tags=geometry.tags)
    return listing, geometry, [read_scene(scene, paths)[0] for scene in listing.scenes]


def phase_errors(geometry, images):
    """Phase of the first date with each other one, less the true phase of the motion alone (rad)."""
    lon, lat = geometry.layers["longitude"], geometry.layers["latitude"]
    for day, image in zip(TRUTH.dates[1:], images[1:], strict=True):
        formed = images[0] * np.conj(image)
        turned = formed * np.exp(-1j * TRUTH.phase(lon, lat, TRUTH.dates[0], day))
        yield np.angle(turned)[(formed != 0) & np.isfinite(lon)]


def test_names_old_and_new_are_read(tmp_path) -> None:
    for number, naming in enumerate((("mst", "slv"), ("ref", "sec"))):
        folder = tmp_path / str(number)
        dimap_form.write(folder, TRUTH, naming=naming)
        listing = list_folder(folder)
        assert listing.dates == TRUTH.dates
        assert [round(read_facts(scene).perpendicular_baseline_m, 1) for scene in listing.scenes] == list(
            TRUTH.baselines
        )
        assert len(listing.notes) == 2
    left = list_folder(folder, exclude=TRUTH.dates[:1])
    assert left.dates == TRUTH.dates[1:]


def test_only_the_motion_is_left_in_the_phase(tmp_path) -> None:
    """Phase grows with the distance to the satellite; flat earth and terrain are out, to a thousandth of a cycle."""
    znap_form.write(tmp_path / "stack", TRUTH, speckle=False)
    _, geometry, images = read_stack(tmp_path / "stack")
    for errors in phase_errors(geometry, images):
        assert np.abs(errors).max() < 2e-3
    raw = look(TRUTH, speckle=False)
    formed = raw.slc[TRUTH.dates[0]] * np.conj(raw.slc[TRUTH.dates[1]])
    assert np.abs(np.mean(formed)) < 0.2 * np.mean(np.abs(formed))  # fringes before
    sinking = np.unravel_index(np.argmin(TRUTH.rate(raw.longitude, raw.latitude)), raw.longitude.shape)
    row, column = (
        int(sinking[n]) - int(geometry.tags[name]) for n, name in enumerate(("ROW_OFFSET", "COLUMN_OFFSET"))
    )
    assert np.angle(images[0] * np.conj(images[1]))[row, column] > 0.5
    assert SIGN == IMAGE_SIGN


def test_heights_and_places_from_the_dem_do_as_well(tmp_path, dem) -> None:
    dimap_form.write(tmp_path / "stack", TRUTH, speckle=False)
    _, geometry, images = read_stack(tmp_path / "stack", dem=dem)
    assert geometry.tags["HEIGHT_SOURCE"].startswith("DEM")
    assert "orbit" in geometry.tags["POSITION_SOURCE"]
    truth = look(TRUTH, speckle=False)
    window = Window(geometry.tags["ROW_OFFSET"], geometry.tags["COLUMN_OFFSET"], geometry.grid.shape)
    east = (geometry.layers["longitude"] - truth.longitude[window.slices]) * 102e3
    north = (geometry.layers["latitude"] - truth.latitude[window.slices]) * 111e3
    known = np.isfinite(east)
    assert np.abs(geometry.layers["height"] - truth.height[window.slices])[known].max() < 8  # cells of 60 m
    assert np.hypot(east, north)[known].max() < 10
    for errors in phase_errors(geometry, images):
        assert np.sqrt(np.mean(errors**2)) < 0.02
    outside = ~known
    assert outside.any()
    assert all((image[outside] == 0).all() for image in images)


def test_bands_that_the_user_has_flattened_are_left_alone(tmp_path) -> None:
    znap_form.write(tmp_path / "stack", TRUTH, speckle=False, flattened=True, compressor="zlib")
    _, geometry, images = read_stack(tmp_path / "stack")
    for errors in phase_errors(geometry, images):
        assert np.abs(errors).max() < 2e-3


def test_the_byte_order_is_the_headers(tmp_path, dem) -> None:
    stacks = []
    for dtype in ("<f4", ">f4"):
        dimap_form.write(tmp_path / dtype[0] / "stack", TRUTH, dtype=dtype, elevation=True)
        stacks.append(read_stack(tmp_path / dtype[0] / "stack", dem=dem))
    assert "elevation" in stacks[0][0].geometry
    for one, other in zip(stacks[0][2], stacks[1][2], strict=True):
        assert np.array_equal(one, other)


def test_znap_in_zips(tmp_path) -> None:
    znap_form.write(tmp_path / "made", TRUTH)
    (tmp_path / "zipped").mkdir()
    for product in sorted((tmp_path / "made").iterdir()):
        with zipfile.ZipFile(tmp_path / "zipped" / f"{product.name}.zip", "w") as archive:
            for file in product.rglob("*"):
                archive.write(file, file.relative_to(product))
    assert recognise(tmp_path / "zipped")[0] == "snap_stack"
    (tmp_path / "a").mkdir()
    _, _, images = read_stack(tmp_path / "zipped", layers=tmp_path / "a")
    for one, other in zip(images, read_stack(tmp_path / "made")[2], strict=True):
        assert np.array_equal(one, other)
    with zipfile.ZipFile(tmp_path / "zipped" / "bad.znap.zip", "w") as archive:
        archive.writestr("../../escaped", "x")
    with pytest.raises(InputError, match="a path that leads out of the archive"):
        list_folder(tmp_path / "zipped")


def test_a_window_of_the_stack(tmp_path) -> None:
    znap_form.write(tmp_path / "stack", TRUTH)
    _, whole, images = read_stack(tmp_path / "stack")
    _, part, cut = read_stack(tmp_path / "stack", (113.615, 23.61, 113.64, 23.63))
    row, column = (part.tags[name] - whole.tags[name] for name in ("ROW_OFFSET", "COLUMN_OFFSET"))
    rows, columns = part.grid.shape
    assert 0 < rows < whole.grid.shape[0]
    inside = np.s_[row : row + rows, column : column + columns]
    assert np.abs(cut[2] - images[2][inside]).max() < 0.01
    for name in ("incidence", "los_east", "longitude"):
        assert np.abs(part.layers[name] - whole.layers[name][inside]).max() < 1e-5
    with pytest.raises(InputError, match="the images do not overlap the DEM"):
        read_stack(tmp_path / "stack", (10, 50, 11, 51))


def test_faults(tmp_path) -> None:
    with pytest.raises(InputError, match="no complex band of one date"):
        list_folder(tmp_path)
    dimap_form.write(tmp_path, TRUTH)
    data = next(tmp_path.glob("*.data"))
    band = data / "q_IW1_VV_slv1_17Jan2024.img"
    whole = band.read_bytes()
    scene = list_folder(tmp_path).scene("20240117")
    band.write_bytes(whole[:-1])
    with pytest.raises(InputError, match="truncated"):
        read_facts(scene)
    band.unlink()
    with pytest.raises(InputError, match="no band q_ beside it"):
        list_folder(tmp_path)
    band.write_bytes(whole)
    for part in "iq":
        for end in ("img", "hdr"):
            shutil.copy(
                data / f"{part}_IW1_VV_slv1_17Jan2024.{end}", data / f"{part}_IW1_VV_slv9_29Jan2024.{end}"
            )
    with pytest.raises(InputError, match="a second time"):
        list_folder(tmp_path)
    for part in "iq":
        for end in ("img", "hdr"):
            (data / f"{part}_IW1_VV_slv9_29Jan2024.{end}").rename(
                data / f"{part}_IW1_VV_slv9_29Jun2024.{end}"
            )
    with pytest.raises(InputError, match="it has an image of 2024-06-29, and metadata of 2024-01-05"):
        read_facts(list_folder(tmp_path).scene("20240629"))


def test_swaths_that_are_not_merged(tmp_path) -> None:
    dimap_form.write(tmp_path, TRUTH)
    data = next(tmp_path.glob("*.data"))
    for path in sorted(data.iterdir()):
        shutil.copy(path, path.with_name(path.name.replace("IW1", "IW2")))
    with pytest.raises(InputError, match=r"bands of several swaths \(IW1, IW2\)"):
        list_folder(tmp_path)


def test_the_second_polarisation_is_named_and_left(tmp_path) -> None:
    dimap_form.write(tmp_path, TRUTH)
    data = next(tmp_path.glob("*.data"))
    for path in sorted(data.iterdir()):
        shutil.copy(path, path.with_name(path.name.replace("VV", "VH")))
    listing = list_folder(tmp_path)
    assert listing.dates == TRUTH.dates
    assert all("_VV_" in scene.files["real"] for scene in listing.scenes)
    assert "Polarisation VV is used; VH is there too." in listing.notes


def test_geometry_of_another_size(tmp_path) -> None:
    znap_form.write(tmp_path / "stack", TRUTH)
    folder = tmp_path / "stack" / "20240305-coreg.znap" / "elevation_VV"
    shutil.rmtree(folder)
    write_array(folder, np.ones((100, 300)), chunks=(100, 300))
    with pytest.raises(InputError, match=r"its size is \(100, 300\), and that of the images is \(200, 300\)"):
        read_stack(tmp_path / "stack")


def test_a_terrain_corrected_product_is_refused(tmp_path) -> None:
    dimap_form.write(tmp_path, TRUTH, extra={"is_terrain_corrected": 1})
    with pytest.raises(InputError, match="it is terrain-corrected, and SLCs are read in radar geometry"):
        read_facts(list_folder(tmp_path).scenes[0])


def test_another_wavelength_and_track_show_in_the_facts(tmp_path) -> None:
    dimap_form.write(tmp_path, TRUTH, extra={"radar_frequency": 5300.0, "REL_ORBIT": 12})
    facts = [read_facts(scene) for scene in list_folder(tmp_path).scenes]
    assert facts[0].wavelength_m == pytest.approx(0.05656, abs=1e-5)
    assert facts[1].wavelength_m == pytest.approx(WAVELENGTH)
    assert [fact.track.split()[2] for fact in facts[:2]] == ["12", "11"]


def two_coregistrations(folder: Path) -> None:
    """Three dates on the first as the reference and three on the fourth, all of one size."""
    znap_form.write(folder, replace(TRUTH, dates=TRUTH.dates[:3]), speckle=False)
    znap_form.write(folder, replace(TRUTH, dates=TRUTH.dates[3:]), speckle=False, geometry=False)


def test_two_coregistrations_are_no_stack(tmp_path) -> None:
    """Their baselines count from two dates, and the second group is flattened to its own reference alone."""
    grid = write_dem(tmp_path / "dem.tif", TRUTH)
    area = Area(tmp_path / "dem.tif", 1, grid.crs, grid.bounds)
    two_coregistrations(tmp_path / "stack")
    listing = list_folder(tmp_path / "stack")
    assert listing.dates == TRUTH.dates
    assert read_facts(listing.scenes[3]).grid.shape == read_facts(listing.scenes[0]).grid.shape
    with pytest.raises(
        InputError, match=r"another reference.* than .*/20240105-coreg.znap/.*: .* 2024-02-10"
    ) as caught:
        check_scenes(listing, area)
    assert "20240210-coreg.znap" in caught.value.where
    assert "Coregister all dates to one reference" in caught.value.cure
    dates = TRUTH.dates[3:]
    assert check_scenes(list_folder(tmp_path / "stack", exclude=dates), area)["scenes"] == 3


def test_products_cut_at_another_place_are_no_stack(tmp_path) -> None:
    """The first range of one product is a sample on: all is as before but for that."""
    grid = write_dem(tmp_path / "dem.tif", TRUTH)
    area = Area(tmp_path / "dem.tif", 1, grid.crs, grid.bounds)
    znap_form.write(tmp_path / "stack", TRUTH, speckle=False)
    assert check_scenes(list_folder(tmp_path / "stack"), area)["scenes"] == 6
    path = tmp_path / "stack" / "20240129-coreg.znap" / "SNAP" / "product_metadata.json"
    near = look(TRUTH, speckle=False).near_range
    text = path.read_text()
    assert text.count(repr(near)) == 1
    path.write_text(text.replace(repr(near), repr(near + 17.0)))
    with pytest.raises(InputError, match=r"cut otherwise, than .*20240105-coreg") as caught:
        check_scenes(list_folder(tmp_path / "stack"), area)
    assert "20240129-coreg" in caught.value.where
    path.write_text(text.replace(repr(near), repr(near + 0.001)))  # the last digits do not matter
    assert check_scenes(list_folder(tmp_path / "stack"), area)["scenes"] == 6


@pytest.fixture(scope="module")
def amsterdam(shared_real, tmp_path_factory):
    return read_stack(shared_real / "amsterdam_s1_pair", AMSTERDAM, layers=tmp_path_factory.mktemp("layers"))


def test_header_of_the_real_pair(amsterdam) -> None:
    listing, geometry, _ = amsterdam
    facts = [read_facts(scene) for scene in listing.scenes]
    assert (
        facts[0].origin
        == facts[1].origin
        == (datetime(2023, 3, 31, 5, 50, 35, 812250), pytest.approx(923676.271, abs=1e-3))
    )
    assert listing.dates == [date(2023, 3, 19), date(2023, 3, 31)]
    assert [fact.perpendicular_baseline_m for fact in facts] == pytest.approx([33.8997, 0], abs=1e-4)
    assert facts[0].wavelength_m == pytest.approx(0.05546576, abs=1e-9)
    assert {fact.track for fact in facts} == {"relative orbit 37 descending IW3"}
    assert geometry.grid.shape == (84, 338)
    layers = geometry.layers
    # SNAP's tie points, which are not used, say 42.95 to 43.42 degrees over 2558 columns.
    assert np.degrees([layers["incidence"].min(), layers["incidence"].max()]) == pytest.approx(
        [43.03, 43.09], abs=0.01
    )
    assert layers["slant_range"][0, 0] == pytest.approx(923_676.27, abs=0.1)
    assert (
        layers["los_east"].min() > 0.67
    )  # a descending orbit looks to the west: the satellite is in the east


def test_interferogram_of_the_real_pair(amsterdam, shared_real, tmp_path) -> None:
    """Coherence of 0.82 in windows of 3 x 9 cells, no fringes; without the note in the graph there would be some."""
    _, _, (first, second) = amsterdam

    def mean(values):
        return uniform_filter(values, (3, 9))

    formed = first * np.conj(second)
    cross = mean(formed.real) + 1j * mean(formed.imag)
    coherence = np.abs(cross) / np.sqrt(mean(np.abs(first) ** 2) * mean(np.abs(second) ** 2))
    assert np.median(coherence[1:-1, 4:-4]) == pytest.approx(0.823, abs=0.005)

    def flatness(interferogram):
        return np.abs(interferogram.mean()) / np.abs(interferogram).mean()

    coarse, estimated = form_interferogram(first, second, (3, 9))
    assert np.nanmedian(estimated) == pytest.approx(0.82, abs=0.05)
    assert flatness(coarse) > 0.85
    # SNAP's graph says that these bands were flattened. Were it lost, they would be flattened a second time.
    copy = Path(shutil.copytree(shared_real / "amsterdam_s1_pair", tmp_path / "pair"))
    for product in copy.glob("*.znap"):
        path = product / "SNAP" / "product_metadata.json"
        path.chmod(0o644)
        path.parent.chmod(0o755)
        parts = [part for part in json.loads(path.read_text()) if part["name"] != "Processing_Graph"]
        path.write_text(json.dumps(parts))
    _, _, (again, other) = read_stack(copy, AMSTERDAM, layers=tmp_path)
    assert np.array_equal(other, second)
    turned = np.unwrap(np.angle((again * np.conj(first)).sum(axis=0)))
    assert (turned[-1] - turned[0]) / (2 * np.pi) == pytest.approx(
        -1.123, abs=0.01
    )  # cycles over 338 columns
    assert flatness(form_interferogram(again, other, (3, 9))[0]) < 0.3


def test_topographic_phase_has_snaps_sign_and_size(amsterdam, shared_real) -> None:
    """SNAP's layer h2ph is its topographic phase per metre of height; the orbits here give 2.4 % more."""
    listing, geometry, _ = amsterdam
    path = listing.scenes[0].files["metadata"]
    root = read_document(path)
    image, other = reference_of(root, path), acquisition_of(root, date(2023, 3, 19), path)
    height = geometry.layers["height"]
    window = Window(0, 0, height.shape)
    terrain, plain = (range_difference(image, other, window, h, path=path) for h in (height, 0 * height))
    raw = (shared_real / "amsterdam_s1_pair/20230319-coreg.znap/h2ph_VV_19Mar2023/0.0").read_bytes()
    snaps = np.frombuffer(raw, ">f4").reshape(height.shape) * height
    assert snaps.mean() < -2e-3  # m
    assert ((terrain - plain) / snaps).mean() == pytest.approx(1.024, abs=0.002)
    assert phase_per_range(image.wavelength_m) * np.abs(terrain - plain - snaps).max() < 0.02  # rad


def test_elevation_of_the_real_pair_is_in_register(amsterdam) -> None:
    """Flat land: 14 m of relief. What can be shown is that heights, places and ranges fit cell by cell.

    SNAP's latitudes and longitudes, seen from the orbit at the elevation of the same cell, lie at the slant range
    of that cell to 0.01 of a sample; with the elevation of a neighbour the fit is worse in every direction. Along
    the track they lie 1.2 lines from where the header's time puts them, all alike.
    """
    listing, geometry, _ = amsterdam
    path = listing.scenes[0].files["metadata"]
    image = reference_of(read_document(path), path)
    layers = geometry.layers
    window = Window(0, 0, geometry.grid.shape)
    lon, lat = positions(image, window, layers["height"])
    east = (layers["longitude"] - lon) * 111_195 * np.cos(np.deg2rad(52.37))
    north = (layers["latitude"] - lat) * 111_195
    heading = np.deg2rad(image.heading_deg)
    along = east * np.sin(heading) + north * np.cos(heading)
    across = east * np.cos(heading) - north * np.sin(heading)
    assert along.mean() == pytest.approx(-16.6, abs=0.3)
    assert along.std() < 0.2
    assert np.abs(across.mean()) < 0.5
    assert across.std() < 0.05

    def misfit(shift):
        moved = np.roll(layers["height"], shift, axis=(0, 1))
        lon, lat = positions(image, window, moved)
        east = (layers["longitude"] - lon) * 111_195 * np.cos(np.deg2rad(52.37))
        north = (layers["latitude"] - lat) * 111_195
        return (east * np.cos(heading) - north * np.sin(heading))[4:-4, 4:-4].std()

    shifts = [(dr, dc) for dr in (-1, 0, 1) for dc in (-2, 0, 2)]
    assert min(shifts, key=misfit) == (0, 0)

    # On the map: geocoded by SNAP's places, and by those of the orbit moved by the line's worth of time.
    grid = Grid(CRS.from_epsg(32631), Affine(15, 0, 628_400, 0, -15, 5_804_900), (100, 95))
    radar = Grid(None, Affine.identity(), geometry.grid.shape)
    height = layers["height"]
    maps = [
        to_map(radar, grid, place)(height)
        for place in ((layers["latitude"], layers["longitude"]), (lat + north.mean() / 111_195, lon))
    ]
    found = register(*maps)
    assert np.isfinite(maps[0]).mean() > 0.5
    assert found.shift == (0, 0)
    assert found.correlation > 0.95
