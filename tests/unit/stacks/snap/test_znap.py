"""Images of ZNAP: chunks, byte order, compression, ZIPs."""

import json
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from snap_files import write_array

from scarpwatch.errors import InputError
from scarpwatch.stacks.snap.znap import read_header, read_image

VALUES = np.arange(35.0).reshape(5, 7) / 4
ALL = slice(None), slice(None)


def array(folder: Path, **how) -> str:
    write_array(folder / "i_VV", VALUES, chunks=how.pop("chunks", (2, 3)), **how)
    return str(folder / "i_VV" / ".zarray")


def change(path: str, **entries) -> None:
    header = json.loads(Path(path).read_text())
    Path(path).write_text(json.dumps(header | entries))


@pytest.mark.parametrize("chunks", [(5, 7), (2, 3), (8, 8), (1, 7)])
@pytest.mark.parametrize("compressor", [None, "zlib"])
def test_numbers_come_from_chunks_of_any_size(tmp_path: Path, chunks, compressor) -> None:
    path = array(tmp_path, chunks=chunks, compressor=compressor)
    assert read_header(path).shape == (5, 7)
    found = read_image(path, *ALL)
    assert found.dtype == np.float32
    assert found.dtype.isnative
    assert found.tolist() == VALUES.tolist()
    assert read_image(path, slice(1, 4), slice(2, 7)).tolist() == VALUES[1:4, 2:7].tolist()


def test_a_missing_chunk_is_the_fill_value(tmp_path: Path) -> None:
    path = array(tmp_path)
    (tmp_path / "i_VV" / "1.1").unlink()
    found = read_image(path, *ALL)
    assert (found[2:4, 3:6] == 0).all()
    assert found[4, 6] == VALUES[4, 6]
    change(path, fill_value=None)
    assert np.isnan(read_image(path, *ALL)[2:4, 3:6]).all()


def test_an_array_inside_a_zip(tmp_path: Path) -> None:
    array(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.znap.zip", "w") as archive:
        for file in (tmp_path / "i_VV").iterdir():
            archive.write(file, f"i_VV/{file.name}")
    path = f"/vsizip/{tmp_path}/a.znap.zip/i_VV/.zarray"
    assert read_image(path, *ALL).tolist() == VALUES.tolist()


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ({"zarr_format": 3}, "Zarr version 3"),
        ({"compressor": {"id": "blosc"}}, "compressed with blosc"),
        ({"shape": [5, 7, 1]}, "in 3 dimensions"),
        ({"filters": [{"id": "delta"}]}, "Zarr version 2"),
        ({"dtype": "complex?"}, "not the header of a Zarr array"),
    ],
)
def test_what_is_not_read_is_refused_with_the_way_out(tmp_path: Path, entries, fault) -> None:
    path = array(tmp_path)
    change(path, **entries)
    with pytest.raises(InputError, match=fault):
        read_image(path, *ALL)


@pytest.mark.parametrize("compressor", [None, "zlib"])
def test_a_truncated_chunk(tmp_path: Path, compressor) -> None:
    path = array(tmp_path, compressor=compressor)
    chunk = tmp_path / "i_VV" / "0.0"
    chunk.write_bytes(chunk.read_bytes()[:-5])
    with pytest.raises(InputError, match=r"0\.0: it is not a chunk of 2 x 3 numbers"):
        read_image(path, *ALL)


@pytest.mark.parametrize(
    "entries",
    [
        {"shape": ["five", 7]},
        {"shape": [5]},
        {"chunks": [0, 3]},
        {"dtype": "|S4"},
        {"dtype": "<x9"},
        {"fill_value": "none"},
        {"compressor": "zlib"},
        {"order": "X"},
        {"shape": 5},
    ],
)
def test_headers_of_no_such_array_are_named(tmp_path: Path, entries) -> None:
    path = array(tmp_path)
    change(path, **entries)
    with pytest.raises(InputError, match=r"not the header of a Zarr array|dimensions") as caught:
        read_image(path, *ALL)
    assert caught.value.where == path
    Path(path).write_text("[1, 2]")
    with pytest.raises(InputError, match="not the header of a Zarr array"):
        read_header(path)


def test_a_chunk_that_holds_more_than_its_numbers(tmp_path: Path) -> None:
    path = array(tmp_path, chunks=(5, 7))
    chunk = tmp_path / "i_VV" / "0.0"
    chunk.write_bytes(bytes(2**20))
    with pytest.raises(InputError, match="such a file has 65,676 at most"):
        read_image(path, *ALL)
    change(path, compressor={"id": "zlib"})
    chunk.write_bytes(zlib.compress(bytes(2**24)))
    with pytest.raises(InputError, match="not a chunk of 5 x 7 numbers"):
        read_image(path, *ALL)
