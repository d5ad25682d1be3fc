"""LiCSAR's frames: what is found, in which sign and geometry it is read, and what is refused."""

import datetime
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from miniatures import licsar as maker
from product_truth import WAVELENGTH, Truth, degree_grid

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, write_raster
from scarpwatch.stacks.licsar import reader as licsar
from scarpwatch.stacks.licsar.reader import list_folder, read_facts, read_geometry, read_pair

TRUTH = Truth()
SHORT = replace(TRUTH, dates=TRUTH.dates[:3])  # three pairs
LON, LAT, _ = degree_grid()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("licsar")
    maker.write(made, SHORT)
    return made


def change(path: Path, make) -> None:
    """Change a raster's values in place."""
    with rasterio.open(path, "r+") as target:
        values = make(target.read(1))
        target.write(values.astype(target.dtypes[0]), 1)


def test_a_frame_is_listed_in_order(folder: Path) -> None:
    listing = list_folder(folder)
    assert [pair.name for pair in listing.pairs] == [
        "20240105_20240117",
        "20240105_20240129",
        "20240117_20240129",
    ]
    assert listing.family == "licsar"
    assert listing.notes == ()
    assert set(listing.pairs[0].files) == {"unwrapped", "coherence"}
    assert set(listing.geometry) == {"los_east", "los_north", "los_up", "metadata"}
    assert list_folder(folder / "GEOC").pairs == listing.pairs


@pytest.mark.parametrize("floats", [False, True])
def test_phase_is_positive_away_and_coherence_has_the_scale_of_its_type(floats: bool, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, floats=floats)
    wet = SHORT.missing(LON, LAT)
    for pair, (first, second) in zip(list_folder(tmp_path).pairs, SHORT.pairs, strict=True):
        data = read_pair(pair)
        assert (np.isnan(data.unwrapped) == wet).all()
        assert (np.isnan(data.coherence) == wet).all()
        moved = displacement_per_phase(WAVELENGTH) * data.unwrapped
        true = SHORT.displacement(LON, LAT, second) - SHORT.displacement(LON, LAT, first)
        assert np.nanmin(moved) < -0.002  # the bowl sinks
        assert np.nanmax(np.abs(moved - true)) < 1e-8
        off = np.nanmax(np.abs(data.coherence - SHORT.coherence(LON, LAT, first, second)))
        assert off < (1e-6 if floats else 0.51 / 255)


def test_headers(folder: Path) -> None:
    for pair, (first, second) in zip(list_folder(folder).pairs, SHORT.pairs, strict=True):
        facts = read_facts(pair)
        assert facts.grid.shape == LON.shape
        assert facts.grid.crs.to_epsg() == 4326
        assert facts.wavelength_m == pytest.approx(WAVELENGTH)
        assert facts.heading_deg == SHORT.heading_deg
        assert facts.perpendicular_baseline_m == pytest.approx(SHORT.baseline(first, second))
        assert facts.track == maker.FRAME
        assert facts.looks == 40


def height() -> np.ndarray:
    return SHORT.height(LON, LAT).astype(np.float32)


def test_geometry_is_the_vector_to_the_satellite(folder: Path) -> None:
    listing = list_folder(folder)
    geometry = read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, height())
    for name, true in zip(("east", "north", "up"), SHORT.los(LON, LAT), strict=True):
        assert np.abs(geometry.layers[f"los_{name}"] - true).max() < 1e-6
    assert (geometry.layers["los_east"] < 0).all()  # ascending: the satellite stands in the west
    assert (geometry.layers["los_up"] > 0).all()
    assert np.abs(geometry.layers["incidence"] - SHORT.incidence(LON, LAT)).max() < 1e-6
    assert geometry.layers["slant_range"] == pytest.approx(SHORT.slant_range(LON, LAT), rel=1e-3)
    assert geometry.tags["HEADING_DEG"] == SHORT.heading_deg
    assert geometry.tags["ACQUISITION_TIME_UTC"] == "10:11:25"


def test_without_look_vector_the_middle_of_the_frame_stands_for_all(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, look_vector=False)
    listing = list_folder(tmp_path)
    assert "stand for all cells" in " ".join(listing.notes)
    geometry = read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, height())
    assert np.ptp(geometry.layers["los_east"]) == 0
    middle = SHORT.los(113.63, 23.625)
    assert geometry.layers["los_east"][0, 0] == pytest.approx(middle[0], abs=1e-4)
    assert geometry.layers["los_north"][0, 0] == pytest.approx(middle[1], abs=1e-4)
    metadata = Path(listing.geometry["metadata"])
    metadata.write_text(metadata.read_text().replace("heading", "heeding"))
    with pytest.raises(InputError, match="lacks heading"):
        read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, height())
    metadata.unlink()
    with pytest.raises(InputError, match="neither a look vector"):
        list_folder(tmp_path)


