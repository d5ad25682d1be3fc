"""ISCE2's folder: what is listed, signs of phase, baseline and look vector, geometry with and without swaths."""

import numpy as np
import pytest
from miniatures.isce2 import EMPTY, SHAPE, degrees, range_of_columns, swath_xml, write
from product_truth import EAST, NORTH, SOUTH, WAVELENGTH, WEST, Truth

from scarpwatch.conventions import IMAGE_SIGN, phase_per_displacement
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import write_raster
from scarpwatch.insar.interferograms.formation import form_interferogram
from scarpwatch.stacks.isce2.reader import SIGN, list_folder, read_facts, read_geometry, read_scene

TRUTH = Truth(dates=Truth().dates[:3])
BOUNDS = WEST, SOUTH, EAST, NORTH


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("isce2")
    write(path, TRUTH)
    return path


def geometry_of(listing, bounds=BOUNDS):
    return read_geometry({**listing.geometry, **listing.scenes[0].files}, bounds)


def test_a_folder_is_listed(folder):
    listing = list_folder(folder)
    assert listing.dates == TRUTH.dates
    assert listing.notes == ()
    assert "layover_shadow" in listing.layers
    names = {"slc", "slc_xml", "lat", "lat_xml", "lon", "lon_xml"}
    assert all(set(scene.files) == names for scene in listing.scenes)
    assert all(
        path.endswith((".full", ".full.xml")) for scene in listing.scenes for path in scene.files.values()
    )
    assert listing.geometry["los"].endswith("los.rdr.full")
    assert list_folder(folder / "merged").scenes == listing.scenes


def test_without_looks_the_names_have_no_full(tmp_path):
    write(tmp_path, TRUTH, full=False, virtual=True, reference=1)
    listing = list_folder(tmp_path)
    assert all("slc_xml" not in scene.files for scene in listing.scenes)
    assert listing.scenes[0].files["slc"].endswith("20240105.slc.vrt")
    assert listing.geometry["hgt"].endswith("hgt.rdr")
    # Another date is the stack's reference: the same baselines, counted from there.
    known = [scene.known["perpendicular_baseline_m"] for scene in listing.scenes]
    assert known[1] == 0
    assert np.subtract(known, known[0]) == pytest.approx(TRUTH.baselines[:3])
    assert read_facts(listing.scenes[2]).grid.shape == SHAPE
    # What a burst's file lacks would be read as zeros.
    burst = next((tmp_path / "coreg_secondarys/20240129").rglob("burst_01.slc"))
    burst.write_bytes(burst.read_bytes()[:-1])
    with pytest.raises(InputError, match=r"20240129\.slc\.vrt is put together from it"):
        read_facts(listing.scenes[2])


def test_a_new_date_changes_nothing_for_the_others(tmp_path):
    write(tmp_path, TRUTH)
    before = list_folder(tmp_path)
    new = tmp_path / "merged/SLC/20240305"
    new.mkdir()
    for end in ("", ".xml"):
        (new / f"20240305.slc.full{end}").touch()
    after = list_folder(tmp_path)
    assert after.scenes[:3] == before.scenes
    assert after.geometry == before.geometry
    assert after.notes == ("no baseline was found of 2024-03-05",)


def test_a_date_without_its_header_is_named(tmp_path):
    write(tmp_path, TRUTH)
    (tmp_path / "merged/SLC/20240117/20240117.slc.full.xml").unlink()
    listing = list_folder(tmp_path)
    assert listing.dates == [TRUTH.dates[0], TRUTH.dates[2]]
    assert len(listing.notes) == 1
    assert "merged/SLC has no image of 2024-01-17" in listing.notes[0]


def test_the_folders_above_say_nothing_of_the_resolution(tmp_path):
    folder = tmp_path / "st.fullstack"
    write(folder, TRUTH, full=False)
    assert list_folder(folder).geometry["hgt"].endswith("/hgt.rdr")


