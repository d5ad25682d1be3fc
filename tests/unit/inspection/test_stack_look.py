"""A look at radar data: what is found, and every fault of its own."""

import importlib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from miniatures import gamma, hyp3
from product_truth import Truth

from scarpwatch.config import load_config
from scarpwatch.config.settings import Config
from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inspection.stack_look import StackLook, look_at_stack

TRUTH = Truth()


def config(sar: dict[str, Any], **more: Any) -> Config:
    return load_config({"name": "a", "sar": sar, "factors": {"dem": "dem.tif"}, **more}, "my.yaml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hyp3")
    hyp3.write(folder, TRUTH)
    return folder


def facts(look: StackLook) -> dict[str, str]:
    return dict(look.facts)


def test_pairs_are_described(folder: Path) -> None:
    look = look_at_stack(config({"source": "hyp3", "folder": str(folder)}))
    assert not look.faults
    found = facts(look)
    assert found["dates"] == f"6, {TRUTH.dates[0]} to {TRUTH.dates[-1]}"
    assert found["days between dates"] == "always 12"
    assert found["pairs"] == "9, of which 9 can be used"
    assert found["wavelength"] == "5.5466 cm"
    assert found["heading"] == "-12.5 degrees"
    assert found["perpendicular baselines"].startswith("known of 9 of 9, -135.3 to 166.2 m")
    assert [(row.reference, row.secondary) for row in look.pairs] == TRUTH.pairs
    for row in look.pairs:
        assert row.perpendicular_baseline_m == pytest.approx(
            TRUTH.baseline(row.reference, row.secondary), abs=0.1
        )
        days = (row.secondary - row.reference).days
        assert 0.7 * np.exp(-days / 200) < row.coherence < 0.95 * np.exp(-days / 200)
        assert 0.9 < row.measured < 1
    assert len(look.outlines) >= 1


def test_gaps_and_dates_left_out(folder: Path) -> None:
    left_out = [str(day) for day in TRUTH.dates[2:4]]
    look = look_at_stack(config({"source": "hyp3", "folder": str(folder), "exclude_dates": left_out}))
    assert facts(look)["gaps"] == f"36 days from {TRUTH.dates[1]} to {TRUTH.dates[4]}"
    # Pairs reach two dates on, so nothing connects the two ends any more.
    assert ["cut off" in str(error) for error in look.faults] == [True]


def test_every_pair_with_a_fault_is_told(tmp_path: Path) -> None:
    hyp3.write(tmp_path, TRUTH)
    phases, levels = (sorted(tmp_path.rglob(f"*_{name}.tif")) for name in ("unw_phase", "corr"))
    phases[1].write_bytes(phases[1].read_bytes()[:200])
    for path in levels[3:5]:
        with rasterio.open(path, "r+") as target:
            target.write(target.read() * 255)
    with rasterio.open(phases[7], "r+") as target:
        target.write(0 * target.read())
    look = look_at_stack(config({"source": "hyp3", "folder": str(tmp_path)}))
    assert sorted(Path(error.where).name for error in look.faults) == sorted(
        path.name for path in (phases[1], levels[3], levels[4])
    )
    assert facts(look)["pairs"] == "9, of which 5 can be used"
    notes = [row.note for row in look.pairs]
    assert notes.count("has a fault") == 3
    assert notes[7] == "nothing measured: left out of the network"


def test_a_fault_that_all_pairs_share_is_told_once_and_no_other_for_it(tmp_path: Path) -> None:
    gamma.write(tmp_path, TRUTH)
    for path in tmp_path.rglob("*_slc.par"):
        path.write_text("".join(line for line in path.open() if not line.startswith("heading")))
    for path in sorted(tmp_path.rglob("*_slc.par"))[1:]:
        path.unlink()
    look = look_at_stack(config({"source": "gamma", "folder": str(tmp_path)}))
    assert ["the value `heading` is missing" in error.fault for error in look.faults] == [True]
    assert facts(look)["pairs"] == "9, of which 0 can be used"


