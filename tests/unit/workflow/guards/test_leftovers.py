import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scarpwatch.files.finished import RECORDS, atomic_path, host_name, recorded
from scarpwatch.workflow.guards.leftovers import ELSEWHERE_S, sweep, unrecorded_products


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def put(path: Path, age_s: float = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    then = time.time() - age_s
    os.utime(path, (then, then))
    return path


def test_files_of_dead_processes_go_and_all_else_stays(tmp_path):
    dead, here = dead_process(), host_name()
    gone = {
        put(tmp_path / "a" / f".velocity.{here}.{dead}.nc"),
        put(tmp_path / f".velocity.{dead}.nc"),  # as older versions named them
        put(tmp_path / "pairs" / f".20240107_20240119.{here}.{dead}.tif"),
        put(tmp_path / f".pixels.{here}.{dead}.gpkg-journal"),
        put(tmp_path / f".collinearity.{here}.{dead}"),
        put(tmp_path / RECORDS / f".a.tif.crc32.{here}.{dead}"),
        put(tmp_path / RECORDS / "nowhere.tif.crc32"),
        put(tmp_path / f".old.elsewhere.{dead}.tif", ELSEWHERE_S + 60),
    }
    kept = {
        put(tmp_path / f".live.{here}.{os.getpid()}.tif"),
        put(tmp_path / f".new.elsewhere.{dead}.tif"),
        put(tmp_path / "velocity.nc"),
        put(tmp_path / ".hidden"),
        put(tmp_path / ".snakemake_timestamp"),
        put(tmp_path / f"velocity.{dead}.nc"),
    }
    with recorded(), atomic_path(tmp_path / "whole.txt") as temporary:
        temporary.write_text("a")
    kept |= {tmp_path / "whole.txt", tmp_path / RECORDS / "whole.txt.crc32"}
    assert set(sweep(tmp_path)) == gone
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == kept


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_number_taken_by_a_later_process_does_not_keep_a_file(tmp_path):
    path = put(tmp_path / f".velocity.{host_name()}.{os.getpid()}.nc", 7 * 86400)
    assert sweep(tmp_path) == [path]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_process_that_was_killed_and_not_waited_for_does_not_keep_a_file(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    path = put(tmp_path / f".velocity.{host_name()}.{process.pid}.nc")
    assert sweep(tmp_path) == []
    process.kill()
    while Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)
    assert sweep(tmp_path) == [path]
    process.wait()


def test_a_missing_folder_has_nothing(tmp_path):
    assert sweep(tmp_path / "results") == []


def test_products_without_a_record_of_snakemakes_are_counted(tmp_path: Path) -> None:
    results, metadata = tmp_path / "results", tmp_path / ".snakemake" / "metadata"
    for name in (
        "units/a.tif",
        "b.json",
        "logs/a.log",
        "demo/dem.tif",
        ".gitkeep",
        "units/.finished/a.tif.crc32",
    ):
        put(results / name)
    assert unrecorded_products(results, metadata) == 2
    put(metadata / "cmVz")
    assert unrecorded_products(results, metadata) == 0
    assert unrecorded_products(tmp_path / "none", tmp_path / "no") == 0
