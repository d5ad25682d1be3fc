"""HyP3's interferograms: what is found, in which sign and geometry it is read, and what is refused."""

import datetime
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from miniatures import hyp3 as maker
from product_truth import WAVELENGTH, Truth

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.stacks.hyp3 import reader as hyp3
from scarpwatch.stacks.hyp3.reader import list_folder, read_facts, read_geometry, read_pair

TRUTH = Truth()
SHORT = replace(TRUTH, dates=TRUTH.dates[:3])  # three pairs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hyp3")
    maker.write(made, SHORT)
    return made


def change(path: Path, make) -> None:
    """Change a raster's values in place."""
    with rasterio.open(path, "r+") as target:
        values = make(target.read(1))
        target.write(values.astype(target.dtypes[0]), 1)


def flat(listing) -> np.ndarray:
    return np.zeros(hyp3_grid(listing).shape, np.float32)


def hyp3_grid(listing) -> Grid:
    return read_facts(listing.pairs[0]).grid


def test_a_folder_is_listed_in_order(folder: Path) -> None:
    listing = list_folder(folder)
    assert [pair.name for pair in listing.pairs] == [
        "20240105_20240117",
        "20240105_20240129",
        "20240117_20240129",
    ]
    assert listing.family == "hyp3"
    assert listing.dates == SHORT.dates
    assert listing.notes == ()
    assert set(listing.pairs[1].files) == {"unwrapped", "coherence", "parameters", "water_mask"}
    assert all("20240105T101112_20240129T" in path for path in listing.pairs[1].files.values())
    assert set(listing.geometry) == {"theta", "phi", "parameters"}
    assert all("20240105T101112_20240117T" in path for path in listing.geometry.values())


def test_phase_is_positive_away_and_water_is_not_measured(folder: Path) -> None:
    _, _, lon, lat = maker.grid()
    for pair, (first, second) in zip(list_folder(folder).pairs, SHORT.pairs, strict=True):
        data = read_pair(pair)
        wet = SHORT.missing(lon, lat)
        assert wet.sum() > 10
        assert np.isnan(data.unwrapped[wet]).all()
        assert np.isnan(data.coherence[wet]).all()
        moved = displacement_per_phase(WAVELENGTH) * data.unwrapped
        true = SHORT.displacement(lon, lat, second) - SHORT.displacement(lon, lat, first)
        assert np.nanmin(moved) < -0.002  # the bowl sinks
        assert np.nanmax(np.abs(moved - true)) < 1e-8
        expected = SHORT.coherence(lon, lat, first, second)
        assert np.nanmax(np.abs(data.coherence - expected)) < 1e-6
        assert data.components is None


def test_headers(folder: Path) -> None:
    listing = list_folder(folder)
    placed, shape, _, _ = maker.grid()
    for pair, (first, second) in zip(listing.pairs, SHORT.pairs, strict=True):
        facts = read_facts(pair)
        assert facts.grid == Grid(maker.UTM, placed, shape)
        assert facts.wavelength_m == pytest.approx(WAVELENGTH)
        assert facts.heading_deg == pytest.approx(SHORT.heading_deg)
        assert facts.perpendicular_baseline_m == pytest.approx(SHORT.baseline(first, second))
        assert facts.sensor == "Sentinel-1A"
        assert facts.track == f"relative orbit {(52026 - 73) % 175 + 1} ascending"
        assert facts.looks == 40


def test_geometry_is_that_of_the_look_vectors(folder: Path) -> None:
    listing = list_folder(folder)
    _, _, lon, lat = maker.grid()
    height = SHORT.height(lon, lat).astype(np.float32)
    grid = hyp3_grid(listing)
    geometry = read_geometry(listing.geometry, grid, height)
    for name, true in zip(("east", "north", "up"), SHORT.los(lon, lat), strict=True):
        assert np.abs(geometry.layers[f"los_{name}"] - true).max() < 1e-6
    assert (geometry.layers["los_east"] < 0).all()  # ascending: the satellite stands in the west
    assert np.abs(geometry.layers["incidence"] - SHORT.incidence(lon, lat)).max() < 1e-6
    assert geometry.layers["slant_range"] == pytest.approx(SHORT.slant_range(lon, lat), rel=1e-3)
    assert geometry.tags["HEADING_DEG"] == pytest.approx(SHORT.heading_deg)
    assert "cell by cell" in str(geometry.tags["ANGLES_FROM"])
    assert geometry.tags["ACQUISITION_TIME_UTC"] == "10:11:12"
    # On a part of the lattice, and on a coarser grid in degrees.
    part = grid.part(rasterio.windows.Window(5, 7, 20, 30))
    cut = read_geometry(listing.geometry, part, height[7:37, 5:25])
    assert np.abs(cut.layers["los_north"] - geometry.layers["los_north"][7:37, 5:25]).max() < 1e-6