def test_baselines_to_another_reference_are_not_mixed_in(tmp_path):
    write(tmp_path, TRUTH)
    before = list_folder(tmp_path)
    first, second, third = (f"{day:%Y%m%d}" for day in TRUTH.dates)
    for name in (f"{second}_{third}", f"20230101_{second}"):
        (tmp_path / "baselines" / name).mkdir()
        (tmp_path / "baselines" / name / f"{name}.txt").write_text("Bperp (average): 500.0\n")
    after = list_folder(tmp_path)
    assert after.scenes == before.scenes
    assert after.notes == (
        "baselines to 2024-01-05 are used, and those to 2023-01-01, 2024-01-17 left aside",
    )
    (tmp_path / f"baselines/{first}_{second}/{first}_{second}.txt").unlink()
    (tmp_path / f"baselines/20230101_{second}/20230101_{second}.txt").unlink()
    # Now each ties two dates, and that of the third counts from the earlier one.
    known = [scene.known.get("perpendicular_baseline_m") for scene in list_folder(tmp_path).scenes]
    assert known == [0, None, pytest.approx(TRUTH.baselines[2])]


def test_what_is_missing_is_said(folder, tmp_path):
    with pytest.raises(InputError, match="no merged/SLC"):
        list_folder(tmp_path)
    write(tmp_path, TRUTH, swaths=False)
    for path in tmp_path.glob("baselines/*/*.txt"):
        path.unlink()
    listing = list_folder(tmp_path)
    assert [note.split(":")[0] for note in listing.notes] == [
        "no reference/IW?.xml",
        "no baselines were found",
    ]
    facts = read_facts(listing.scenes[0])
    assert np.isnan(facts.perpendicular_baseline_m)
    assert facts.wavelength_m == pytest.approx(0.0554658, abs=1e-7)
    for name in ("shadowMask", "los"):
        for path in tmp_path.glob(f"merged/geom_reference/{name}.rdr.full*"):
            path.unlink()
        if name == "shadowMask":
            assert "layover_shadow" not in list_folder(tmp_path).layers
    with pytest.raises(InputError, match=r"no los\.rdr\.full"):
        list_folder(tmp_path)


def test_facts_come_from_the_text_files(folder):
    facts = [read_facts(scene) for scene in list_folder(folder).scenes]
    assert {(fact.wavelength_m, fact.track, fact.sensor) for fact in facts} == {(WAVELENGTH, "11", "S1A")}
    assert all(fact.grid.crs is None and fact.grid.shape == SHAPE for fact in facts)
    lon, lat = degrees(TRUTH)
    expected = lon[:, :-EMPTY].min(), lat[:, :-EMPTY].min(), lon[:, :-EMPTY].max(), lat[:, :-EMPTY].max()
    assert all(fact.bounds == pytest.approx(expected, abs=1e-9) for fact in facts)
    assert [fact.perpendicular_baseline_m for fact in facts] == pytest.approx(TRUTH.baselines[:3])


def test_the_look_vector_points_to_the_satellite(folder):
    geometry = geometry_of(list_folder(folder))
    layers = geometry.layers
    lon, lat = layers["longitude"], layers["latitude"]
    # An ascending pass that looks to the right: the satellite stands in the west.
    assert (layers["los_east"] < -0.5).all()
    for name, truth in zip(("los_east", "los_north", "los_up"), TRUTH.los(lon, lat), strict=True):
        assert np.abs(layers[name] - truth).max() < 1e-6, name
    assert np.abs(layers["incidence"] - TRUTH.incidence(lon, lat)).max() < 1e-6
    assert geometry.tags["HEADING_DEG"] == pytest.approx(TRUTH.heading_deg, abs=1e-4)


