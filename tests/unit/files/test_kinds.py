import os
import socket
import zipfile
from pathlib import Path

import pytest

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import (
    MOST_TEXT,
    ZIP_PREFIX,
    is_missing,
    path_fault,
    read_bytes,
    read_small_text,
    require_plain_names,
    require_small_text,
    zip_of,
)
from scarpwatch.grids.grid import open_raster
from scarpwatch.inputs.vectors.layers import find_layer
from scarpwatch.stacks.listing import files_below


def test_files_folders_and_links_to_them_are_sound(tmp_path):
    (tmp_path / "a").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert [path_fault(tmp_path / name) for name in ("a", "link", ".")] == [None] * 3


def test_what_cannot_be_opened_is_said_in_words(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
    faults = {
        "pipe": "named pipe",
        "loop": "leads back to itself",
        "s": "socket",
        "x" * 5000: "longer than file systems allow",
        "a\x00b": "no file name can have",
        "absent": "does not exist",
        "pipe/below": "does not exist",
    }
    for name, words in faults.items():
        assert words in (path_fault(tmp_path / name) or ""), name
    assert "device" in path_fault("/dev/null")
    assert is_missing(tmp_path / "absent") and not is_missing(tmp_path / "pipe")


@pytest.mark.parametrize(
    "read", [find_layer, lambda path: open_raster(path).__enter__(), lambda path: files_below(path.parent)]
)
def test_no_reader_waits_for_a_pipe(tmp_path, read):
    os.mkfifo(tmp_path / "a.tif")
    with pytest.raises(InputError, match=r"a\.tif: it is a named pipe, not a file"):
        read(tmp_path / "a.tif")


@pytest.mark.parametrize("path", ["dem_{old}.tif", "{ a, [0-9]{4} }/dem.tif", Path("a{1}b/{}"), "{été}.tif"])
def test_a_word_in_braces_is_refused_with_what_to_do(path):
    with pytest.raises(InputError, match="a word in braces") as caught:
        require_plain_names(["a.tif", path])
    assert caught.value.where == str(path) and caught.value.cure.startswith("Rename the file or the folder")


def test_other_braces_are_taken(tmp_path):
    require_plain_names([tmp_path / "a{b.tif", "b}.tif", "{}.tif", "{ }", "{}x{}"])


@pytest.mark.parametrize("name", ["a.zip", "A.ZIP", "a b.zip"])
def test_the_archive_of_a_file_in_it(tmp_path, name):
    (tmp_path / name).touch()
    assert zip_of(f"{ZIP_PREFIX}{tmp_path}/{name}/a/b.tif") == f"{tmp_path}/{name}"


def test_a_folder_may_be_named_like_an_archive(tmp_path):
    (tmp_path / "all.zip").mkdir()
    (tmp_path / "all.zip" / "a.zip").touch()
    path = f"{ZIP_PREFIX}{tmp_path}/all.zip/a.zip/b.tif"
    assert zip_of(path) == f"{tmp_path}/all.zip/a.zip"


def test_an_archive_that_is_gone():
    assert zip_of("/vsizip//gone/a.zip/b.tif") == "/gone/a.zip"


def test_no_more_is_read_than_a_file_of_its_kind_has(tmp_path):
    """A ZIP of some kilobytes may hold gigabytes."""
    (tmp_path / "a.txt").write_bytes(b"a" * 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/a.txt", "a" * 1000)
        archive.writestr("a/large.txt", bytes(MOST_TEXT + 1))
    inside = f"{ZIP_PREFIX}{tmp_path}/a.zip/a/a.txt"
    for path in (tmp_path / "a.txt", inside):
        assert read_bytes(path, 1000) == b"a" * 1000
        assert read_small_text(path) == "a" * 1000
        with pytest.raises(InputError, match="it has 1,000 bytes, and such a file has 999 at most"):
            read_bytes(path, 999)
    assert (tmp_path / "a.zip").stat().st_size < 20_000
    with pytest.raises(InputError, match="such a file has 16,777,216 at most"):
        read_small_text(inside.replace("a.txt", "large.txt"))


def test_damage_inside_an_archive_is_that_of_the_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/a.txt", bytes(range(256)) * 40)
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[45:80] = bytes(35)
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(zipfile.BadZipFile):
        read_bytes(f"{ZIP_PREFIX}{tmp_path}/a.zip/a/a.txt")
    with pytest.raises(KeyError):
        read_bytes(f"{ZIP_PREFIX}{tmp_path}/a.zip/a/b.txt")


def test_a_text_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "a.par").write_text("heading: 1\n")
    assert require_small_text(tmp_path / "a.par") == "heading: 1\n"
    (tmp_path / "b.par").symlink_to("nowhere")
    for path in (tmp_path / "b.par", tmp_path / "c.par", tmp_path):
        with pytest.raises(InputError, match="it cannot be read"):
            require_small_text(path)