def test_without_metadata_the_heading_comes_from_the_look_vector(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, metadata=False)
    listing = list_folder(tmp_path)
    assert math.isnan(read_facts(listing.pairs[0]).heading_deg)
    geometry = read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, height())
    assert geometry.tags["HEADING_DEG"] == pytest.approx(SHORT.heading_deg, abs=0.01)
    assert geometry.layers["slant_range"] == pytest.approx(SHORT.slant_range(LON, LAT), rel=0.02)


@pytest.mark.parametrize("damage", [lambda values: -values, lambda values: 2 * values])
def test_another_vector_than_the_one_to_the_satellite_is_refused(damage, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    listing = list_folder(tmp_path)
    for name in ("los_east", "los_north", "los_up"):
        change(Path(listing.geometry[name]), damage)
    with pytest.raises(InputError, match="not a unit vector"):
        read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, height())


def test_a_look_vector_without_a_coordinate_system_is_refused(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    listing = list_folder(tmp_path)
    for name in ("los_east", "los_north", "los_up"):
        path = Path(listing.geometry[name])
        values, grid = read_raster(path)
        write_raster(path, values, Grid(None, grid.transform, grid.shape))
    with pytest.raises(InputError, match="which coordinate system"):
        read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, height())


def test_a_frame_flies_in_one_direction(tmp_path: Path) -> None:
    """The letter in its name, the heading and the side on which the satellite stands all tell it."""
    maker.write(tmp_path, SHORT)
    metadata = tmp_path / "GEOC" / "metadata.txt"
    text = metadata.read_text()
    metadata.write_text(text.replace(f"heading={SHORT.heading_deg}", "heading=-167.5"))
    with pytest.raises(
        InputError, match=r"by its heading .* towards -168 .* is descending, and the frame 106A_\S+ is asc"
    ):
        list_folder(tmp_path)
    metadata.write_text(text)
    for path in sorted((tmp_path / "GEOC").glob("106A_*")):
        path.rename(path.with_name(path.name.replace("106A", "106D")))
    with pytest.raises(InputError, match=r"the track is ascending, and the frame 106D_\S+ is descending"):
        list_folder(tmp_path)
    metadata.write_text(
        text.replace(f"heading={SHORT.heading_deg}", "heading=")
    )  # as some of its files have it
    listing = list_folder(tmp_path)
    with pytest.raises(InputError, match=r"by the look vector .* is ascending, and the frame 106D"):
        read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, height())
    for path in sorted((tmp_path / "GEOC").glob("106D_*")):
        path.rename(path.with_name(path.name.replace("106D", "106A")))
    listing = list_folder(tmp_path)
    geometry = read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, height())
    assert geometry.tags["HEADING_DEG"] == pytest.approx(SHORT.heading_deg, abs=0.01)


