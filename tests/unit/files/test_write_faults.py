"""Folders and files that are read-only: told with the name and what to do, before a run begins where that can be."""

import errno
import os

import pytest
from full_disk import largest_file, small_disk

from scarpwatch.errors import WriteError
from scarpwatch.files.write_faults import is_nearly_full, require_room, require_writable, write_error


def test_a_read_only_folder_is_told(tmp_path):
    for number in (errno.EROFS, errno.EACCES):
        told = write_error(tmp_path / "a.tif", OSError(number, os.strerror(number)))
        assert "cannot be written here" in str(told)
    assert write_error(tmp_path / "a.tif", ValueError("else")) is None


def test_a_read_only_folder_is_told_before_a_run_begins(tmp_path, monkeypatch):
    (tmp_path / "logs").mkdir()
    files = [tmp_path / "a.tif", tmp_path / "logs" / "a.log"]
    require_writable([*files, tmp_path / "new" / "newer" / "a.tif"])
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path / "logs" and allowed(path, mode))
    require_writable(files[:1])
    for file in (files[1], tmp_path / "logs" / "new" / "b.log"):
        with pytest.raises(WriteError, match=r"logs: it cannot be written here .*Make the folder writable"):
            require_writable([files[0], file])


def test_of_a_tree_that_is_read_only_the_top_is_named(tmp_path, monkeypatch):
    (tmp_path / "results" / "units").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) == ".")
    with pytest.raises(WriteError, match=r"^results: it cannot be written here"):
        require_writable(["results/units/a.tif"])


def test_an_earlier_file_that_is_read_only_is_told_before_a_run_begins(tmp_path, monkeypatch):
    for name in ("a.tif", "b.tif", "model/columns.json", ".finished/a.tif.crc32", "log"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    files = [tmp_path / "a.tif", tmp_path / "b.tif", tmp_path / "model", tmp_path / "log"]
    allowed, protected = os.access, set()
    monkeypatch.setattr(os, "access", lambda path, mode: path not in protected and allowed(path, mode))
    require_writable(files)
    for path, where in (
        ({tmp_path / "b.tif"}, "b.tif: it is there already"),
        (set(files), "a.tif and 3 other files: "),
        ({tmp_path / "model" / "columns.json"}, "model: it is there already"),
        ({tmp_path / ".finished"}, r"\.finished: it cannot be written here \(the folder is read-only"),
    ):
        protected = path
        with pytest.raises(WriteError, match=where) as caught:
            require_writable(files)
        assert "--directory" in str(caught.value)
    protected = {tmp_path / "b.tif"}
    require_writable([tmp_path / "a.tif", tmp_path / "c.tif"])
    (tmp_path / "b.tif").unlink()
    (tmp_path / "b.tif").symlink_to(tmp_path / "elsewhere")
    require_writable(files)


def test_a_disk_without_room_is_told_and_nothing_is_left(tmp_path):
    with small_disk(tmp_path / "disk") as mount:
        place = mount(2**19)
        with pytest.raises(WriteError, match="disk: the disk is full"):
            require_room(place)
        assert is_nearly_full(place) and list(place.iterdir()) == []
        place = mount(2**22)
        require_room(place)
        assert is_nearly_full(place)  # a little is next to nothing
        assert not is_nearly_full(mount(2**27)) and list(place.iterdir()) == []


def test_a_quota_is_seen_by_trying(tmp_path):
    require_room(tmp_path)
    with largest_file(2**16):
        with pytest.raises(WriteError, match="a quota is used up"):
            require_room(tmp_path)
        assert is_nearly_full(tmp_path) and list(tmp_path.iterdir()) == []
