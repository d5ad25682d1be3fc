"""Folders of GAMMA interferograms: what is found, and in which sign it is read."""

import datetime
from pathlib import Path

import numpy as np
import pytest
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.conventions import displacement_per_phase, phase_per_range
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.stacks.families import recognise
from scarpwatch.stacks.gamma.reader import list_folder, read_facts, read_pair
from scarpwatch.stacks.listing import PairFiles

GRID = Grid(CRS.from_epsg(4326), from_origin(-99.2, 19.5, 0.001, 0.001), (20, 30))
WAVELENGTH = 0.0554658
DAYS = ["20180106", "20180130", "20180307"]


def make_folder(folder: Path, pairs: list[tuple[str, str]] | None = None) -> Path:
    """A folder whose right half sinks by 1 cm along the line of sight from each date to the next."""
    (folder / "tif").mkdir(parents=True)
    (folder / "par").mkdir()
    away = np.zeros(GRID.shape, np.float32)
    away[:, 15:] = 0.01
    for first, second in pairs or [(DAYS[0], DAYS[1]), (DAYS[1], DAYS[2])]:
        steps = DAYS.index(second) - DAYS.index(first)
        # What GAMMA writes: phase grows with the distance of the second date over that of the first.
        phase = phase_per_range(WAVELENGTH) * steps * away + 1e-3
        phase[0] = 0
        name = folder / "tif" / f"area_{first}-{second}_VV_8rlks"
        write_raster(f"{name}_eqa_unw.tif", phase.astype(np.float32), GRID, nodata=0)
        coherence = np.full(GRID.shape, 0.8, np.float32)
        coherence[1] = 0
        write_raster(f"{name}_flat_eqa_cc.tif", coherence, GRID, nodata=0)
        (folder / "par" / f"{first}-{second}_VV_8rlks_base.par").touch()
    (folder / "par" / f"r{DAYS[0]}_VV_slc.par").touch()
    return folder


def test_a_folder_is_listed_in_order(tmp_path: Path) -> None:
    listing = list_folder(make_folder(tmp_path / "a"))
    assert [pair.name for pair in listing.pairs] == ["20180106_20180130", "20180130_20180307"]
    assert listing.dates == [datetime.date(2018, 1, 6), datetime.date(2018, 1, 30), datetime.date(2018, 3, 7)]
    assert set(listing.geometry) == {"grid", "slc_par"}
    assert "those of the middle" in listing.notes[0]
    files = listing.pair("20180130_20180307").files
    assert set(files) == {"unwrapped", "coherence", "baseline", "slc_par"}
    assert all(
        "20180130-20180307" in Path(files[name]).name for name in ("unwrapped", "coherence", "baseline")
    )


def test_a_new_pair_changes_nothing_for_the_others(tmp_path: Path) -> None:
    before = list_folder(make_folder(tmp_path / "a"))
    files = {pair.name: pair.files for pair in before.pairs}
    for path in sorted((tmp_path / "a").rglob("*20180106-20180130*")):
        path.with_name(path.name.replace("20180106-20180130", "20180106-20180307")).write_bytes(
            path.read_bytes()
        )
    after = list_folder(tmp_path / "a")
    assert len(after.pairs) == 3
    assert {name: after.pair(name).files for name in files} == files
    assert after.geometry == before.geometry


def test_sinking_ground_has_positive_phase_so_displacement_is_negative(tmp_path: Path) -> None:
    pair = list_folder(make_folder(tmp_path / "a")).pairs[0]
    data = read_pair(pair)
    displacement = displacement_per_phase(WAVELENGTH) * data.unwrapped
    assert np.nanmedian(displacement[:, 15:]) == pytest.approx(-0.01, abs=1e-4)
    assert np.nanmedian(displacement[:, :15]) == pytest.approx(0.0, abs=1e-4)


