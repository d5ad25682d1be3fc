"""Names of the classes of a raster, in its tag CLASSES."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scarpwatch.errors import InputError
from scarpwatch.files.json_files import decode, encode
from scarpwatch.grids.grid import read_tags

TAG = "CLASSES"


def class_tag(names: Mapping[int, str]) -> dict[str, str]:
    """The tag that holds the names by their codes."""
    return {TAG: encode(names)}


def read_class_names(path: str | Path) -> dict[int, str]:
    """Names of a raster's classes by their codes.

    Raises
    ------
    InputError
        If the raster does not name its classes, or the tag is damaged.
    """
    tags = read_tags(path)
    if TAG not in tags:
        raise InputError(
            path, f"it has no tag {TAG}, which names its classes", "Run the step that writes it."
        )
    return {int(code): str(name) for code, name in decode(tags[TAG], path).items()}
