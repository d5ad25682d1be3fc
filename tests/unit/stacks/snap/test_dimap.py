"""Images of BEAM-DIMAP: size, type and byte order are those of the header."""

from pathlib import Path

import numpy as np
import pytest
from snap_files import write_dimap

from scarpwatch.errors import InputError
from scarpwatch.stacks.snap.dimap import read_header, read_image

VALUES = np.arange(12.0).reshape(3, 4) - 5
ALL = slice(None), slice(None)


def image(folder: Path, dtype: str = ">f4") -> Path:
    write_dimap(folder, "a", {"i_VV": VALUES}, {}, dtype=dtype)
    return folder / "a.data" / "i_VV.img"


@pytest.mark.parametrize("dtype", [">f4", "<f4", ">i2", "<f8"])
def test_numbers_come_as_the_header_says(tmp_path: Path, dtype: str) -> None:
    path = image(tmp_path, dtype)
    assert read_header(path).shape == (3, 4)
    assert read_header(path).dtype == np.dtype(dtype)
    found = read_image(path, *ALL)
    assert found.dtype.isnative
    assert found.tolist() == VALUES.tolist()
    assert read_image(path, slice(1, 3), slice(2, 3)).tolist() == VALUES[1:3, 2:3].tolist()


def test_a_header_that_contradicts_the_bytes_is_believed(tmp_path: Path) -> None:
    """The byte order is nowhere else, so a changed header changes the numbers."""
    path = image(tmp_path)
    header = path.with_suffix(".hdr")
    header.write_text(header.read_text().replace("byte order = 1", "byte order = 0"))
    assert read_image(path, *ALL).tolist() != VALUES.tolist()


def test_bytes_before_the_numbers_are_skipped(tmp_path: Path) -> None:
    path = image(tmp_path)
    header = path.with_suffix(".hdr")
    header.write_text(header.read_text().replace("header offset = 0", "header offset = 8"))
    path.write_bytes(b"12345678" + path.read_bytes())
    assert read_image(path, *ALL).tolist() == VALUES.tolist()


@pytest.mark.parametrize(
    ("old", "new"),
    [("byte order = 1", ""), ("data type = 4", "data type = 6"), ("lines = 3", "lines = many")],
)
def test_a_header_that_does_not_describe_an_image(tmp_path: Path, old: str, new: str) -> None:
    path = image(tmp_path)
    header = path.with_suffix(".hdr")
    header.write_text(header.read_text().replace(old, new))
    with pytest.raises(InputError, match=r"i_VV\.hdr: it is missing or does not describe an image"):
        read_header(path)
    header.unlink()
    with pytest.raises(InputError, match="missing"):
        read_header(path)


def test_a_truncated_image(tmp_path: Path) -> None:
    path = image(tmp_path)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(
        InputError, match="it has 45 bytes and 1 bands, where 3 x 4 numbers of one band are 48"
    ):
        read_image(path, *ALL)


def test_real_bands_are_read(shared_real: Path) -> None:
    """Unwrapped phase and coherence of one pair in radians and 0..1, big-endian as their headers say."""
    folder = shared_real / "snap_pair_headers"
    phase = read_image(folder / "Unw_Phase_ifg_17Mar2017_10Apr2017_VV.img", *ALL)
    coherence = read_image(folder / "coh_IW2_VV_17Mar2017_10Apr2017.img", *ALL)
    assert phase.shape == coherence.shape == (470, 769)
    assert coherence.min() >= 0 and 0.9 < coherence.max() <= 1
    assert 1 < np.ptp(phase) < 100
    assert (
        np.median(np.abs(np.diff(phase, axis=1)[100:200])) < 1
    )  # neighbours are near, as no other order makes them
