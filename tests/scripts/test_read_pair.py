"""The step that reads one ready interferogram, on the files of GAMMA."""

from pathlib import Path

import numpy as np
import pytest
from gamma_par import PAR
from rasterio.crs import CRS
from rasterio.transform import from_origin
from steps import run_main

from scarpwatch.conventions import PHASE_SIGN
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.coding import decode_coherence
from scarpwatch.stacks.gamma.reader import list_folder

GRID = Grid(CRS.from_epsg(4326), from_origin(9, 47, 0.001, 0.001), (20, 30))
NAME = "20180106_20180130"


def make_files(folder: Path) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    phase = np.tile(np.linspace(0, 9, 30, dtype=np.float32), (20, 1))  # column 0 is 0: no data
    write_raster(folder / "a_20180106-20180130_unw.tif", phase, GRID, nodata=0)
    coherence = np.full(GRID.shape, 0.75, np.float32)
    coherence[4] = 0
    write_raster(folder / "a_20180106-20180130_cc.tif", coherence, GRID, nodata=0)
    (folder / "r20180106_slc.par").write_text(
        PAR.replace("_looks: 8", "_looks: 1").replace("_looks: 2", "_looks: 1")
    )
    (folder / "r20180106_mli.par").write_text(PAR)
    text = "precision_baseline(TCN): 0.0 40.0 4.0 m\nprecision_baseline_rate: 0.0 0.0 0.0 m/s\n"
    (folder / "20180106-20180130_base.par").write_text(text)
    np.full(GRID.shape, 50 + 100j).astype(">c8").tofile(folder / "20180106_to_rdc.lt")
    return dict(list_folder(folder).pair(NAME).files)


def run(folder: Path, files: dict[str, str], *, grid: Grid = GRID, backwards: bool = False):
    names = ("unwrapped", "coherence", "components")
    write_raster(folder / "slant_range.tif", np.ones(grid.shape, np.float32), grid)
    return run_main(
        "read_pair",
        inputs={"files": sorted(files.values()), "grid": str(folder / "slant_range.tif")},
        output={name: str(folder / name / f"{NAME}.tif") for name in names},
        params={"family": "gamma", "files": files, "known": {}, "backwards": backwards},
        wildcards={"pair": NAME},
    )


def test_three_rasters_with_what_the_next_steps_need(tmp_path: Path) -> None:
    out = run(tmp_path / "out", make_files(tmp_path))
    phase, grid = read_raster(out.unwrapped)
    assert grid == GRID
    assert phase.dtype == np.float32
    measured = np.ones(GRID.shape, bool)
    measured[:, 0] = measured[4] = False
    assert (np.isfinite(phase) == measured).all()
    assert phase[0, 29] == 9
    tags = read_tags(out.unwrapped)
    assert (tags["REFERENCE_DATE"], tags["SECONDARY_DATE"]) == ("20180106", "20180130")
    assert tags["UNITS"] == "rad"
    assert tags["SIGN"] == PHASE_SIGN
    assert float(tags["WAVELENGTH_M"]) == pytest.approx(0.0554658, abs=1e-6)
    assert float(tags["LOOKS"]) == 16
    assert tags["FLATTENED"] == "yes"
    assert "UNUSABLE" not in tags
    # Mean slant range 800,930 m: look angle 27.7 degrees by the law of cosines.
    look = np.arccos((7073899.2**2 + 800930.0**2 - 6375868.9**2) / (2 * 800930.0 * 7073899.2))
    baseline = 40 * np.cos(look) - 4 * np.sin(look)
    assert float(tags["PERPENDICULAR_BASELINE_M"]) == pytest.approx(baseline, abs=0.01)
    codes, _ = read_raster(out.coherence)
    assert codes.dtype == np.uint8
    assert (np.isfinite(decode_coherence(codes)) == measured).all()
    assert decode_coherence(codes)[0, 5] == pytest.approx(0.75, abs=1 / 508)
    assert float(read_tags(out.coherence)["MEAN_COHERENCE"]) == pytest.approx(0.75, abs=1 / 508)
    assert ((read_raster(out.components)[0] == 1) == measured).all()


def test_a_pair_named_backwards_turns_phase_and_baseline(tmp_path: Path) -> None:
    files = make_files(tmp_path)
    forwards, backwards = run(tmp_path / "f", files), run(tmp_path / "b", files, backwards=True)
    one, other = read_raster(forwards.unwrapped)[0], read_raster(backwards.unwrapped)[0]
    assert np.array_equal(one, -other, equal_nan=True)
    baselines = [float(read_tags(out.unwrapped)["PERPENDICULAR_BASELINE_M"]) for out in (forwards, backwards)]
    assert baselines[0] == -baselines[1] != 0


def test_baseline_and_lookup_table_may_be_missing(tmp_path: Path) -> None:
    files = make_files(tmp_path)
    kept = {name: files[name] for name in ("unwrapped", "coherence", "slc_par")}
    tags = read_tags(run(tmp_path / "out", kept).unwrapped)
    assert tags["PERPENDICULAR_BASELINE_M"] == "nan"
    assert "LOOKS" not in tags


def test_a_pair_is_cut_and_filled_to_the_grid_of_the_stack(tmp_path: Path) -> None:
    files = make_files(tmp_path)
    shifted = Grid(GRID.crs, from_origin(9.010, 47.003, 0.001, 0.001), (12, 25))
    out = run(tmp_path / "out", files, grid=shifted)
    phase, grid = read_raster(out.unwrapped)
    assert grid == shifted
    assert np.isnan(phase[:3]).all()  # north of the pair
    assert np.isnan(phase[:, 20:]).all()  # east of it
    whole = read_raster(files["unwrapped"])[0]
    assert np.array_equal(phase[3:7, :20], whole[:4, 10:])
    assert (read_raster(out.components)[0][:3] == 0).all()


def test_a_pair_beside_the_area_is_recorded_as_unusable(tmp_path: Path) -> None:
    elsewhere = Grid(GRID.crs, from_origin(10, 47, 0.001, 0.001), (12, 25))
    out = run(tmp_path / "out", make_files(tmp_path), grid=elsewhere)
    assert np.isnan(read_raster(out.unwrapped)[0]).all()
    assert (read_raster(out.coherence)[0] == 0).all()
    tags = read_tags(out.coherence)
    assert tags["UNUSABLE"] == "nothing is measured in the area"
    assert tags["MEAN_COHERENCE"] == "nan"
