import os
from pathlib import Path

import pytest

from scarpwatch.errors import ClockError
from scarpwatch.workflow.guards.clock import COARSE_NS, STEP_NS, catch_up, dates_in_order

DAY = 86400
NOW = 1_800_000_000


def put(path: Path, seconds: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(path.name)
    os.utime(path, ns=(0, round(seconds * 1e9)))
    return path


def ranks(paths) -> list[int]:
    """The order of files by time; equal times have equal ranks."""
    dates = [path.stat().st_mtime for path in paths]
    return [sorted(set(dates)).index(date) for date in dates]


def dates_of(folder: Path) -> dict[str, float]:
    return {str(path): path.stat().st_mtime for path in folder.rglob("*") if path.is_file()}


def test_products_ahead_are_dated_back_in_their_order_and_one_line_tells_it(tmp_path):
    results, now = tmp_path / "results", os.stat(put(tmp_path / "now", 0)).st_ctime
    old = put(results / "old.tif", now - DAY)
    names = ["a.tif", "units/b.tif", "c.json", "model/.snakemake_timestamp", "units/d.tif"]
    later = [now + DAY + step for step in (0.25, 0.25, 0.3, 0.3 + 5e-7, DAY)]
    files = [old, *map(put, [results / name for name in names], later)]
    before, said = ranks(files), []
    began = catch_up(results, tell=said.append)
    assert ranks(files) == before == [0, 1, 1, 2, 3, 4]
    assert old.stat().st_mtime == pytest.approx(now - DAY, abs=1e-6)
    assert all(now - 1 < path.stat().st_mtime < began / 1e9 for path in files[1:])
    assert len(said) == 1 and "5 files in " in said[0] and "dated back" in said[0]
    again = dates_of(results)
    assert catch_up(results, tell=said.append) >= began and dates_of(results) == again and len(said) == 1


def test_hidden_files_and_logs_keep_their_times(tmp_path):
    ahead = [put(tmp_path / name, 3e9) for name in (".a.host.1.tif", ".finished/a.tif.crc32", "logs/a/b.log")]
    catch_up(tmp_path)
    assert [path.stat().st_mtime for path in ahead] == [3e9] * 3


def test_results_on_several_disks_are_dated_back_as_one(tmp_path):
    results = tmp_path / "results"
    here, there = put(results / "a.tif", 3e9), put(tmp_path / "other" / "pairs" / "b.tif", 3e9 + 1)
    file = put(tmp_path / "other" / "c.tif", 3e9 + 2)
    (results / "pairs").symlink_to(there.parent)
    (results / "again").symlink_to(results)
    (results / "c.tif").symlink_to(file)
    os.utime(results / "c.tif", ns=(0, 31 * 10**17), follow_symlinks=False)
    began = catch_up(results)
    assert ranks([here, there, file]) == [0, 1, 2]
    assert file.stat().st_mtime < (results / "c.tif").lstat().st_mtime < began / 1e9


def test_a_folder_that_is_missing_or_in_order_stays_without_a_word(tmp_path):
    put(tmp_path / "results" / "a.tif", 1e9)
    before = dates_of(tmp_path)
    for name in ("results", "none"):
        catch_up(tmp_path / name, tell=pytest.fail)
    assert dates_of(tmp_path) == before and not (tmp_path / "none").exists()


def test_what_would_stand_in_the_way_is_dated_back_too_and_no_more():
    dates = [NOW - 5.0, NOW - 2e-6, NOW - 1e-6, float(NOW), NOW + 0.5, NOW + 3600.0]
    new = dates_in_order(dates, NOW * 10**9)
    assert set(new) == set(dates[1:])
    order = sorted(new)
    assert [new[date] for date in order] == [NOW * 10**9 - STEP_NS * step for step in (5, 4, 3, 2, 1)]
    assert [new[date] / 1e9 for date in order] == sorted({new[date] / 1e9 for date in order})


def test_whole_seconds_stay_so_far_apart_that_they_can_be_told():
    new = dates_in_order([NOW + 1.0, NOW + 2.0, NOW - 100.5], NOW * 10**9)
    assert new == {NOW + 2.0: NOW * 10**9 - COARSE_NS, NOW + 1.0: NOW * 10**9 - 2 * COARSE_NS}


@pytest.mark.parametrize("dates", [[], [NOW - 1.0, float(NOW)]])
def test_nothing_ahead_changes_nothing(dates):
    assert dates_in_order(dates, NOW * 10**9) == {}


def test_a_time_that_cannot_be_changed_is_told_and_the_order_holds(tmp_path, monkeypatch):
    files = [put(tmp_path / f"{name}.tif", 3e9 + number) for number, name in enumerate("abc")]
    change = os.utime

    def refuse(path, **words):
        if path == files[1]:
            raise PermissionError(1, "Operation not permitted")
        change(path, **words)

    monkeypatch.setattr(os, "utime", refuse)
    with pytest.raises(ClockError, match=r"b\.tif: its time lies ahead of the clock .*not permitted.*chown"):
        catch_up(tmp_path)
    assert ranks(files) == [0, 1, 2]