def test_a_zip_is_read_in_place(folder: Path, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, zipped=True)
    before = sorted(tmp_path.rglob("*"))
    packed, unpacked = list_folder(tmp_path), list_folder(folder)
    assert [pair.name for pair in packed.pairs] == [pair.name for pair in unpacked.pairs]
    for pair, other in zip(packed.pairs, unpacked.pairs, strict=True):
        assert pair.files["unwrapped"].startswith("/vsizip//")
        one, two = read_pair(pair), read_pair(other)
        np.testing.assert_array_equal(one.unwrapped, two.unwrapped)
        assert read_facts(pair) == read_facts(other)
    height = flat(unpacked)
    one, two = (
        read_geometry(listing.geometry, hyp3_grid(unpacked), height) for listing in (packed, unpacked)
    )
    np.testing.assert_array_equal(one.layers["los_east"], two.layers["los_east"])
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_packed_and_unpacked_counts_once(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, zipped=True)
    archive = sorted(tmp_path.glob("*.zip"))[0]
    with zipfile.ZipFile(archive) as file:
        file.extractall(tmp_path)
    listing = list_folder(tmp_path)
    assert len(listing.pairs) == 3
    assert "1 product is there as ZIP and unpacked" in listing.notes[0]
    assert not listing.pairs[0].files["unwrapped"].startswith("/vsizip")


@pytest.mark.parametrize("form", ["burst", "bursts"])
def test_burst_products(form: str, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, form=form)
    listing = list_folder(tmp_path)
    assert listing.dates == SHORT.dates
    facts, data = read_facts(listing.pairs[0]), read_pair(listing.pairs[0])
    wanted = {"burst": "372326_IW3", "bursts": "064_000000s1n00_136229s2n05_136229s3n04"}
    assert facts.track == wanted[form]
    assert facts.sensor == "Sentinel-1"
    assert data.components is not None
    assert set(np.unique(data.components)) == {0, 1, 2}
    assert (data.components[np.isnan(data.unwrapped)] == 0).all()
    # Its orientation angle is beyond pi on an ascending track, and still radians.
    _, _, lon, lat = maker.grid()
    geometry = read_geometry(listing.geometry, hyp3_grid(listing), flat(listing))
    assert np.abs(geometry.layers["los_north"] - SHORT.los(lon, lat)[1]).max() < 1e-6


def test_a_product_with_the_later_date_first_is_turned_round(folder: Path, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, backwards=True)
    listing = list_folder(tmp_path)
    assert all(pair.backwards for pair in listing.pairs)
    assert "later date first" in listing.notes[0]
    for pair, other in zip(listing.pairs, list_folder(folder).pairs, strict=True):
        one, two = read_pair(pair), read_pair(other)
        np.testing.assert_allclose(one.unwrapped, two.unwrapped, atol=1e-6)
        assert read_facts(pair).perpendicular_baseline_m == pytest.approx(
            read_facts(other).perpendicular_baseline_m
        )


def test_without_look_vectors_the_middle_of_the_swath_stands_for_all(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, look_vectors=False)
    listing = list_folder(tmp_path)
    assert "include_look_vectors" in listing.notes[0]
    geometry = read_geometry(listing.geometry, hyp3_grid(listing), flat(listing))
    assert geometry.layers["incidence"][0, 0] == pytest.approx(float(SHORT.incidence(113.63, 23.6)), abs=1e-5)
    assert np.ptp(geometry.layers["los_east"]) == 0
    assert geometry.layers["los_east"][0, 0] < 0
    assert geometry.layers["slant_range"][0, 0] == pytest.approx(SHORT.centre_range, rel=1e-4)
    text = Path(listing.geometry["parameters"])
    text.write_text("".join(line for line in text.open() if not line.startswith("Slant")))
    with pytest.raises(InputError, match="no look vectors") as caught:
        read_geometry(listing.geometry, hyp3_grid(listing), flat(listing))
    assert "include_look_vectors" in caught.value.cure


def test_without_a_water_mask_all_is_taken_and_said(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, water_mask=False)
    listing = list_folder(tmp_path)
    assert "no water mask" in listing.notes[0]
    assert np.isfinite(read_pair(listing.pairs[0]).unwrapped).mean() > 0.9