@pytest.mark.parametrize(("shifted", "usable"), [(9, 0), (2, 7), (0, 9)])
def test_only_pairs_over_the_dem_can_be_used(tmp_path: Path, shifted: int, usable: int) -> None:
    hyp3.write(tmp_path, TRUTH)
    phases = sorted(tmp_path.rglob("*_unw_phase.tif"))
    with rasterio.open(phases[0]) as source:
        crs, west, south, east, north = source.crs, *source.bounds
    for folder in sorted({path.parent for path in phases})[:shifted]:
        for path in folder.glob("*.tif"):
            with rasterio.open(path, "r+") as target:
                target.transform = Affine.translation(100 * (east - west), 0) @ target.transform
    area = Area("dem.tif", 1, crs, (west, south, east, north))
    look = look_at_stack(config({"source": "hyp3", "folder": str(tmp_path)}), area)
    assert facts(look)["pairs"] == f"9, of which {usable} can be used"
    assert [row.note for row in look.pairs].count(
        "does not overlap the DEM: left out of the network"
    ) == shifted
    # The check of all products together tells that none is usable.
    assert usable or not look.faults


def test_scenes_of_a_table(tmp_path: Path) -> None:
    days = ("20240107", "20240119", "20240212")
    for day in days:
        kind = np.float32 if day == "20240119" else np.complex64
        with rasterio.open(
            tmp_path / f"{day}.tif", "w", driver="GTiff", width=30, height=20, count=1, dtype=kind
        ) as target:
            target.write(np.ones((20, 30), kind), 1)
    rows = [f"{day}\t{day}.tif\t{10 * n}" for n, day in enumerate(days)]
    (tmp_path / "scenes.tsv").write_text("\n".join(["date\tfile\tperpendicular_baseline_m", *rows]) + "\n")
    sar = {"source": "slc_stack", "scenes": str(tmp_path / "scenes.tsv"), "geometry": str(tmp_path)}
    look = look_at_stack(config(sar, network={"neighbours": 1}))
    assert ["not complex" in str(error) for error in look.faults] == [True]
    assert facts(look)["perpendicular baselines"] == "known of 3 of 3, 0.0 to 20.0 m"
    assert [(row.reference, row.perpendicular_baseline_m) for row in look.pairs] == [
        (date(2024, 1, 7), 10.0),
        (date(2024, 1, 19), 10.0),
    ]


def test_the_demo_is_described_before_it_is_made() -> None:
    look = look_at_stack(config({"source": "simulated"}, demo={"scenes": 5}, inventory={"file": "a"}))
    assert facts(look)["source"] == "simulated: the run makes 5 scenes"
    assert len(look.pairs) == 9
    assert not look.faults


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        look_at_stack(config({"source": "hyp3", "folder": str(tmp_path / "none")}))


def test_a_rate_is_described_by_its_period(tmp_path: Path) -> None:
    importlib.import_module("miniatures.rate_raster").write(tmp_path, TRUTH)
    look = look_at_stack(config({"source": "rate_raster", "folder": str(tmp_path)}))
    assert facts(look)["source"].endswith("rate.tif")
    assert look.dates == (TRUTH.dates[0], TRUTH.dates[-1])


@pytest.mark.parametrize(
    "family", ["gamma", "licsar", "snap_pairs", "snap_stack", "opera", "isce2", "mintpy", "licsbas"]
)
def test_every_family_is_described(tmp_path: Path, family: str) -> None:
    writer = importlib.import_module(f"miniatures.{family}")
    writer.write(tmp_path, TRUTH)
    look = look_at_stack(config({"source": family, "folder": str(tmp_path)}))
    assert not look.faults
    assert facts(look)["source"].startswith(family)
    assert list(look.dates) == TRUTH.dates
    assert facts(look)["gaps"].startswith("none")
