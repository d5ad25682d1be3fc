"""Small copies of photographs for the report: upright, in few bytes, without what the camera wrote into them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from scarpwatch.errors import InputError
from scarpwatch.inputs.photos import MOST, load, open_photo

TOTAL_BYTES = 1_500_000
"""What all photographs may take together."""
MOST_BYTES = 120_000  # a single one
SIDES = (960, 800, 640, 520, 420, 340, 270, 200)  # longer side, pixels
QUALITIES = (80, 65, 50, 35)
assert TOTAL_BYTES // MOST > 20_000


@dataclass(frozen=True)
class Copy:
    """A WebP image in memory, with its size in pixels."""

    content: bytes
    width: int
    height: int


def bytes_each(count: int) -> int:
    """What each of so many photographs may take."""
    return min(MOST_BYTES, TOTAL_BYTES // max(count, 1))


def small_copy(path: str | Path, most_bytes: int) -> Copy:
    """The largest copy that takes at most so many bytes.

    Of the file's metadata the orientation alone is respected, and nothing is copied: neither place, nor the camera's
    serial number, nor a thumbnail.

    Raises
    ------
    InputError
        If the photograph cannot be read, or no copy is that small.
    """
    path = Path(path)
    with open_photo(path) as image:
        image.draft("RGB", (2 * SIDES[0], 2 * SIDES[0]))
        load(image, path)
        upright = ImageOps.exif_transpose(image)
        flat = Image.new("RGB", upright.size, "white")
        plain = (
            upright.convert("RGBA") if "A" in upright.getbands() or "transparency" in upright.info else None
        )
        flat.paste(_eight_bits(upright) if plain is None else plain, mask=plain)
    for side in SIDES:
        shown = flat.copy()
        shown.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in QUALITIES[:2] if side > SIDES[-1] else QUALITIES:
            stream = io.BytesIO()
            shown.save(stream, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"", xmp=b"")
            if stream.tell() <= most_bytes:
                return Copy(stream.getvalue(), *shown.size)
    raise InputError(
        path, f"no copy of it takes less than {most_bytes:,} bytes", "Give fewer photographs (report.photos)."
    )


def _eight_bits(image: Image.Image) -> Image.Image:
    """An image in RGB; of 16-bit grey the higher eight, which Pillow would cut off."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB")
