"""Figures as the page holds them: at the resolution of a screen, in few colours, without loss after that.

The files beside the report are for print. On a page of 25 of them they would weigh many megabytes, nearly all of it
for what no screen shows.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from scarpwatch.errors import InputError

DPI = 150
"""Of what the page holds, where the file has more."""

COLOURS = 128
"""Of an image with a palette. Maps and charts have few colours beside the shades of smooth edges, and a bar of rates is
read to a tenth of its range; twice as many colours make a map of rates a quarter larger."""


@dataclass(frozen=True)
class Embedded:
    """A picture as the template wants it: base64 text, its kind, and the size in pixels at which it is shown."""

    data: str
    kind: str
    width: int
    height: int


def embed_figure(path: Path) -> Embedded:
    """A PNG file as lossless WebP with a palette, at most ``DPI`` dots per inch; the same bytes each time.

    Raises
    ------
    InputError
        If the file is missing or not a PNG.
    """
    try:
        with Image.open(path, formats=["PNG"]) as source:
            dpi = float(source.info.get("dpi", (DPI, DPI))[0])
            image = source.convert("RGBA")
    except UnidentifiedImageError as error:
        raise InputError(
            path, "the figure is not a PNG file", "Delete it and run the workflow again."
        ) from error
    except OSError as error:
        raise InputError(
            path, f"the figure cannot be read ({error})", "Run the rule that plots it."
        ) from error
    paper = Image.new("RGBA", image.size, "white")
    flat = Image.alpha_composite(paper, image).convert("RGB")
    scale = min(1.0, DPI / dpi)
    if scale < 1:
        size = (max(1, round(flat.width * scale)), max(1, round(flat.height * scale)))
        flat = flat.resize(size, Image.Resampling.LANCZOS)
    if flat.getcolors(COLOURS) is None:
        flat = flat.quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    buffer = io.BytesIO()
    flat.save(buffer, format="WEBP", lossless=True, quality=50, method=4, exact=True)
    return Embedded(base64.b64encode(buffer.getvalue()).decode("ascii"), "webp", flat.width, flat.height)
