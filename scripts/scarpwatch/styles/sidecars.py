"""The style that QGIS opens a raster with: a file of its name beside it."""

from __future__ import annotations

from pathlib import Path

from scarpwatch.files.finished import atomic_path
from scarpwatch.styles.qml import qml
from scarpwatch.styles.sld import sld
from scarpwatch.styles.style import Style


def style_of(raster: str | Path) -> Path:
    """Where the style of a raster is."""
    return Path(raster).with_suffix(".qml")


def write_style(raster: str | Path, style: Style, *, name: str = "") -> None:
    """Write the style of a raster beside it.

    Parameters
    ----------
    name : of the layer, for a second style that other programs than QGIS read (SLD); none where it is empty

    Raises
    ------
    WriteError
        If the disk is full or the folder read-only.
    """
    with atomic_path(style_of(raster)) as temporary:
        temporary.write_text(qml(style), encoding="utf-8")
    if name:
        with atomic_path(style_of(raster).with_suffix(".sld")) as temporary:
            temporary.write_text(sld(style, name), encoding="utf-8")
