"""Checks of ready interferograms, one test per fault; GAMMA's files stand for all families."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from miniatures import gamma as miniature
from miniatures import hyp3
from product_truth import EAST, NORTH, SOUTH, WEST, Truth
from raster_makers import truncate
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, write_raster
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.stacks.gamma.reader import list_folder
from scarpwatch.stacks.hyp3.reader import list_folder as list_hyp3
from scarpwatch.stacks.pair_checks import check_layers, check_pairs, require_alike
from scarpwatch.stacks.readers import Facts, Geometry, look_vector

TRUTH = Truth()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    miniature.write(tmp_path / "stack", TRUTH)
    return tmp_path / "stack"


@pytest.fixture
def area(tmp_path: Path) -> Area:
    grid = Grid(CRS.from_epsg(4326), from_origin(WEST, NORTH, 0.001, 0.001), (50, 60))
    write_raster(tmp_path / "dem.tif", np.full(grid.shape, 100, np.float32), grid)
    return Area(tmp_path / "dem.tif", 1, grid.crs, (WEST, SOUTH, EAST, NORTH))


def second(folder: Path, ending: str) -> Path:
    return sorted(folder.rglob(f"*{ending}"))[1]


def change(path: Path, values, grid: Grid | None = None) -> None:
    """Write a raster again with other values or another grid."""
    old, own = read_raster(path)
    write_raster(path, np.broadcast_to(values, (grid or own).shape).astype(old.dtype), grid or own, nodata=0)


def regrid(folder: Path, crs: int, transform: object) -> None:
    """Bring one interferogram to another grid, as if it had been geocoded anew, and take the lookup table away."""
    next(folder.rglob("*.lt")).unlink()
    change(second(folder, "_unw.tif"), 1.0, Grid(CRS.from_epsg(crs), transform, (40, 50)))


def test_baselines_that_cannot_be_true_are_noted_before_the_run(tmp_path: Path, area: Area) -> None:
    hyp3.write(tmp_path / "hyp3", TRUTH)
    assert check_pairs(list_hyp3(tmp_path / "hyp3"), area)["notes"] == []
    for path in (tmp_path / "hyp3").rglob("*.txt"):
        path.write_text(re.sub(r"(?m)^Baseline: .*$", "Baseline: 7.14", path.read_text()))
    (note,) = check_pairs(list_hyp3(tmp_path / "hyp3"), area)["notes"]
    assert "all 9 pairs have the same perpendicular baseline of 7.14 m, which cannot be" in note


def test_good_pairs(folder: Path, area: Area) -> None:
    found = check_pairs(list_folder(folder), area)
    assert (found["pairs"], found["scenes"], found["baselines_known"]) == (9, 6, 9)
    assert (found["rows"], found["columns"]) == (50, 60)
    assert found["coverage"] == pytest.approx(1.0)
    assert found["heading_deg"] == -12.5
    assert found["unusable"] == {}


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda f: truncate(second(f, "_unw.tif"), 0.5), "truncated|cannot be read"),
        (
            lambda f: regrid(f, 4326, from_origin(WEST, NORTH, 0.0013, 0.0013)),
            "do not lie on those of other products",
        ),
        (
            lambda f: regrid(f, 32649, from_origin(7e5, 26e5, 90, 90)),
            "it is in EPSG:32649, and other products of the stack in EPSG:4326",
        ),
        (
            lambda f: change(sorted(f.rglob("*_cc.tif"))[0], 180.0),
            "its values go from 180 to 180, not 0 to 1",
        ),
        (
            lambda f: sorted(f.rglob("*_slc.par"))[0].write_text("sensor: S1A\n"),
            "`radar_frequency` is missing",
        ),
        (lambda f: second(f, "_base.par").write_text(""), "is missing or is not a number"),
        (
            lambda f: second(f, "_slc.par").write_text(
                second(f, "_slc.par").read_text().replace("5.405000e+09", "1.2e9")
            ),
            "its wavelength is 24.9",
        ),
    ],
)
def test_faults_of_pairs(folder: Path, area: Area, damage, fault: str) -> None:
    damage(folder)
    with pytest.raises(InputError, match=fault) as caught:
        check_pairs(list_folder(folder), area)
    assert caught.value.cure


def test_all_damaged_files_are_named_at_once(folder: Path, area: Area) -> None:
    for path in sorted(folder.rglob("*_unw.tif"))[2:5]:
        truncate(path, 0.5)
    names = [path.name for path in sorted(folder.rglob("*_unw.tif"))[3:5]]
    with pytest.raises(InputError, match=f"2 more have faults: {names[0]}, {names[1]}"):
        check_pairs(list_folder(folder), area)


def test_pairs_without_values_or_beside_the_area_are_recorded(folder: Path, area: Area) -> None:
    files = sorted(folder.rglob("*_unw.tif"))
    change(files[3], 0.0)
    away = Grid(CRS.from_epsg(4326), from_origin(WEST + 1, NORTH, 0.001, 0.001), (50, 60))
    change(files[5], 1.0, away)
    change(sorted(folder.rglob("*_cc.tif"))[7], 0.0)
    found = check_pairs(list_folder(folder), area)
    names = [pair.name for pair in list_folder(folder).pairs]
    assert found["unusable"] == {
        names[3]: "all its phase over the DEM is zero or no data",
        names[5]: "it does not overlap the DEM",
        names[7]: "all its coherence over the DEM is zero or no data",
    }


def test_a_dem_much_larger_than_the_products(folder: Path, tmp_path: Path) -> None:
    wide = Grid(CRS.from_epsg(4326), from_origin(WEST - 1, NORTH + 0.5, 0.01, 0.01), (110, 130))
    write_raster(tmp_path / "dem.tif", np.full(wide.shape, 100, np.float32), wide)
    found = check_pairs(list_folder(folder), Area(tmp_path / "dem.tif", 1, wide.crs, wide.bounds))
    assert (found["rows"], found["columns"]) == (1100, 1300)
    assert found["coverage"] == pytest.approx(50 * 60 / (1100 * 1300), abs=1e-4)


def test_nothing_usable_or_no_overlap_at_all(folder: Path, area: Area, tmp_path: Path) -> None:
    far = Grid(CRS.from_epsg(32632), from_origin(5e5, 5.2e6, 50, 50), (40, 40))
    write_raster(tmp_path / "far.tif", np.ones(far.shape, np.float32), far)
    with pytest.raises(
        InputError, match="none of the 9 pairs is usable; of 20240105_20240117: it does not overlap the DEM"
    ):
        check_pairs(list_folder(folder), Area(tmp_path / "far.tif", 1, far.crs, far.bounds))
    for path in folder.rglob("*_unw.tif"):
        change(path, 0.0)
    with pytest.raises(
        InputError,
        match="none of the 9 pairs is usable; of 20240105_20240117: all its phase over the DEM is zero",
    ):
        check_pairs(list_folder(folder), area)


def test_pairs_in_radar_geometry(folder: Path, area: Area) -> None:
    for path in folder.rglob("*.tif"):
        change(path, 1.0, Grid(None, from_origin(0, 0, 1, 1), (50, 60)))
    with pytest.raises(InputError, match="which coordinate system"):
        check_pairs(list_folder(folder), area)


def test_degrees_where_radians_belong() -> None:
    grid = Grid(None, from_origin(0, 0, 1, 1), (3, 4))
    angle = np.full(grid.shape, 0.69, np.float32)
    layers = {"incidence": angle, "slant_range": np.full(grid.shape, 8.8e5, np.float32)}
    check_layers(Geometry({**layers, **look_vector(angle, -12.5)}, grid), where="here")
    with pytest.raises(InputError, match=r"incidence of the products is from 39.5.* radians"):
        check_layers(Geometry({**layers, "incidence": np.degrees(angle)}, grid), where="here")
    wrong = {**look_vector(angle, -12.5), "los_up": np.full(grid.shape, 39.5, np.float32)}
    with pytest.raises(InputError, match="it is a unit vector"):
        check_layers(Geometry({**layers, **wrong}, grid), where="here")


def test_another_track() -> None:
    grid = Grid(CRS.from_epsg(4326), from_origin(0, 0, 1, 1), (3, 4))
    with pytest.raises(InputError, match="it is of track 62, and a of track 128") as caught:
        require_alike("b.tif", Facts(grid, track="track 62"), "a", Facts(grid, track="track 128"))
    assert "one track at a time" in caught.value.cure
    require_alike("b.tif", Facts(grid), "a", Facts(grid, track="track 128"))
    with pytest.raises(InputError, match="it is of HH, and a of VV"):
        require_alike("b.tif", Facts(grid, polarisation="HH"), "a", Facts(grid, polarisation="VV"))
    require_alike("b.tif", Facts(grid), "a", Facts(grid, polarisation="VV"))
    with pytest.raises(InputError, match="its wavelength is nan cm"):
        require_alike("b.tif", Facts(grid, wavelength_m=float("nan")), "a", Facts(grid))
    with pytest.raises(
        InputError, match=r"flew towards 192.5 degrees from north, and that of a towards -12.5"
    ):
        require_alike("b.tif", Facts(grid, heading_deg=192.5), "a", Facts(grid, heading_deg=-12.5))
    require_alike("b.tif", Facts(grid, heading_deg=358.0), "a", Facts(grid, heading_deg=-1.5))


def test_a_coherence_of_exactly_1_is_pointed_out(folder: Path, area: Area) -> None:
    first = sorted(folder.rglob("*_cc.tif"))[0]
    values = read_raster(first)[0]
    values[: len(values) // 4] = 255 if values.max() > 1 else 1
    change(first, values)
    (note,) = check_pairs(list_folder(folder), area)["notes"]
    assert "of the coherence of 20240105_20240117 is exactly 1" in note


def test_bytes_of_0_to_100_are_pointed_out(folder: Path, area: Area) -> None:
    assert check_pairs(list_folder(folder), area)["notes"] == []
    first = sorted(folder.rglob("*_cc.tif"))[0]
    change(first, read_raster(first)[0] * 100 / 255)
    (note,) = check_pairs(list_folder(folder), area)["notes"]
    assert "the highest coherence of 20240105_20240117 is 0.3" in note


def test_phase_that_is_one_number_is_pointed_out(folder: Path, area: Area) -> None:
    """Where a reference was taken off a phase whose gaps are zeros, the gaps hold a number like any other."""
    first = sorted(folder.rglob("*_unw.tif"))[0]
    values = read_raster(first)[0]
    values[: len(values) // 4] = 0
    change(first, values)
    assert check_pairs(list_folder(folder), area)["notes"] == []
    change(first, values - np.float32(3.25))
    assert check_pairs(list_folder(folder), area)["notes"] == []  # ground that stands still in a simulation
    beside = sorted(folder.rglob("*_cc.tif"))[0]
    coherence = read_raster(beside)[0]
    coherence[: len(values) // 4] *= 0.3
    change(beside, coherence)
    (note,) = check_pairs(list_folder(folder), area)["notes"]
    assert "of the phase of 20240105_20240117 is exactly" in note


def test_one_phase_for_two_pairs_is_refused(folder: Path, area: Area) -> None:
    first, copy = sorted(folder.rglob("*_unw.tif"))[:2]
    shutil.copy(first, copy)
    with pytest.raises(
        InputError, match="one image stands for both 20240105_20240117 and 20240105_20240129"
    ) as caught:
        check_pairs(list_folder(folder), area)
    assert caught.value.where == str(copy)


def test_products_of_other_dates_than_their_names_are_refused(
    folder: Path, area: Area, tmp_path: Path
) -> None:
    path = second(folder, "_slc.par")
    path.write_text(path.read_text() + "date:      2018 01 06\n")
    with pytest.raises(InputError, match=r"tells of an image of 2018-01-06, and its name of 2024-01-17"):
        check_pairs(list_folder(folder), area)
    hyp3.write(tmp_path / "hyp3", TRUTH)
    path = second(tmp_path / "hyp3", ".txt")
    path.write_text(path.read_text().replace("_20240105T101112_20240105T", "_20180106T101112_20180106T"))
    with pytest.raises(
        InputError, match=r"tells of an image of 2018-01-06, and its name of 2024-01-05 and 2024-01-"
    ):
        check_pairs(list_hyp3(tmp_path / "hyp3"), area)


def test_geometry_without_a_clear_cell_is_refused() -> None:
    grid = Grid(None, from_origin(0, 0, 1, 1), (3, 4))
    mask = np.array([[1, 2, 3, np.nan]] * 3)
    layers = {"incidence": np.full(grid.shape, 0.7), "layover_shadow": mask}
    with pytest.raises(InputError, match="every cell over the area is in layover or shadow"):
        check_layers(Geometry(layers, grid), where="here")
    mask[0, 0] = 0
    check_layers(Geometry(layers, grid), where="here")


def test_two_satellites_and_two_polarisations(area: Area, tmp_path: Path) -> None:
    hyp3.write(tmp_path, TRUTH)
    assert check_pairs(list_hyp3(tmp_path), area)["sensor"] == "Sentinel-1A"
    path = second(tmp_path, ".txt")
    path.write_text(path.read_text().replace("Secondary Granule: S1A", "Secondary Granule: S1C"))
    found = check_pairs(list_hyp3(tmp_path), area)
    assert found["sensor"] == "Sentinel-1A (8), Sentinel-1A and Sentinel-1C (1)"
    for file in sorted(tmp_path.rglob("*_0001*"), reverse=True):  # files first, then their folder
        file.rename(file.with_name(file.name.replace("_VVP", "_HHP")))
    with pytest.raises(InputError, match=r"it is of HH, and 20240105_20240117 of VV"):
        check_pairs(list_hyp3(tmp_path), area)
