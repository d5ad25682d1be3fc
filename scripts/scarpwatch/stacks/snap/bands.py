"""The bands of SNAP's products, whichever of its two forms they have: where they are, and their pixels."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.errors import InputError
from scarpwatch.stacks.listing import files_below, in_zip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def products(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Of each product: the path of its metadata, and the paths of its bands by their names."""
    files = files_below(folder)
    for path in (file for file in files if file.suffix == ".dim"):
        bands = {image.stem: str(image) for image in sorted(path.with_suffix(".data").glob("*.img"))}
        yield str(path), bands
    headers = [file for file in files if file.name == ".zarray" and file.parents[1].suffix == ".znap"]
    for path in sorted({header.parents[1] for header in headers}):
        bands = {header.parent.name: str(header) for header in headers if header.parents[1] == path}
        yield str(path / "SNAP" / "product_metadata.json"), bands
    for path in (file for file in files if file.name.endswith(".znap.zip")):
        try:
            with zipfile.ZipFile(path) as archive:
                members = archive.namelist()
        except (OSError, zipfile.BadZipFile) as error:
            raise InputError(path, f"it is not a ZIP ({error})", "Copy or export it again.") from error
        inside = {name: in_zip(path, name) for name in members}
        metadata = next((name for name in members if name.endswith("SNAP/product_metadata.json")), None)
        if metadata is not None:
            root = metadata.removesuffix("SNAP/product_metadata.json")
            pattern = re.compile(re.escape(root) + r"([^/]+)/\.zarray")
            hits = {name: pattern.fullmatch(name) for name in members}
            yield inside[metadata], {hit[1]: inside[name] for name, hit in hits.items() if hit}


def band_name(path: str) -> str:
    """The name of a band from the path of its image."""
    return Path(path).stem if path.endswith(".img") else Path(path).parent.name


def image_shape(path: str) -> tuple[int, int]:
    """Rows and columns of a band, from its header.

    Raises
    ------
    InputError
        If the header cannot be read or the image is truncated.
    """
    if path.endswith(".img"):
        from scarpwatch.stacks.snap import dimap

        return dimap.read_header(path).shape
    from scarpwatch.stacks.snap import znap

    return znap.read_header(path).shape


def read_band(path: str, rows: slice, columns: slice) -> NDArray[np.floating]:
    """A part of a band.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if path.endswith(".img"):
        from scarpwatch.stacks.snap import dimap

        return dimap.read_image(path, rows, columns)
    from scarpwatch.stacks.snap import znap

    return znap.read_image(path, rows, columns)
