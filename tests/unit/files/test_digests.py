import json
import os
import shutil
import time
from pathlib import Path

import pytest

from scarpwatch.files import digests as file_digests
from scarpwatch.files import members as file_members
from scarpwatch.files.digests import MISSING, WHOLE_BYTES, Digests


@pytest.fixture
def digest(tmp_path, monkeypatch):
    """The digest of files as a new plan takes it, with the cache of the plans before."""
    monkeypatch.setattr(file_digests, "SETTLED_NS", 0)

    def take(*paths):
        file_members._names.cache_clear()
        digests = Digests.load(tmp_path / "cache.json")
        found = digests.of(paths)
        digests.save()
        return found

    return take


def test_bytes_count_and_nothing_else(tmp_path, digest):
    path = tmp_path / "a.tif"
    path.write_bytes(b"12345678")
    before, stat = digest(path), path.stat()
    os.utime(path)  # touched
    assert digest(path) == before
    shutil.copy(path, tmp_path / "b.tif")  # copied over
    os.replace(tmp_path / "b.tif", path)
    assert digest(path) == before
    (tmp_path / "there").mkdir()
    shutil.move(path, tmp_path / "there" / "a.tif")  # moved
    assert digest(tmp_path / "there" / "a.tif") == before
    shutil.move(tmp_path / "there" / "a.tif", path)
    path.write_bytes(b"12345679")  # the same size, and then the same time
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert digest(path) != before
    os.utime(path, ns=(0, 0))  # an older time
    assert digest(path) != before
    path.unlink()
    assert digest(path) != before


def test_the_cache_spares_the_reading(tmp_path, digest, monkeypatch):
    path = tmp_path / "a.tif"
    path.write_bytes(b"x" * 1000)
    before = digest(path)
    monkeypatch.setattr(file_digests, "_digest", lambda *_: pytest.fail("read again"))
    assert digest(path) == before


def test_a_file_changed_a_moment_ago_is_not_trusted(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(b"x")
    digests = Digests(tmp_path / "cache.json")
    digests.of(path)
    assert digests.known == {}
    os.utime(path, ns=(0, 0))
    assert digests.of(path) and digests.known == {}  # its time of change is what counts


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"a": 1}', '{"a": [[1], "x"], "b": null}'])
def test_a_damaged_cache_is_taken_anew(tmp_path, digest, content):
    path = tmp_path / "a.tif"
    path.write_bytes(b"x")
    before = digest(path)
    (tmp_path / "cache.json").write_text(content)
    assert digest(path) == before


def test_sidecars_members_and_their_order_count(tmp_path, digest):
    for name in ("a.tif", "b.tif"):
        (tmp_path / name).write_bytes(name.encode())
    both = [tmp_path / "a.tif", tmp_path / "b.tif"]
    before = digest(*both)
    assert digest(*reversed(both)) != before
    assert digest(*both, tmp_path / "gone.tif") != before
    (tmp_path / "a.tif.msk").write_bytes(b"1")
    masked = digest(*both)
    assert masked != before
    (tmp_path / "a.tif.msk").rename(tmp_path / "b.tif.msk")
    assert digest(*both) not in (before, masked)
    (tmp_path / "b.tif.msk").unlink()
    (tmp_path / "a.tif.ovr").write_bytes(b"1")
    assert digest(*both) == before


AUXILIARY = (
    '<PAMDataset>\n  {top}\n<PAMRasterBand band="1">\n{band}<Metadata>\n{statistics}</Metadata>\n'
    "</PAMRasterBand>\n</PAMDataset>\n"
)
STATISTICS = '<MDI key="STATISTICS_MAXIMUM">5</MDI>\n<MDI key="STATISTICS_MEAN">1</MDI>\n'


def test_statistics_that_a_viewer_adds_do_not_count(tmp_path, digest):
    path, beside = tmp_path / "a.tif", tmp_path / "a.tif.aux.xml"
    path.write_bytes(b"1")
    before = digest(path)
    beside.write_text(AUXILIARY.format(top="", band="", statistics=STATISTICS))
    assert digest(path) == before
    beside.write_text(AUXILIARY.format(top="<SRS>EPSG:32616</SRS>", band="", statistics=""))
    placed = digest(path)
    assert placed != before
    beside.write_text(AUXILIARY.format(top="<SRS>EPSG:32616</SRS>", band="", statistics=STATISTICS))
    assert digest(path) == placed
    seen = set()
    for band in (1, 2):
        text = AUXILIARY.format(top="", band="<NoDataValue>0</NoDataValue>\n", statistics=STATISTICS)
        beside.write_text(text.replace('band="1"', f'band="{band}"'))
        seen.add(digest(path))
    beside.write_text("<PAMDataset/>")
    seen.add(digest(path))
    assert len(seen | {before, placed}) == 5


def sparse(path: Path, size: int) -> Path:
    with open(path, "wb") as stream:
        stream.truncate(size)
    return path


@pytest.mark.parametrize("place", [0, 1000, -1, -500_000, "middle"])
def test_large_files_count_by_both_ends_and_blocks_between(tmp_path, digest, place):
    size = 3 * WHOLE_BYTES
    path = sparse(tmp_path / "a.slc", size)
    before = digest(path)
    step = (size - 2 * file_digests.END_BYTES - file_digests.BLOCK_BYTES) / (file_digests.BLOCKS - 1)
    with open(path, "r+b") as stream:
        stream.seek(
            file_digests.END_BYTES + int(100 * step) + 50 if place == "middle" else place,
            os.SEEK_END if place != "middle" and place < 0 else os.SEEK_SET,
        )
        stream.write(b"\x01")
    assert digest(path) != before
    assert digest(sparse(tmp_path / "b.slc", size + 1)) != before


def test_a_stack_of_hundreds_of_gigabytes_is_looked_at_in_seconds(tmp_path):
    files = [sparse(tmp_path / f"{n}.slc", 8 * 10**9) for n in range(48)]
    digests = Digests(tmp_path / "cache.json")
    begin = time.perf_counter()
    digests.prepare(files)
    first = digests.of(files)
    assert time.perf_counter() - begin < 5
    assert digests.of(files) == first


def test_what_cannot_be_read_is_missing(tmp_path):
    digests = Digests(tmp_path / "cache.json")
    assert digests._of_file(tmp_path / "gone") == MISSING
    digests.changed = True
    Digests(tmp_path / "no folder" / "cache.json", changed=True).save()
    digests.save()
    assert json.loads((tmp_path / "cache.json").read_text()) == {}