def test_a_look_vector_of_another_frame_is_seen_by_the_heading(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    for path in (tmp_path / "GEOC").glob("106A_*"):
        path.rename(path.with_name(path.name.replace("106A_06632_131313", "frame")))
    listing = list_folder(tmp_path)
    change(Path(listing.geometry["los_east"]), lambda values: -values)
    with pytest.raises(
        InputError, match=r"by the look vector .* towards -16[78] .*, and by metadata\.txt towards -12"
    ):
        read_geometry(listing.geometry, read_facts(listing.pairs[0]).grid, height())


def test_beside_the_frame_nothing_is_known(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    listing = list_folder(tmp_path)
    corner = read_facts(listing.pairs[0]).grid.part(rasterio.windows.Window(0, 0, 8, 6))
    for name in ("los_east", "los_north", "los_up"):
        change(
            Path(listing.geometry[name]),
            lambda values: np.where(np.arange(len(values))[:, None] > 20, values, 0),
        )
    geometry = read_geometry(listing.geometry, corner, height()[:6, :8])
    assert np.isnan(geometry.layers["incidence"]).all()
    assert np.isnan(geometry.layers["slant_range"]).all()


def test_missing_and_partial_baselines_are_said(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, baselines=None)
    listing = list_folder(tmp_path)
    assert "no file `baselines`, so the DEM error is neither" in listing.notes[0]
    assert all(math.isnan(read_facts(pair).perpendicular_baseline_m) for pair in listing.pairs)
    path = tmp_path / "GEOC" / "baselines"
    path.write_text(maker.baseline_text(SHORT, dates=SHORT.dates[1:]))
    listing = list_folder(tmp_path)
    assert "known of 1 of 3 pairs" in listing.notes[0]
    assert [math.isfinite(read_facts(pair).perpendicular_baseline_m) for pair in listing.pairs] == [
        False,
        False,
        True,
    ]
    path.write_text(
        "".join(f"0 20240105 {day:%Y%m%d} .1 0 0 0 0 .{n}\n" for n, day in enumerate(TRUTH.dates))
    )
    listing = list_folder(tmp_path)
    assert "LiCSBAS" in listing.notes[0] and "DEM error" in listing.notes[0]
    assert "perpendicular_baseline_m" not in listing.pairs[0].known


def test_pairs_that_are_not_unwrapped_are_passed_over_and_said(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    next(tmp_path.rglob("*0105_20240129.geo.unw.tif")).unlink()
    listing = list_folder(tmp_path)
    assert [pair.name for pair in listing.pairs] == ["20240105_20240117", "20240117_20240129"]
    assert "1 pair has no unwrapped phase" in listing.notes[0]


def test_a_new_date_changes_nothing_for_the_others(tmp_path: Path) -> None:
    maker.write(tmp_path / "a" / "b", SHORT)
    before = list_folder(tmp_path / "a")
    maker.write(tmp_path / "c" / "b", TRUTH)
    (tmp_path / "a").rename(tmp_path / "old")
    (tmp_path / "c").rename(tmp_path / "a")
    after = list_folder(tmp_path / "a")
    assert [pair for pair in after.pairs if pair.secondary <= SHORT.dates[-1]] == list(before.pairs)
    assert after.geometry == before.geometry


def test_frames_are_told_from_folders(folder: Path, tmp_path: Path) -> None:
    for frame, dates in (("106A_06632_131313", TRUTH.dates[:3]), ("033D_06632_131313", TRUTH.dates[3:])):
        maker.write(tmp_path / frame, replace(TRUTH, dates=dates, baselines=TRUTH.baselines[:3]))
    tracks = {read_facts(pair).track for pair in list_folder(tmp_path).pairs}
    assert tracks == {"106A_06632_131313", "033D_06632_131313"}


def test_a_pair_with_the_later_date_first_is_turned_round_and_said(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    forwards = read_pair(list_folder(tmp_path).pairs[0]).unwrapped
    for path in sorted(tmp_path.rglob("20240105_20240117.geo.*")):
        path.rename(path.with_name(path.name.replace("20240105_20240117", "20240117_20240105")))
    listing = list_folder(tmp_path)
    assert any("reversed" in note and "20240105_20240117" in note for note in listing.notes)
    assert np.array_equal(read_pair(listing.pairs[0]).unwrapped, -forwards, equal_nan=True)


def test_two_frames_are_refused(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    for path in sorted(tmp_path.rglob("*.geo.[ENU].tif")):
        path.with_name("033D" + path.name[4:]).write_bytes(path.read_bytes())
    with pytest.raises(InputError, match=r"it holds the frames 033D\S+, 106\S+, and each looks"):
        list_folder(tmp_path)


def test_an_empty_pair_is_all_missing(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    pair = list_folder(tmp_path).pairs[0]
    change(Path(pair.files["unwrapped"]), np.zeros_like)
    assert np.isnan(read_pair(pair).unwrapped).all()


def test_coherence_to_255_in_floats_is_refused(tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT, floats=True)
    pair = list_folder(tmp_path).pairs[0]
    change(Path(pair.files["coherence"]), lambda values: 255 * values)
    with pytest.raises(InputError, match="not 0 to 1"):
        read_pair(pair)


def copy_pair(folder: Path) -> None:
    """The first pair once more, elsewhere."""
    for path in (folder / "GEOC" / "20240105_20240117").iterdir():
        (folder / "more").mkdir(exist_ok=True)
        (folder / "more" / path.name).write_bytes(path.read_bytes())


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda folder: [path.unlink() for path in folder.rglob("*.geo.unw.tif")], "no file named like"),
        (lambda folder: next(folder.rglob("*.geo.cc.tif")).unlink(), "there is no .*geo.cc.tif beside it"),
        (copy_pair, "a second time"),
    ],
)
def test_faults_of_a_folder(damage, fault: str, tmp_path: Path) -> None:
    maker.write(tmp_path, SHORT)
    damage(tmp_path)
    with pytest.raises(InputError, match=fault) as caught:
        list_folder(tmp_path)
    assert caught.value.cure


def test_dates_can_be_left_out(folder: Path) -> None:
    assert len(list_folder(folder, exclude=[SHORT.dates[0]]).pairs) == 1
    with pytest.raises(InputError, match="2020-01-01"):
        list_folder(folder, exclude=[datetime.date(2020, 1, 1)])


def test_listing_takes_the_standard_library_alone(folder: Path) -> None:
    code = (
        "import sys; from scarpwatch.stacks.licsar.reader import list_folder; "
        f"list_folder({str(folder)!r}); print('numpy' in sys.modules)"
    )
    root = Path(licsar.__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
