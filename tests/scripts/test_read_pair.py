"""The step that reads one interferogram of GAMMA."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from gamma_par import PAR
from rasterio.crs import CRS
from rasterio.transform import from_origin
from read_gamma_pair import main

from scarpwatch.coding import decode_coherence
from scarpwatch.grid import Grid, read_raster, read_tags, write_raster
from scarpwatch.products.gamma import list_folder

GRID = Grid(CRS.from_epsg(4326), from_origin(9, 47, 0.001, 0.001), (20, 30))


def make_files(folder: Path) -> dict[str, Path]:
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
    return list_folder(folder).pair_files("20180106_20180130")


def run(folder: Path, files: dict[str, Path], backwards: bool = False) -> SimpleNamespace:
    names = ("unwrapped", "coherence", "components")
    out = SimpleNamespace(**{name: folder / name / "20180106_20180130.tif" for name in names})
    main(
        SimpleNamespace(
            input=SimpleNamespace(**{name: str(path) for name, path in files.items()}),
            output=out,
            params=SimpleNamespace(backwards=backwards),
            wildcards=SimpleNamespace(pair="20180106_20180130"),
        )
    )
    return out


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
    assert "away from the satellite" in tags["SIGN"]
    assert float(tags["WAVELENGTH_M"]) == pytest.approx(0.0554658, abs=1e-6)
    assert tags["LOOKS"] == "16"
    assert tags["FLATTENED"] == "yes"
    # Mean slant range 800,930 m: look angle 27.7 degrees by the law of cosines.
    look = np.arccos((7073899.2**2 + 800930.0**2 - 6375868.9**2) / (2 * 800930.0 * 7073899.2))
    baseline = 40 * np.cos(look) - 4 * np.sin(look)
    assert float(tags["PERPENDICULAR_BASELINE_M"]) == pytest.approx(baseline, abs=0.01)
    codes, _ = read_raster(out.coherence)
    assert codes.dtype == np.uint8
    assert (np.isfinite(decode_coherence(codes)) == measured).all()
    assert decode_coherence(codes)[0, 5] == pytest.approx(0.75, abs=1 / 508)
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
