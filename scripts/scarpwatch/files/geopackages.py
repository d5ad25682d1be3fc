"""GeoPackages with fixed bytes: equal data give equal files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from scarpwatch.files.finished import atomic_path
from scarpwatch.files.geopackage_layers import Layer, describe_layer

VERSION = "1.3"
"""Of the standard: what ArcGIS and GDAL of recent years read without a warning."""

# GeoPackages carry the time of writing; a fixed one makes equal data equal files.
_FIXED_DATE = "2000-01-01T00:00:00.000Z"


def write_geopackage(
    frame: pd.DataFrame, path: str | Path, *, layer: str | Layer, metadata: Mapping[str, str] | None = None
) -> None:
    """Write a GeoPackage atomically, as a layer without geometry if the table has none; equal data give
    equal bytes.

    Parameters
    ----------
    layer : its name, or with what people are told of it and how it is drawn
    metadata : of the layer, such as units and sign

    Raises
    ------
    WriteError
        If the disk is full or the folder read-only.
    """
    write_blocks([frame], path, layer=layer, metadata=metadata)


def write_blocks(
    frames: Iterable[pd.DataFrame],
    path: str | Path,
    *,
    layer: str | Layer,
    metadata: Mapping[str, str] | None = None,
) -> int:
    """The same of a table that comes in blocks of rows, of which one is held in memory; returns the number of rows."""
    import pyogrio

    rows = 0
    about = Layer(layer) if isinstance(layer, str) else layer
    told = {"IDENTIFIER": about.title, "DESCRIPTION": about.description}
    of_layer = {"layer_options": {key: text for key, text in told.items() if text}}
    of_layer |= {} if metadata is None else {"layer_metadata": dict(metadata)}
    with atomic_path(path) as temporary, _fixed_time():
        for number, frame in enumerate(frames):
            first = {"dataset_options": {"VERSION": VERSION}, **of_layer}
            options: dict[str, Any] = {"append": True} if number else first
            pyogrio.write_dataframe(frame, temporary, driver="GPKG", layer=about.name, **options)
            rows += len(frame)
        if about.columns or about.styles:
            describe_layer(temporary, about, _FIXED_DATE)
    return rows


@contextmanager
def _fixed_time() -> Iterator[None]:
    """Set the date that GDAL writes, and restore what was there."""
    before = os.environ.get("OGR_CURRENT_DATE")
    os.environ["OGR_CURRENT_DATE"] = _FIXED_DATE
    try:
        yield
    finally:
        if before is None:
            del os.environ["OGR_CURRENT_DATE"]
        else:
            os.environ["OGR_CURRENT_DATE"] = before