def test_the_look_vectors_are_those_of_the_first_pair_that_has_them(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    for path in tmp_path.glob("*0105T*_20240117T*/*_lv_*.tif"):
        path.unlink()
    geometry = list_folder(tmp_path).geometry
    assert all("20240105T101112_20240129T" in path for path in geometry.values())


def test_a_product_in_two_folders_is_refused(tmp_path: Path) -> None:
    maker.write(tmp_path / "one", SHORT)
    maker.write(tmp_path / "two", SHORT)
    with pytest.raises(InputError, match="the same dates stand there a second time"):
        list_folder(tmp_path)


def test_look_vectors_of_a_small_product_go_on_over_the_rest(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    listing = list_folder(tmp_path)
    grid = hyp3_grid(listing)
    wide = Grid(
        grid.crs,
        grid.transform @ grid.transform.translation(-30, -30),
        (grid.shape[0] + 60, grid.shape[1] + 60),
    )
    whole = read_geometry(listing.geometry, wide, np.zeros(wide.shape, np.float32))
    assert "beyond that product" in str(whole.tags["ANGLES_FROM"])
    inside = read_geometry(listing.geometry, grid, flat(listing))
    for name in ("incidence", "slant_range", "los_east"):
        assert np.isfinite(whole.layers[name]).all()
        assert whole.layers[name][30:-30, 30:-30] == pytest.approx(inside.layers[name], rel=1e-6)
        slope = np.diff(whole.layers[name], axis=1)
        assert np.median(np.abs(slope)) < 10 * np.median(np.abs(np.diff(inside.layers[name], axis=1)))


def test_an_empty_pair_is_all_missing(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    pair = list_folder(tmp_path).pairs[0]
    change(Path(pair.files["unwrapped"]), np.zeros_like)
    data = read_pair(pair)
    assert np.isnan(data.unwrapped).all()
    assert np.isnan(data.coherence).all()


def test_coherence_beyond_one_is_refused(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    pair = list_folder(tmp_path).pairs[0]
    change(Path(pair.files["coherence"]), lambda values: 255 * values)
    with pytest.raises(InputError, match="not 0 to 1"):
        read_pair(pair)


@pytest.mark.parametrize("name", ["theta", "phi"])
def test_degrees_are_refused(name: str, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    listing = list_folder(tmp_path)
    change(Path(listing.geometry[name]), np.degrees)
    with pytest.raises(InputError, match="degrees; HyP3 gives radians"):
        read_geometry(listing.geometry, hyp3_grid(listing), flat(listing))


def test_a_new_product_changes_nothing_for_the_others(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    before = list_folder(tmp_path)
    maker.product(
        tmp_path, TRUTH, TRUTH.dates[2], TRUTH.dates[3], maker.name_of(*TRUTH.dates[2:4]), form="gamma"
    )
    after = list_folder(tmp_path)
    assert len(after.pairs) == 4
    assert after.pairs[:3] == before.pairs
    assert after.geometry == before.geometry


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda folder: [path.unlink() for path in folder.rglob("*_unw_phase.tif")], "no HyP3 product"),
        (lambda folder: next(folder.rglob("*_corr.tif")).unlink(), "there is no coherence"),
        (lambda folder: sorted(folder.rglob("*0001.txt"))[0].unlink(), "there is no parameter file"),
        (
            lambda folder: maker.product(
                folder, SHORT, *SHORT.dates[:2], maker.name_of(*SHORT.dates[:2], "gamma", "AAAA")
            ),
            "a second time",
        ),
    ],
)
def test_faults_of_a_folder(tmp_path: Path, damage, fault: str) -> None:
    maker.write(tmp_path, SHORT)
    damage(tmp_path)
    with pytest.raises(InputError, match=fault) as caught:
        list_folder(tmp_path)
    assert caught.value.cure


def test_dates_can_be_left_out(folder: Path) -> None:
    assert len(list_folder(folder, exclude=[SHORT.dates[0]]).pairs) == 1
    with pytest.raises(InputError, match="2020-01-01"):
        list_folder(folder, exclude=[datetime.date(2020, 1, 1)])


@pytest.mark.parametrize("member", ["../../evil.tif", "/etc/evil.tif", "a/../../evil.tif"])
def test_a_zip_with_a_hostile_path_is_refused(member: str, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, zipped=True)
    with zipfile.ZipFile(sorted(tmp_path.glob("*.zip"))[1], "a") as file:
        file.writestr(member, "x")
    with pytest.raises(InputError, match="leads out of the archive"):
        list_folder(tmp_path)


def test_a_truncated_zip_is_refused(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, zipped=True)
    archive = sorted(tmp_path.glob("*.zip"))[0]
    archive.write_bytes(archive.read_bytes()[:-2000])
    with pytest.raises(InputError, match="ZIP cannot be read"):
        list_folder(tmp_path)


def test_every_damaged_zip_is_named(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, zipped=True)
    first, second, third = sorted(tmp_path.glob("*.zip"))
    with zipfile.ZipFile(first, "w") as file:
        file.writestr(f"{first.stem}/{first.stem}_unw_phase.tif", "no coherence beside it")
    second.write_bytes(second.read_bytes()[:-2000])
    with zipfile.ZipFile(third, "w") as file:
        file.writestr("readme.txt", "x")
    with pytest.raises(InputError, match="ZIP cannot be read") as caught:
        list_folder(tmp_path)
    assert caught.value.where == str(second)
    assert "; 2 more have faults: " in caught.value.fault
    assert third.name in caught.value.fault
    assert f"{first.stem}_unw_phase.tif" in caught.value.fault


def test_a_zip_without_the_product_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / f"{maker.name_of(*SHORT.dates[:2])}.zip", "w") as file:
        file.writestr("readme.txt", "x")
    with pytest.raises(InputError, match="does not hold"):
        list_folder(tmp_path)


def test_listing_takes_the_standard_library_alone(folder: Path) -> None:
    code = (
        "import sys; from scarpwatch.stacks.hyp3.reader import list_folder; "
        f"list_folder({str(folder)!r}); print('numpy' in sys.modules)"
    )
    root = Path(hyp3.__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
