"""Make the README's pictures from the figures of the demo: `make pictures`, after `make demo`.

They are made smaller, and their colours rounded to tenths so that the files stay small. No colour moves by more than
5 of 255, and that of "no data" not at all: a palette of few colours would give it the colour of some value.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

PICTURES = {"deformation": 900, "susceptibility": 760}  # figure -> width in pixels
STEP = 10  # of 255; "no data" is 220, 220, 220


def main(results: Path, target: Path) -> None:
    """Write ``demo_<figure>.png`` of the latest assessment below ``results`` into ``target``."""
    for name, width in PICTURES.items():
        figures = sorted(results.glob(f"*-*-*/figures/{name}.png"))
        if not figures:
            sys.exit(f"no figure {name}.png below {results}: run `make demo` first")
        with Image.open(figures[-1]) as figure:
            size = (width, round(width * figure.height / figure.width))
            small = np.asarray(figure.convert("RGB").resize(size, Image.Resampling.LANCZOS), np.int16)
        rounded = np.clip((small + STEP // 2) // STEP * STEP, 0, 255)
        rounded[small >= 255 - STEP // 2] = 255
        path = target / f"demo_{name}.png"
        Image.fromarray(rounded.astype(np.uint8)).save(path, optimize=True)
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB, from {figures[-1]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path("results"), Path(__file__).parent / "images")