def test_a_pair_named_backwards_is_negated(tmp_path: Path) -> None:
    forwards = read_pair(list_folder(make_folder(tmp_path / "a", [(DAYS[0], DAYS[1])])).pairs[0])
    pair = list_folder(make_folder(tmp_path / "b", [(DAYS[1], DAYS[0])])).pairs[0]
    assert pair.backwards
    assert "20180106_20180130" in list_folder(tmp_path / "b").notes[0]
    assert pair.name == "20180106_20180130"
    offset = 2e-3  # the constant that keeps level ground from being 0, which would be no data
    assert np.allclose(read_pair(pair).unwrapped + offset, forwards.unwrapped, atol=1e-5, equal_nan=True)


def test_zero_is_no_measurement_in_either_file(tmp_path: Path) -> None:
    data = read_pair(list_folder(make_folder(tmp_path / "a")).pairs[0])
    assert np.isnan(data.unwrapped[:2]).all()
    assert np.isnan(data.coherence[:2]).all()
    assert np.isfinite(data.unwrapped[2:]).all()
    assert data.grid == GRID


@pytest.mark.parametrize(
    ("unwrapped", "coherence", "par"),
    [
        ("geo_180106-180130_unw.tif", "geo_180106-180130_cc.tif", "20180106_slc.par"),
        ("20180106_20180130_eqa_unw.tif", "20180106_20180130_flat_eqa_cc.tif", "r20180106_VV.slc.par"),
        ("20180106-20180130_VV_geo.unw.tif", "20180106-20180130_VV_geo.cc.tif", "180106_slc.par"),
        ("geo_180106-180130_unw_ifg.tif", "180106-180130_cc_coh.tif", "20180106_slc.par"),
        (
            "20180106-20180130_VV_8rlks_filt_geo_unw.tif",
            "20180106-20180130_VV_8rlks_flat_geo_coh.tif",
            "r20180106_VV_slc.par",
        ),
    ],
)
def test_names_in_use(tmp_path: Path, unwrapped: str, coherence: str, par: str) -> None:
    for name in (unwrapped, coherence, par):
        (tmp_path / name).touch()
    (pair,) = list_folder(tmp_path).pairs
    assert (pair.name, pair.backwards) == ("20180106_20180130", False)
    named = {key: Path(path).name for key, path in pair.files.items()}
    assert named == {"unwrapped": unwrapped, "coherence": coherence, "slc_par": par}
    assert recognise(tmp_path)[0] == "gamma"


def test_names_of_others_are_not_taken(tmp_path: Path) -> None:
    for name in (
        "20180106_20180130.geo.unw.tif",
        "S1AA_20180106T004006_20180130T004006_unw.tif",
        "1806-180130_unw.tif",
    ):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match="there is no file named like"):
        list_folder(tmp_path)


def test_of_two_coherences_that_of_the_unfiltered_phase_is_read(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "a")
    plain = [pair.files["coherence"] for pair in list_folder(folder).pairs]
    for path in plain:
        Path(path.replace("_flat_", "_filt_")).touch()
    assert [pair.files["coherence"] for pair in list_folder(folder).pairs] == plain


def test_millimetres_of_pyrate_are_refused(tmp_path: Path) -> None:
    pair = list_folder(make_folder(tmp_path / "a")).pairs[0]
    values = np.full(GRID.shape, 12.0, np.float32)
    write_raster(pair.files["unwrapped"], values, GRID, nodata=0, tags={"DATA_UNITS": "MILLIMETRES"})
    with pytest.raises(InputError, match="in millimetres, and not phase in radians"):
        read_pair(pair)
    write_raster(pair.files["unwrapped"], values, GRID, nodata=0, tags={"DATA_UNITS": "RADIANS"})
    assert np.nanmax(read_pair(pair).unwrapped) == 12


