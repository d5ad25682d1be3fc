import errno
import os
import time
import zipfile

import geopandas as gpd
import h5py
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from full_disk import largest_file, require_all_or_nothing, sizes_of, small_disk

from scarpwatch.errors import DamagedFileError, WriteError
from scarpwatch.files.finished import (
    atomic_path,
    is_whole,
    record_of,
    recorded,
    require_whole,
)
from scarpwatch.files.geopackage_layers import Column, Layer, LayerStyle
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.grids.grid import Grid, new_raster, row_blocks, write_raster
from scarpwatch.insar.output.mintpy_export import write_layers
from scarpwatch.insar.series.file import write_series

RNG = np.random.default_rng(0)
VALUES = RNG.standard_normal((300, 300)).astype(np.float32)
GRID = Grid(None, Affine.identity(), VALUES.shape)
TABLE = pd.DataFrame({"a": VALUES.ravel(), "b": VALUES.ravel()[::-1]})
POINTS = gpd.GeoDataFrame(
    {"a": VALUES.ravel()[:3000]},
    geometry=gpd.points_from_xy(VALUES.ravel()[:3000], VALUES.ravel()[:3000]),
    crs=32616,
)


@pytest.fixture(autouse=True)
def as_in_a_step():
    with recorded():
        yield


def by_blocks(path):
    with new_raster(path, GRID, dtype="float32", bands=2) as target:
        for window in row_blocks(GRID.shape, 50):  # tiles wait in GDAL's cache until the file is closed
            target.write(np.stack([VALUES[window.toslices()]] * 2), window=window)


def in_block(write):
    def whole(path):
        with atomic_path(path) as temporary:
            write(temporary)

    return whole


STYLED = Layer(
    "points", columns={"a": Column("A", codes={1: "b"})}, styles=(LayerStyle("c", "d" * 9000, "e"),)
)
WRITERS = {
    "zstd.tif": lambda path: write_raster(path, VALUES, GRID, tags={"A": "b"}),
    "plain.tif": lambda path: write_raster(path, VALUES, GRID, compress="none"),
    "blocks.tif": by_blocks,
    "series.nc": lambda path: write_series(path, GRID, {"a": (VALUES, "m"), "b": (VALUES, "m")}),
    "layers.h5": lambda path: write_layers(path, {"a": VALUES}, {}, kind="velocity", unit="m"),
    "table.parquet": in_block(lambda path: TABLE.to_parquet(path, index=False)),
    "table.csv": in_block(lambda path: TABLE.iloc[:8000].to_csv(path, index=False)),
    "points.gpkg": lambda path: write_geopackage(POINTS, path, layer="points"),
    "styled.gpkg": lambda path: write_geopackage(POINTS, path, layer=STYLED),
    "sample.npz": in_block(lambda path: np.savez(path, a=VALUES)),
    "record.json": in_block(lambda path: path.write_text("[1, 2]\n" * 30_000)),
}


@pytest.fixture
def mount(tmp_path):
    with small_disk(tmp_path / "disk") as mount:
        yield mount


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_the_whole_file_or_none(tmp_path, mount, name):
    reference = tmp_path / name
    WRITERS[name](reference)
    sizes = sizes_of(reference.stat().st_size)
    assert len(sizes) >= 12
    written = [require_all_or_nothing(WRITERS[name], mount(size) / name, reference) for size in sizes]
    assert not written[0]
    assert require_all_or_nothing(WRITERS[name], mount(20 * 2**20) / name, reference)


@pytest.mark.parametrize("name", WRITERS)
def test_a_limit_on_files_leaves_the_whole_file_or_none(tmp_path, name):
    reference = tmp_path / name
    WRITERS[name](reference)
    (tmp_path / "limited").mkdir()
    path = tmp_path / "limited" / name
    for size in sizes_of(reference.stat().st_size)[::3]:
        if size >= reference.stat().st_size:
            continue
        with largest_file(size):
            assert not require_all_or_nothing(WRITERS[name], path, reference)


