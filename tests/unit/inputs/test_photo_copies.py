import io

import numpy as np
import pytest
from photo_makers import SERIAL, write_photo
from PIL import Image

from scarpwatch.errors import InputError
from scarpwatch.inputs.photo_copies import MOST_BYTES, TOTAL_BYTES, bytes_each, small_copy
from scarpwatch.inputs.photos import MOST


def pixels(copy):
    return np.asarray(Image.open(io.BytesIO(copy.content)).convert("RGB")).astype(int)


def is_red(pixel):
    return pixel[0] > 180 and pixel[1] < 80


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0.2, 0.2)), (3, (0.8, 0.8)), (6, (0.2, 0.8)), (8, (0.8, 0.2))]
)
def test_a_copy_stands_upright(tmp_path, orientation, corner):
    copy = small_copy(write_photo(tmp_path / "a.jpg", orientation=orientation), MOST_BYTES)
    wide = orientation in (1, 3)
    assert (copy.width, copy.height) == ((320, 240) if wide else (240, 320))
    shown = pixels(copy)
    assert is_red(shown[int(corner[0] * copy.height), int(corner[1] * copy.width)])
    assert not is_red(shown[copy.height // 2 + 20, copy.width // 2 + 20]) or orientation != 1


def test_nothing_of_what_the_camera_wrote_is_copied(tmp_path):
    path = write_photo(tmp_path / "a.jpg", (113.6, 23.5))
    assert SERIAL.encode() in path.read_bytes()
    content = small_copy(path, MOST_BYTES).content
    assert SERIAL.encode() not in content and b"EXIF" not in content and b"Camera" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def test_the_bytes_are_bounded_and_the_same_each_time(tmp_path):
    path = write_photo(tmp_path / "a.png", size=(1600, 1200), noisy=True)
    copies = [small_copy(path, most) for most in (MOST_BYTES, bytes_each(MOST))]
    assert len(copies[0].content) <= MOST_BYTES and len(copies[1].content) <= TOTAL_BYTES // MOST
    assert copies[1].width < copies[0].width <= 960
    assert small_copy(path, MOST_BYTES) == copies[0]
    with pytest.raises(InputError, match="no copy of it takes less"):
        small_copy(path, 500)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "I;16", "CMYK"])
def test_images_of_all_modes(tmp_path, mode):
    values = np.full((20, 30), 40_000 if mode == "I;16" else 150)
    if mode == "I;16":
        Image.fromarray(values.astype(np.uint16)).save(tmp_path / "a.tif")
    else:
        Image.fromarray(values.astype(np.uint8)).convert(mode).save(tmp_path / "a.tif")
    assert abs(pixels(small_copy(tmp_path / "a.tif", MOST_BYTES)) - 152).max() < 12


def test_what_is_transparent_is_white(tmp_path):
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert pixels(small_copy(tmp_path / "a.png", MOST_BYTES)).min() > 250