def test_layers_are_cut_to_the_area(folder):
    listing = list_folder(folder)
    geometry = geometry_of(listing, (113.62, 23.62, 113.63, 23.63))
    row, column = (int(geometry.tags[f"{name}_OFFSET"]) for name in ("ROW", "COLUMN"))
    rows, columns = geometry.grid.shape
    part = slice(row, row + rows), slice(column, column + columns)
    assert rows < SHAPE[0] / 2
    assert columns < SHAPE[1] / 2
    assert set(geometry.layers) == set(listing.layers)
    assert all(values.shape == geometry.grid.shape for values in geometry.layers.values())
    lon, lat = (values[part] for values in degrees(TRUTH))
    assert np.array_equal(geometry.layers["longitude"], lon)
    assert np.array_equal(geometry.layers["latitude"], lat)
    assert np.abs(geometry.layers["height"] - TRUTH.height(lon, lat)).max() < 1e-3
    assert np.array_equal(geometry.layers["layover_shadow"], np.where(TRUTH.height(lon, lat) > 400, 2, 0))
    assert np.ptp(geometry.layers["slant_range"], axis=0).max() == 0  # a column has one range
    assert np.abs(geometry.layers["slant_range"] - TRUTH.slant_range(lon, lat)).max() < 1000


def test_where_no_burst_reaches_nothing_is_known(folder):
    layers = geometry_of(list_folder(folder), (113.0, 23.0, 114.0, 24.0)).layers
    assert layers["height"].shape[1] == SHAPE[1]
    for name, values in layers.items():
        assert np.isnan(values[:, -EMPTY:]).all(), name
        assert np.isfinite(values[:, :-EMPTY]).all(), name


def test_without_swaths_the_range_is_that_of_the_nominal_orbit(tmp_path):
    write(tmp_path, TRUTH, swaths=False)
    layers = geometry_of(list_folder(tmp_path)).layers
    truth = TRUTH.slant_range(layers["longitude"], layers["latitude"])
    assert np.abs(layers["slant_range"] / truth - 1).max() < 0.01


def test_the_range_does_not_begin_at_a_swath_that_was_not_merged(folder, tmp_path):
    write(tmp_path, TRUTH)
    near, spacing = range_of_columns(TRUTH)
    text = swath_xml(TRUTH, 3, near - 20e3, spacing, day=TRUTH.dates[0], bursts=1)
    (tmp_path / "reference/IW3.xml").write_text(text)
    expected, found = (geometry_of(list_folder(path)).layers["slant_range"] for path in (folder, tmp_path))
    assert np.array_equal(found, expected)


def test_ground_that_moves_towards_the_satellite_has_a_negative_phase(folder, tmp_path):
    listing = list_folder(folder)
    geometry = geometry_of(listing)
    path = tmp_path / "height.tif"
    write_raster(path, geometry.layers["height"], geometry.grid, tags=geometry.tags)
    read = [read_scene(scene, {"height": str(path)}) for scene in listing.scenes]
    assert all(facts.heading_deg == pytest.approx(TRUTH.heading_deg, abs=1e-3) for _, facts in read)
    formed, _ = form_interferogram(read[0][0], read[2][0], (1, 1))
    lon, lat = geometry.layers["longitude"], geometry.layers["latitude"]
    moved = TRUTH.displacement(lon, lat, TRUTH.dates[2])
    assert SIGN == IMAGE_SIGN
    assert (formed[TRUTH.missing(lon, lat)] == 0).all()
    for part in (moved > 0.6 * moved.max(), moved < 0.6 * moved.min()):
        phase = np.angle(formed[part].sum())
        assert phase == pytest.approx(phase_per_displacement(WAVELENGTH) * np.average(moved[part]), abs=0.05)
        assert np.sign(phase) == -np.sign(np.average(moved[part]))


def test_files_that_do_not_fit_are_refused(tmp_path):
    write(tmp_path, TRUTH)
    listing = list_folder(tmp_path)
    files = {**listing.geometry, **listing.scenes[0].files}
    with pytest.raises(InputError, match=r"its size is \(100, 83\) and that of the images \(200, 330\)"):
        read_geometry(files | {"lat": str(tmp_path / "merged/geom_reference/lat.rdr")}, BOUNDS)
    path = tmp_path / "layer.tif"
    geometry = geometry_of(listing)
    write_raster(path, geometry.layers["height"], geometry.grid, tags=geometry.tags)
    wrong = type(listing.scenes[0])(
        TRUTH.dates[0], {**listing.scenes[0].files, "slc": listing.geometry["lat"]}
    )
    with pytest.raises(InputError, match="not complex"):
        read_scene(wrong, {"height": str(path)})
