import errno
import os
from pathlib import Path

import pytest

from scarpwatch.files.finished import atomic_path, is_whole, record_of, recorded
from scarpwatch.files.kept import keep, recipe, take_up


def write(path: Path, text: str) -> Path:
    with recorded(), atomic_path(path) as temporary:
        temporary.write_text(text)
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [write(tmp_path / "a" / "x.txt", "one"), write(tmp_path / "b" / "x.txt", "two")]


def test_a_recipe_follows_bytes_and_settings(files: list[Path], tmp_path: Path) -> None:
    first = recipe(files, {"looks": 4})
    assert recipe([write(tmp_path / "c.txt", "one"), files[1]], {"looks": 4}) == first
    assert recipe(files[::-1], {"looks": 4}) != first
    assert recipe(files, {"looks": 5}) != first
    write(files[0], "another")
    assert recipe(files, {"looks": 4}) != first
    record_of(files[1]).unlink()  # a file of the user's has none
    same = recipe(files[1:], 0)
    write(files[1], "two")
    assert recipe(files[1:], 0) == same


def test_kept_files_come_back_with_their_recipe_alone(files: list[Path]) -> None:
    keep(files, "r")
    inode = files[0].stat().st_ino
    for path in files:
        os.utime(path, (1e9, 1e9))
        path.unlink()
        record_of(path).unlink()
    assert not take_up(files, "another")
    assert not files[0].exists()
    with recorded():
        assert take_up(files, "r")
    assert [path.read_text() for path in files] == ["one", "two"]
    assert files[0].stat().st_ino == inode  # no second copy on the disk
    assert all(path.stat().st_mtime > 1e9 + 1 for path in files)  # as new as what would have been made
    assert all(record_of(path).exists() and is_whole(path) for path in files)
    assert sorted(path.name for path in files[0].parent.iterdir()) == [".finished", "x.txt"]


def test_all_come_back_or_none(files: list[Path]) -> None:
    keep(files[:1], "r")
    for path in files:
        path.unlink()
    assert not take_up(files, "r")
    assert not any(path.exists() for path in files)


def test_damaged_ones_do_not_come_back(files: list[Path]) -> None:
    keep(files, "r")
    files[1].write_text("owt")  # in place, as a failing disk does: both names are of the same bytes
    assert not take_up(files, "r")


def test_what_is_kept_anew_takes_the_place_of_the_old(files: list[Path]) -> None:
    keep(files, "r")
    write(files[0], "newer")
    keep(files, "s")
    for path in files:
        path.unlink()
    assert not take_up(files, "r")
    assert take_up(files, "s")
    assert files[0].read_text() == "newer"


def test_on_a_full_disk_nothing_is_kept(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(path: Path, text: str, **options: object) -> None:
        path.write_bytes(text[:5].encode())
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", fill)
    keep(files, "r")
    assert not take_up(files, "r")
    assert files[0].read_bytes() == b"one"


def test_without_hard_links_nothing_is_kept(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    keep(files, "r")
    assert not take_up(files, "r")
    assert files[0].read_text() == "one"
