"""What LiCSBAS makes of a frame: the same phase, coherence and geometry as from LiCSAR's GeoTIFFs."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from miniatures import licsar as maker
from product_truth import WAVELENGTH, Truth, degree_grid, write_dem
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import read_grid
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.stacks.families import list_pairs, recognise
from scarpwatch.stacks.licsar.multilooked import look_vector_files, wavelength_of
from scarpwatch.stacks.licsar.reader import list_folder, read_facts, read_geometry, read_pair
from scarpwatch.stacks.pair_checks import check_pairs

SHORT = replace(Truth(), dates=Truth().dates[:3])  # three pairs
LON, LAT, (_, _, SPACING) = degree_grid()
HEIGHT = SHORT.height(LON, LAT).astype(np.float32)


@pytest.fixture(scope="module")
def geotiffs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("licsar")
    maker.write(made, SHORT, floats=True)
    return made


@pytest.mark.parametrize(
    ("name", "floats"), [("GEOCml1", False), ("GEOCml10GACOSmaskclip", False), ("GEOCml1clip", True)]
)
def test_the_same_is_read_as_from_the_geotiffs(
    geotiffs: Path, tmp_path: Path, name: str, floats: bool
) -> None:
    place = maker.write_multilooked(tmp_path, SHORT, name=name, floats=floats)
    assert recognise(place)[0] == "licsar"
    listing, expected = list_folder(place), list_folder(geotiffs)
    assert [pair.name for pair in listing.pairs] == [pair.name for pair in expected.pairs]
    assert listing.notes[0] == f"LiCSBAS's own form of the interferograms is read, from {name}"
    assert any("give none in corrections.delays" in note for note in listing.notes) == ("GACOS" in name)
    for pair, other in zip(listing.pairs, expected.pairs, strict=True):
        data, wanted = read_pair(pair), read_pair(other)
        np.testing.assert_array_equal(data.unwrapped, wanted.unwrapped)
        assert np.nanmax(np.abs(data.coherence - wanted.coherence)) <= (0 if floats else 0.51 / 255)
        facts, other_facts = read_facts(pair), read_facts(other)
        assert facts.grid.crs == CRS.from_epsg(4326)
        assert facts.grid.shape == other_facts.grid.shape
        assert facts.grid.transform.almost_equals(other_facts.grid.transform, 1e-9)
        assert facts.perpendicular_baseline_m == other_facts.perpendicular_baseline_m
        assert facts.wavelength_m == pytest.approx(WAVELENGTH, rel=1e-12)
    grid = read_facts(listing.pairs[0]).grid
    geometry = read_geometry(listing.geometry, grid, HEIGHT)
    for part, true in zip(("east", "north", "up"), SHORT.los(LON, LAT), strict=True):
        assert np.abs(geometry.layers[f"los_{part}"] - true).max() < 1e-6
    assert geometry.tags["HEADING_DEG"] == pytest.approx(SHORT.heading_deg, abs=0.01)


def test_all_checks_take_it(tmp_path: Path) -> None:
    write_dem(tmp_path / "dem.tif", SHORT)
    place = maker.write_multilooked(tmp_path / "frame", SHORT)
    area = Area("dem", 1, read_grid(tmp_path / "dem.tif").crs, read_grid(tmp_path / "dem.tif").bounds)
    found = check_pairs(list_pairs("licsar", place), replace(area, dem=str(tmp_path / "dem.tif")))
    assert (found["pairs"], found["unusable"], found["baselines_known"]) == (3, {}, 3)


def test_looks_grow_with_the_cells(tmp_path: Path) -> None:
    place = maker.write_multilooked(tmp_path, SHORT)
    looks = read_facts(list_folder(place).pairs[0]).looks
    assert looks == 40 * round(SPACING / 0.001) ** 2
    par = place / "EQA.dem_par"
    par.write_text(
        par.read_text().replace(f"post_lat: {-SPACING!r}", "post_lat: -0.01").replace(f"{SPACING!r}", "0.01")
    )
    assert read_facts(list_folder(place).pairs[0]).looks == 4000


def test_several_of_its_folders_are_named_and_geotiffs_go_before(geotiffs: Path, tmp_path: Path) -> None:
    for name in ("GEOCml1", "GEOCml1GACOS"):
        maker.write_multilooked(tmp_path, SHORT, name=name)
    with pytest.raises(InputError, match="interferograms 2 times: GEOCml1, GEOCml1GACOS") as caught:
        list_folder(tmp_path)
    assert "Give one of these folders" in caught.value.cure
    shutil.copytree(geotiffs, tmp_path / "portal")
    listing = list_folder(tmp_path)
    assert all(pair.files["unwrapped"].endswith(".geo.unw.tif") for pair in listing.pairs)
    assert "the GeoTIFFs are read, and not what LiCSBAS made of them (GEOCml1, GEOCml1GACOS)" in listing.notes


def test_without_its_look_vector_that_of_the_portal_is_taken(geotiffs: Path, tmp_path: Path) -> None:
    place = maker.write_multilooked(tmp_path, SHORT, vector=False)
    assert look_vector_files(str(place / "EQA.dem_par")) == {}
    with pytest.raises(InputError, match="there is neither a look vector"):
        list_folder(tmp_path)
    for path in (geotiffs / "GEOC").glob("*.geo.[ENU].tif"):
        shutil.copy(path, tmp_path)
    listing = list_folder(tmp_path)
    geometry = read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, HEIGHT)
    assert np.abs(geometry.layers["los_up"] - SHORT.los(LON, LAT)[2]).max() < 1e-5


def test_files_that_are_missing_or_cut_are_named(tmp_path: Path) -> None:
    place = maker.write_multilooked(tmp_path, SHORT)
    pair = list_folder(place).pairs[1]
    image = Path(pair.files["unwrapped"])
    image.write_bytes(image.read_bytes()[:-4])
    with pytest.raises(InputError, match=r"\.unw: it has \d+ bytes, and by EQA\.dem_par"):
        read_facts(pair)
    Path(pair.files["coherence"]).unlink()
    with pytest.raises(InputError, match=r"there is no 20240105_20240129\.cc beside it"):
        list_folder(place)
    (place / "EQA.dem_par").unlink()
    with pytest.raises(InputError, match=r"there is no EQA\.dem_par in it"):
        list_folder(place)


def test_the_radar_is_that_of_the_parameter_file(tmp_path: Path) -> None:
    path = tmp_path / "slc.mli.par"
    path.write_text("range_samples:   10\nradar_frequency: 1257500000.0 Hz\n")
    assert wavelength_of(str(path)) == pytest.approx(0.2384, abs=1e-4)
    assert wavelength_of(None) == WAVELENGTH
    for text in ("range_samples: 10\n", "radar_frequency: fast\n", "radar_frequency: 5.405 GHz\n"):
        path.write_text(text)
        with pytest.raises(InputError, match="`radar_frequency` is missing or is none of a radar"):
            wavelength_of(str(path))