def test_no_room_for_the_record_is_told_too(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("scarpwatch.files.finished._write_record", full)
    with pytest.raises(WriteError, match="disk is full"), atomic_path(tmp_path / "a.txt") as temporary:
        temporary.write_text("a")


def test_an_error_of_another_kind_stays_what_it_is(tmp_path):
    with pytest.raises(ZeroDivisionError), atomic_path(tmp_path / "a.txt") as temporary:
        temporary.write_text(str(1 / 0))
    with pytest.raises(OSError, match="not whole"), atomic_path(tmp_path / "a.tif") as temporary:
        temporary.write_bytes(b"II*\0 no raster")
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


@pytest.mark.parametrize("name", WRITERS)
def test_every_flipped_bit_is_found_and_named(tmp_path, name):
    path = tmp_path / name
    WRITERS[name](path)
    require_whole([path])
    content = path.read_bytes()
    times = path.stat()
    for place in RNG.integers(0, 8 * len(content), 200):
        with open(path, "r+b") as stream:
            stream.seek(place // 8)
            stream.write(bytes([content[place // 8] ^ 1 << place % 8]))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # a disk does not touch the time
        with pytest.raises(DamagedFileError, match=f"{name}: .*Delete it"):
            require_whole([path])
        with open(path, "r+b") as stream:
            stream.seek(place // 8)
            stream.write(content[place // 8 : place // 8 + 1])
    require_whole([path])


def test_several_damaged_files_and_those_in_folders_are_all_named(tmp_path):
    for name in ("a.txt", "model/b.txt", "model/c.txt"):
        with atomic_path(tmp_path / name) as temporary:
            temporary.write_text(name)
        (tmp_path / name).write_text(name[:3])
    with pytest.raises(DamagedFileError) as caught:
        require_whole([tmp_path / "a.txt", tmp_path / "model"])
    assert all(name in str(caught.value) for name in ("a.txt", "b.txt", "c.txt"))
    # A file alone that is gone from a folder would not make its step run again.
    assert f"Delete {tmp_path / 'a.txt'}, the folder {tmp_path / 'model'} and start" in str(caught.value)


def test_files_of_users_are_not_checked_and_one_in_place_of_a_product_is_told_of(tmp_path):
    path = tmp_path / "own.txt"
    path.write_text("1")
    require_whole([path, tmp_path / "missing.txt"])
    with atomic_path(tmp_path / "a.txt") as temporary:
        temporary.write_text("a")
    os.replace(path, tmp_path / "a.txt")
    with pytest.raises(DamagedFileError) as caught:
        require_whole([tmp_path / "a.txt"])
    assert str(record_of(tmp_path / "a.txt")) in str(caught.value)
    record_of(tmp_path / "a.txt").unlink()
    require_whole([tmp_path / "a.txt"])


@pytest.mark.parametrize("content", ["", "0000", "zzzz 1", "\xff"])
def test_a_damaged_record_tells_of_damage(tmp_path, content):
    with atomic_path(tmp_path / "a.txt") as temporary:
        temporary.write_text("a")
    record_of(tmp_path / "a.txt").write_text(content, encoding="latin-1")
    assert not is_whole(tmp_path / "a.txt")


def test_a_file_written_again_has_its_new_record(tmp_path):
    for text in ("first", "second"):
        with atomic_path(tmp_path / "a.txt") as temporary:
            temporary.write_text(text)
        require_whole([tmp_path / "a.txt"])


@pytest.mark.slow
def test_checking_takes_less_than_a_second_per_gigabyte(tmp_path):
    path = tmp_path / "a.bin"
    with atomic_path(path) as temporary, open(temporary, "wb") as stream:
        for _ in range(64):
            stream.write(RNG.bytes(2**24))
    begin = time.process_time()
    require_whole([path])
    assert time.process_time() - begin < 64 * 2**24 / 1e9


def test_what_was_written_can_be_read(tmp_path):
    for name, write in WRITERS.items():
        write(tmp_path / name)
    with h5py.File(tmp_path / "layers.h5") as file:
        np.testing.assert_array_equal(file["a"], VALUES)
    assert zipfile.is_zipfile(tmp_path / "sample.npz")


def test_only_steps_record(tmp_path, monkeypatch):
    monkeypatch.setattr("scarpwatch.files.finished._RECORDING", False)
    with atomic_path(tmp_path / "a.txt") as temporary:
        temporary.write_text("a")
    assert os.listdir(tmp_path) == ["a.txt"]