def test_dates_can_be_left_out(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "a")
    assert [pair.name for pair in list_folder(folder, exclude=[datetime.date(2018, 1, 6)]).pairs] == [
        "20180130_20180307"
    ]
    with pytest.raises(InputError, match="no pair is left"):
        list_folder(folder, exclude=[datetime.date(2018, 1, 30)])
    with pytest.raises(InputError, match="it has nothing of 2018-02-01"):
        list_folder(folder, exclude=[datetime.date(2018, 2, 1)])


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda folder: [path.unlink() for path in folder.rglob("*_unw.tif")], "no file named like"),
        (lambda folder: next(folder.rglob("*_cc.tif")).unlink(), "there is no coherence"),
        (lambda folder: next(folder.rglob("*_slc.par")).unlink(), "wavelength and incidence are unknown"),
        (
            lambda folder: (folder / "other_20180106-20180130_VH_unw.tif").touch(),
            "the same dates stand there a second time",
        ),
        (
            lambda folder: (
                (folder / "a_20180106-20180106_unw.tif").touch()
                or (folder / "a_20180106-20180106_cc.tif").touch()
            ),
            "both dates of the pair are the same",
        ),
    ],
)
def test_faults_of_a_folder(tmp_path: Path, damage: object, fault: str) -> None:
    folder = make_folder(tmp_path / "a")
    damage(folder)  # type: ignore[operator]
    with pytest.raises(InputError, match=fault) as caught:
        list_folder(folder)
    assert caught.value.cure


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder does not exist"):
        list_folder(tmp_path / "none")


def rewrite(path: Path, values: np.ndarray, grid: Grid = GRID) -> None:
    write_raster(path, values.astype(np.float32), grid, nodata=0)


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda pair: rewrite(pair.files["coherence"], np.full(GRID.shape, 200.0)), "not 0 to 1"),
        (
            lambda pair: rewrite(
                pair.files["coherence"], np.ones((20, 31)), Grid(GRID.crs, GRID.transform, (20, 31))
            ),
            "its grid",
        ),
    ],
)
def test_faults_of_a_pair(tmp_path: Path, damage: object, fault: str) -> None:
    pair = list_folder(make_folder(tmp_path / "a")).pairs[0]
    damage(pair)  # type: ignore[operator]
    with pytest.raises(InputError, match=fault):
        read_pair(pair)


def test_a_pair_without_any_phase_is_all_missing(tmp_path: Path) -> None:
    pair = list_folder(make_folder(tmp_path / "a")).pairs[0]
    rewrite(Path(pair.files["unwrapped"]), np.zeros(GRID.shape))
    assert np.isnan(read_pair(pair).unwrapped).all()


def stacked_rate(pairs: tuple[PairFiles, ...]) -> np.ndarray:
    """Displacement rate (cm/yr, positive towards the satellite), each pair less its western median."""
    total, weight = 0.0, 0.0
    for pair in pairs:
        phase = read_pair(pair).unwrapped
        years = (pair.secondary - pair.reference).days / DAYS_PER_YEAR
        displacement = displacement_per_phase(WAVELENGTH) * (phase - np.nanmedian(phase[:, :15]))
        total, weight = total + years * displacement, weight + years**2
    return 100 * total / weight


def test_mexico_city_sinks_in_the_east(shared_real: Path) -> None:
    listing = list_folder(shared_real / "mexico_city_s1")
    assert len(listing.pairs) == 30
    assert len(listing.dates) == 13
    assert {"lookup", "mli_par"} < set(listing.geometry)
    facts = read_facts(listing.pairs[0])
    assert facts.wavelength_m == pytest.approx(0.0554658, abs=1e-7)
    assert facts.heading_deg == pytest.approx(-12.27, abs=0.01)
    rate = stacked_rate(listing.pairs)
    west, east = np.nanmedian(rate[:, :15]), np.nanmedian(rate[:, -20:])
    assert abs(west) < 1.5  # foothills
    assert -35 < east < -15  # lake bed: 40 cm/yr of sinking, seen at 32 degrees, and less in the south
    columns = np.nanmedian(rate, axis=0)
    assert np.corrcoef(np.arange(columns.size), columns)[0, 1] < -0.95
